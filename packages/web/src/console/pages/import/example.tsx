import { Table, Text } from '@mantine/core';

const head = ['name', 'accountRefId', 'address.city', 'address.country', 'contractRenewalDate'];
const rows = [
  ['Initech, Inc.', 'C-1001', 'Austin', 'US', '2027-03-31'],
  ['Müller & Söhne', 'C-1002', 'Berlin', 'DE', ''],
];

/** What such a file looks like, before there is one. */
export const Example = () => (
  <>
    <Text size="sm" c="dimmed" mb={4}>
      For example. Columns with other names are recognised, or assigned after the file was chosen.
    </Text>
    <Table.ScrollContainer minWidth={560} mb="sm" scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
      <Table withTableBorder withColumnBorders verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            {head.map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((cells) => (
            <Table.Tr key={cells[1]}>
              {cells.map((cell, index) => (
                <Table.Td key={head[index]}>{cell}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  </>
);
