import { Anchor, Drawer, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { Row } from '../../../api/wire.ts';
import { count, formatDateTime, nothing, words } from '../../../ui/format.ts';

type Entry = Row<'listAuditLog'>;
type Change = Entry['changes'][number];

/** A change that fits into a line is said in it. */
const lineMax = 60;

const summaryOf = (changes: readonly Change[]): string => {
  const [first, ...others] = changes;
  if (!first) return nothing;
  const line = first.masked
    ? `${first.field} (not shown)`
    : `${first.field}: ${first.old ?? nothing} → ${first.new ?? nothing}`;
  return others.length === 0 && line.length <= lineMax ? line : count(changes.length, 'value');
};

const Value = ({ change, value }: { readonly change: Change; readonly value: string | null }) => (
  <Table.Td style={{ overflowWrap: 'anywhere', verticalAlign: 'top' }}>
    {change.masked ? <Text c="dimmed">not shown</Text> : (value ?? nothing)}
  </Table.Td>
);

/** What a change was about in short; a press shows every value before and after. */
export const Changes = ({ entry }: { readonly entry: Entry }) => {
  const [isOpen, setOpen] = useState(false);
  const { changes, author, action, objectType, objectId, part } = entry;
  if (changes.length === 0) return nothing;
  return (
    <>
      <Anchor component="button" type="button" size="sm" ta="left" onClick={() => setOpen(true)}>
        {summaryOf(changes)}
      </Anchor>
      <Drawer
        opened={isOpen}
        onClose={() => setOpen(false)}
        position="right"
        size="lg"
        title={`${author.name} ${action}d ${[words(objectType), part].filter(Boolean).join(', ')}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
        styles={{ title: { fontWeight: 650 } }}
      >
        <Text size="sm" c="dimmed" mb="md" style={{ overflowWrap: 'anywhere' }}>
          {formatDateTime(entry.at)}, {objectId}
        </Text>
        <Table verticalSpacing={6} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Value</Table.Th>
              <Table.Th>Before</Table.Th>
              <Table.Th>After</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changes.map((change) => (
              <Table.Tr key={change.field}>
                <Table.Th scope="row" style={{ overflowWrap: 'anywhere', verticalAlign: 'top' }}>
                  {change.field}
                </Table.Th>
                <Value change={change} value={change.old} />
                <Value change={change} value={change.new} />
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Drawer>
    </>
  );
};
