import { Button, Group, Select, Table, Text } from '@mantine/core';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { count, nothing } from '../../../ui/format.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { type Columns, useStart } from './use-import.ts';

type Started = Reply<'importCustomers'>;

export const columnsTried = ({ columns }: Started): Columns =>
  Object.fromEntries(columns.map(({ name, column }) => [name, column]));

const isOwn = ({ name, column }: Started['columns'][number]): boolean => name === column;

/** Whether there is anything to say or to choose: all columns are called as ours. */
export const isPlain = ({ columns }: Started): boolean => columns.every(isOwn);

const subtitleOf = ({ columns }: Started): string => {
  const likely = columns.filter(({ guessed, column }) => guessed && column !== null).length;
  const unknown = columns.filter(({ column }) => column === null).length;
  const parts = [
    likely > 0 ? `${count(likely, 'column')} recognised by name: look whether that is right` : '',
    unknown > 0 ? `${count(unknown, 'column')} not imported` : '',
  ];
  return `${parts.filter(Boolean).join('; ') || 'As you have assigned them'}.`;
};

interface ColumnsCardProps {
  readonly started: Started;
  readonly file: File;
  /** What is chosen, which may be other than what was tried. */
  readonly chosen: Columns;
  readonly onChoose: (chosen: Columns) => void;
  readonly onStarted: (started: Started) => void;
}

/** What the columns of the file are taken for. */
export const ColumnsCard = ({ started, file, chosen, onChoose, onStarted }: ColumnsCardProps) => {
  const start = useStart(onStarted);
  const tried = columnsTried(started);
  const isOther = started.columns.some(({ name }) => chosen[name] !== tried[name]);
  const optionsFor = (name: string) =>
    started.knownColumns.filter(
      (column) => chosen[name] === column || !Object.values(chosen).includes(column),
    );
  return (
    <Card title="Columns" subtitle={subtitleOf(started)}>
      <Table.ScrollContainer minWidth={0} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>In the file</Table.Th>
              <Table.Th visibleFrom="sm">First value</Table.Th>
              <Table.Th>Imported as</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {started.columns.map(({ name, guessed, example, column }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the columns of a file have an order, and may be named alike
              <Table.Tr key={index}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{name || '(without a name)'}</Table.Td>
                <Table.Td visibleFrom="sm" style={{ overflowWrap: 'anywhere' }}>
                  <Text size="sm" c="dimmed">
                    {example ?? nothing}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Group gap="xs">
                    <Select
                      aria-label={`Import ${name || 'the column without a name'} as`}
                      placeholder="not imported"
                      data={optionsFor(name)}
                      value={chosen[name] ?? null}
                      onChange={(next) => onChoose({ ...chosen, [name]: next })}
                      clearable
                      searchable
                      clearButtonProps={{ 'aria-label': `Leave ${name} out` }}
                      nothingFoundMessage="No column is called so"
                      size="xs"
                      w={{ base: 170, sm: 230 }}
                    />
                    {guessed && column !== null && chosen[name] === column && (
                      <StateBadge state="off">recognised</StateBadge>
                    )}
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {isOther && (
        <Button
          mt="sm"
          loading={start.isPending}
          onClick={() => start.mutate({ file, dryRun: true, columns: chosen })}
        >
          Try it with these columns
        </Button>
      )}
      {start.error && <ProblemAlert error={start.error} />}
    </Card>
  );
};
