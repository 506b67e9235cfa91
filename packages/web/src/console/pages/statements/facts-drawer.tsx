import { ActionIcon, Drawer, Group, Skeleton, Table, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import { useApi } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { formatDateTime, formatNumber, nothing, words } from '../../../ui/format.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import classes from '../../../ui/rows-card.module.css';
import { lineSentences, type StatementLine } from '../../evidence/periods.ts';

const rowsOfPage = 50;

interface FactsDrawerProps {
  readonly statementId: string;
  readonly line: StatementLine;
  /** Which figure was asked about. */
  readonly figure: string | null;
  readonly onClose: () => void;
}

const FactRow = ({ fact }: { readonly fact: Row<'listStatementFacts'> }) => {
  const isOver = fact.used !== null && fact.bought !== null && fact.used > fact.bought;
  return (
    <Table.Tr>
      <Table.Td>{formatDateTime(fact.at)}</Table.Td>
      <Table.Td>{words(fact.operation)}</Table.Td>
      <Table.Td>{fact.seatId || nothing}</Table.Td>
      <Table.Td ta="right" c={isOver ? 'var(--lw-overdraft)' : undefined} fw={isOver ? 600 : undefined}>
        {isOver && <span title="in overdraft">↑ </span>}
        {formatNumber(fact.used)}
      </Table.Td>
      <Table.Td ta="right">{formatNumber(fact.bought)}</Table.Td>
      <Table.Td ta="right">{fact.hardCap === null ? 'none' : formatNumber(fact.hardCap)}</Table.Td>
    </Table.Tr>
  );
};

const heads = ['When', 'What', 'Seat', 'In use', 'Bought', 'Hard cap'];

/** The rows of the log that make the figures of a line, beside the statement. */
export const FactsDrawer = ({ statementId, line, figure, onClose }: FactsDrawerProps) => {
  const [page, setPage] = useState(1);
  const { data, error, refetch } = useApi('listStatementFacts', {
    params: { statementId, lineId: line.id ?? '' },
    query: { pageNumber: page, pageSize: rowsOfPage },
  });
  const total = data?.elementsTotal ?? 0;
  const last = Math.max(1, Math.ceil(total / rowsOfPage));
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="xl"
      title={`The rows behind ${figure ? `“${figure}”` : 'this line'}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Text size="sm" mb="sm">
        {line.offeringName}, {line.featureKey ?? 'seats'}: {lineSentences(line).join(' ')} Every figure of the
        line comes from these rows of the activity log; the first one says what held when the period began.
      </Text>
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={320} />}
      {data && (
        <>
          <Table.ScrollContainer
            className={classes.fit}
            minWidth={520}
            scrollAreaProps={{
              viewportProps: { tabIndex: 0, role: 'region', 'aria-label': 'Rows of the log' },
            }}
          >
            <Table verticalSpacing={5} fz="sm">
              <Table.Thead>
                <Table.Tr>
                  {heads.map((head, index) => (
                    <Table.Th key={head} ta={index > 2 ? 'right' : 'left'}>
                      {head}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.items.map((fact) => (
                  <FactRow key={`${fact.sequence} ${fact.at} ${fact.operation}`} fact={fact} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          <Group justify="space-between" mt="sm">
            <Text size="sm" c="dimmed" role="status">
              {formatNumber(total)} rows, page {formatNumber(page)} of {formatNumber(last)}
            </Text>
            <Group gap="xs">
              <ActionIcon
                variant="default"
                size={30}
                aria-label="Previous rows"
                disabled={page <= 1}
                onClick={() => setPage(page - 1)}
              >
                <IconChevronLeft size={16} aria-hidden />
              </ActionIcon>
              <ActionIcon
                variant="default"
                size={30}
                aria-label="Next rows"
                disabled={page >= last}
                onClick={() => setPage(page + 1)}
              >
                <IconChevronRight size={16} aria-hidden />
              </ActionIcon>
            </Group>
          </Group>
        </>
      )}
    </Drawer>
  );
};
