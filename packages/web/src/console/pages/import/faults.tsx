import { Code, Group, Pagination, Table, Text, Title } from '@mantine/core';
import type { Reply } from '../../../api/wire.ts';
import { count, formatNumber, nothing } from '../../../ui/format.ts';

interface FaultsProps {
  readonly errors: Reply<'getCustomerImport'>['errors'];
  readonly onPage: (page: number) => void;
}

/** Every fault with its row, as a spreadsheet counts rows. */
export const Faults = ({ errors, onPage }: FaultsProps) => {
  const pages = Math.ceil(errors.elementsTotal / errors.pageSize);
  return (
    <>
      <Title order={3} size="h6" mt="lg">
        {count(errors.elementsTotal, 'fault')}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        Rows are counted as a spreadsheet does: the names of the columns are row 1.
      </Text>
      <Table.ScrollContainer minWidth={0} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={70}>Row</Table.Th>
              <Table.Th>Column</Table.Th>
              <Table.Th>Fault</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {errors.items.map(({ rowNumber, field, message }) => (
              <Table.Tr key={`${rowNumber} ${field} ${message}`}>
                <Table.Td>{formatNumber(rowNumber)}</Table.Td>
                <Table.Td>{field ? <Code>{field}</Code> : nothing}</Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{message}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {pages > 1 && (
        <Group justify="flex-end" mt="sm">
          <Pagination
            total={pages}
            value={errors.pageNumber}
            onChange={onPage}
            size="sm"
            getControlProps={(control) => ({ 'aria-label': `${control} page` })}
            getItemProps={(page) => ({ 'aria-label': `Page ${page}` })}
          />
        </Group>
      )}
    </>
  );
};
