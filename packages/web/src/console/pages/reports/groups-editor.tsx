import { ActionIcon, Button, Group, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import {
  type Aggregate,
  aggregateWords,
  type Definition,
  type Group as GroupAsked,
  type Subject,
} from './question.ts';

interface GroupsEditorProps {
  readonly subject: Subject;
  readonly definition: Definition;
  readonly onChange: (next: Definition) => void;
}

const units = ['hour', 'day', 'month', 'year'] as const;

const GroupRow = ({
  subject,
  group,
  onChange,
}: {
  readonly subject: Subject;
  readonly group: GroupAsked;
  readonly onChange: (next: GroupAsked) => void;
}) => {
  const groupable = subject.columns.filter((column) => column.groupable);
  const isTime = subject.columns.find(({ key }) => key === group.column)?.type === 'dateTime';
  return (
    <>
      <Select
        aria-label="Group by"
        w={200}
        searchable
        allowDeselect={false}
        data={groupable.map(({ key, title }) => ({ value: key, label: title }))}
        value={group.column}
        onChange={(key) => {
          const next = groupable.find((each) => each.key === key);
          if (next)
            onChange({ column: next.key, ...(next.type === 'dateTime' ? { by: 'month' as const } : {}) });
        }}
      />
      {isTime && (
        <Select
          aria-label="Rounded down to the"
          w={100}
          data={[...units]}
          value={group.by ?? null}
          placeholder="exact"
          onChange={(next) => {
            const by = units.find((each) => each === next);
            onChange(by ? { column: group.column, by } : { column: group.column });
          }}
        />
      )}
    </>
  );
};

const FigureRow = ({
  subject,
  figure,
  onChange,
}: {
  readonly subject: Subject;
  readonly figure: Aggregate;
  readonly onChange: (next: Aggregate) => void;
}) => {
  const choices = [
    { value: 'count', label: aggregateWords.count },
    ...subject.columns.flatMap(({ key, title, aggregates }) =>
      aggregates
        .filter((name) => name !== 'count')
        .map((name) => ({ value: `${name} ${key}`, label: `${aggregateWords[name]} ${title}` })),
    ),
  ];
  return (
    <Select
      aria-label="Figure"
      w={260}
      searchable
      allowDeselect={false}
      data={choices}
      value={figure.column ? `${figure.function} ${figure.column}` : figure.function}
      onChange={(next) => {
        const [name, column] = (next ?? 'count').split(' ') as [Aggregate['function'], string | undefined];
        onChange(column ? { function: name, column } : { function: name });
      }}
    />
  );
};

interface PartsProps {
  readonly title: string;
  readonly add: string;
  readonly rows: readonly ReactNode[];
  readonly onAdd: (() => void) | null;
  readonly onRemove: (index: number) => void;
}

const Parts = ({ title, add, rows, onAdd, onRemove }: PartsProps) => (
  <Stack gap="xs">
    <Text size="sm" fw={500}>
      {title}
    </Text>
    {rows.map((row, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the list, and nothing else
      <Group key={index} gap="xs">
        {row}
        <ActionIcon
          variant="subtle"
          color="gray"
          size={34}
          aria-label={`Remove ${title.toLowerCase()} ${index + 1}`}
          onClick={() => onRemove(index)}
        >
          <IconX size={16} aria-hidden />
        </ActionIcon>
      </Group>
    ))}
    {onAdd && (
      <Group>
        <Button variant="subtle" size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={onAdd}>
          {add}
        </Button>
      </Group>
    )}
  </Stack>
);

const groupsMost = 5;

/** By what rows are taken together, and what is told of each group. */
export const GroupsEditor = ({ subject, definition, onChange }: GroupsEditorProps) => {
  const { groupBy = [], aggregates = [] } = definition;
  const putGroups = (next: readonly GroupAsked[]) => onChange({ ...definition, groupBy: [...next] });
  const putFigures = (next: readonly Aggregate[]) => onChange({ ...definition, aggregates: [...next] });
  const free = subject.columns.find(
    ({ key, groupable }) => groupable && !/Id$/.test(key) && !groupBy.some(({ column }) => column === key),
  );
  const unsummed = subject.columns.find(
    ({ key, aggregates: known }) => known.includes('sum') && !aggregates.some(({ column }) => column === key),
  );
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} mt="sm">
      <Parts
        title="Groups"
        add="Group by another column"
        rows={groupBy.map((group, index) => (
          <GroupRow
            key={group.column}
            subject={subject}
            group={group}
            onChange={(next) => putGroups(groupBy.map((each, at) => (at === index ? next : each)))}
          />
        ))}
        onAdd={
          free && groupBy.length < groupsMost ? () => putGroups([...groupBy, { column: free.key }]) : null
        }
        onRemove={(index) => putGroups(groupBy.filter((_, at) => at !== index))}
      />
      <Parts
        title="Figures"
        add="Add a figure"
        rows={aggregates.map((figure, index) => (
          <FigureRow
            key={`${figure.function} ${figure.column}`}
            subject={subject}
            figure={figure}
            onChange={(next) => putFigures(aggregates.map((each, at) => (at === index ? next : each)))}
          />
        ))}
        onAdd={unsummed ? () => putFigures([...aggregates, { function: 'sum', column: unsummed.key }]) : null}
        onRemove={(index) => putFigures(aggregates.filter((_, at) => at !== index))}
      />
    </SimpleGrid>
  );
};
