import { Table } from '@mantine/core';
import type { ReactNode } from 'react';

export type Fact = readonly [name: string, value: ReactNode];

/** What is known of one thing: a name and a value a line. */
export const FactsTable = ({ facts }: { readonly facts: readonly Fact[] }) => (
  <Table withRowBorders={false} verticalSpacing={5} layout="fixed" maw={640}>
    <Table.Tbody>
      {facts.map(([name, value]) => (
        <Table.Tr key={name}>
          <Table.Th scope="row" fw={400} c="dimmed" w="40%" pl={0} style={{ verticalAlign: 'top' }}>
            {name}
          </Table.Th>
          <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
);
