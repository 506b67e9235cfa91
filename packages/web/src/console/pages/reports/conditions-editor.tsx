import { ActionIcon, Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { ConditionValue } from './condition-value.tsx';
import { type Condition, type Definition, operatorText, type Subject } from './question.ts';

interface ConditionsEditorProps {
  readonly subject: Subject;
  readonly definition: Definition;
  readonly onChange: (next: Definition) => void;
}

interface RowProps {
  readonly subject: Subject;
  readonly condition: Condition;
  readonly onChange: (next: Condition) => void;
  readonly onRemove: () => void;
}

const ConditionRow = ({ subject, condition, onChange, onRemove }: RowProps) => {
  const column = subject.columns.find(({ key }) => key === condition.column);
  if (!column) return null;
  const name = column.title;
  return (
    <Group gap="xs" align="flex-start">
      <Select
        aria-label="Column of the condition"
        w={190}
        searchable
        allowDeselect={false}
        data={subject.columns.map(({ key, title }) => ({ value: key, label: title }))}
        value={column.key}
        onChange={(key) => {
          const next = subject.columns.find((each) => each.key === key);
          const operator = next?.operators[0];
          if (next && operator) onChange({ column: next.key, operator });
        }}
      />
      <Select
        aria-label={`How ${name} is compared`}
        w={150}
        allowDeselect={false}
        data={column.operators.map((value) => ({ value, label: operatorText(value, column.type) }))}
        value={condition.operator}
        onChange={(next) => {
          const operator = column.operators.find((each) => each === next);
          const keeps = operator !== 'in' && operator !== 'isNull' && !Array.isArray(condition.value);
          if (operator) onChange({ ...condition, operator, value: keeps ? condition.value : undefined });
        }}
      />
      <ConditionValue
        column={column}
        condition={condition}
        onChange={(value) => onChange({ ...condition, value })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={34}
        aria-label={`Remove the condition on ${name}`}
        onClick={onRemove}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
};

/** Which rows: all conditions must be met. */
export const ConditionsEditor = ({ subject, definition, onChange }: ConditionsEditorProps) => {
  const conditions = definition.filter ?? [];
  const put = (filter: readonly Condition[]) => onChange({ ...definition, filter: [...filter] });
  const first = subject.columns.find(({ key }) => !/Id$/.test(key)) ?? subject.columns[0];
  const operator = first?.operators.find((each) => each === 'contains') ?? first?.operators[0];
  return (
    <Stack gap="xs" mt="md">
      {conditions.length > 0 && (
        <Text size="sm" fw={500}>
          Only rows that meet all of these
        </Text>
      )}
      {conditions.map((condition, index) => (
        <ConditionRow
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place in the list, and nothing else
          key={index}
          subject={subject}
          condition={condition}
          onChange={(next) => put(conditions.map((each, at) => (at === index ? next : each)))}
          onRemove={() => put(conditions.filter((_, at) => at !== index))}
        />
      ))}
      <Group>
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => first && operator && put([...conditions, { column: first.key, operator }])}
        >
          Add a condition
        </Button>
      </Group>
    </Stack>
  );
};
