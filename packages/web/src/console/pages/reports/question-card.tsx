import { Group, MultiSelect, SegmentedControl, Select } from '@mantine/core';
import { Card } from '../../../ui/card.tsx';
import { ConditionsEditor } from './conditions-editor.tsx';
import { GroupsEditor } from './groups-editor.tsx';
import { asGroups, asRows, type Definition, firstQuestion, isGrouped, type Subject } from './question.ts';

interface QuestionCardProps {
  readonly subjects: readonly Subject[];
  readonly subject: Subject;
  readonly definition: Definition;
  readonly onChange: (next: Definition) => void;
}

/** What is asked: of what, which columns or groups, which rows. */
export const QuestionCard = ({ subjects, subject, definition, onChange }: QuestionCardProps) => {
  const grouped = isGrouped(definition);
  const choose = (key: string | null) => {
    const next = subjects.find((each) => each.key === key);
    if (next && next.key !== subject.key) onChange(firstQuestion(next));
  };
  return (
    <Card>
      <Group gap="md" align="flex-end">
        <Select
          label="Report on"
          w={200}
          data={subjects.map(({ key, title }) => ({ value: key, label: title }))}
          value={subject.key}
          onChange={choose}
          allowDeselect={false}
        />
        <SegmentedControl
          aria-label="Show"
          data={[
            { value: 'rows', label: 'Rows' },
            { value: 'groups', label: 'Groups and sums' },
          ]}
          value={grouped ? 'groups' : 'rows'}
          onChange={(next) =>
            onChange(next === 'groups' ? asGroups(definition, subject) : asRows(definition, subject))
          }
        />
      </Group>
      {grouped ? (
        <GroupsEditor {...{ subject, definition, onChange }} />
      ) : (
        <MultiSelect
          label="Columns, in their order"
          mt="sm"
          searchable
          hidePickedOptions
          clearButtonProps={{ 'aria-label': 'All columns' }}
          placeholder={definition.columns?.length ? 'Add a column' : 'All there are'}
          data={subject.columns.map(({ key, title }) => ({ value: key, label: title }))}
          value={[...(definition.columns ?? [])]}
          onChange={(columns) => onChange({ ...definition, columns })}
        />
      )}
      <ConditionsEditor {...{ subject, definition, onChange }} />
    </Card>
  );
};
