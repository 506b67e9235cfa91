import { Skeleton, Table, Text } from '@mantine/core';
import { useApi } from '../../../api/use-api.ts';
import { Card } from '../../../ui/card.tsx';
import { count, formatDateTime, formatNumber } from '../../../ui/format.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { hoursText } from '../../evidence/figures.ts';
import { rangeOf } from '../../evidence/range.ts';

interface OfEntitlement {
  readonly entitlementId: string;
}

const useRange = () => {
  const [search] = useUrlSearch();
  const { from, to } = rangeOf(search, Date.now());
  return { from, to, pageNumber: 1, pageSize: 10 };
};

/** Times in overdraft within the chart's range. */
export const EpisodesCard = ({ entitlementId }: OfEntitlement) => {
  const query = useRange();
  const { data, error, refetch } = useApi('listOverdraftEpisodes', { params: { entitlementId }, query });
  return (
    <Card title="Times in overdraft" subtitle="Newest first; short gaps are shown as one">
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={120} />}
      {data?.items.length === 0 && <Text c="dimmed">Never above the bought seats in this range.</Text>}
      {data && data.items.length > 0 && (
        <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
          <Table verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>From</Table.Th>
                <Table.Th>To</Table.Th>
                <Table.Th ta="right">Peak over</Table.Th>
                <Table.Th ta="right">Time over</Table.Th>
                <Table.Th ta="right">People</Table.Th>
                <Table.Th ta="right">Denied</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.map((each) => (
                <Table.Tr key={each.start}>
                  <Table.Td>{formatDateTime(each.start)}</Table.Td>
                  <Table.Td>{each.end ? formatDateTime(each.end) : 'goes on'}</Table.Td>
                  <Table.Td ta="right">+{formatNumber(each.peakOverdraftUsed)}</Table.Td>
                  <Table.Td ta="right">{hoursText(each.overdraftMs / 1000)}</Table.Td>
                  <Table.Td ta="right">{formatNumber(each.seats)}</Table.Td>
                  <Table.Td ta="right">{formatNumber(each.denials)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Card>
  );
};

/** Who was denied within the chart's range. */
export const DenialsCard = ({ entitlementId }: OfEntitlement) => {
  const query = useRange();
  const { data, error, refetch } = useApi('getDenials', { params: { entitlementId }, query });
  const subtitle = data
    ? `Denied ${count(data.attempts, 'time')} by ${count(data.deniedSeats, 'person', 'people')}; ${formatNumber(data.trueDenials)} never served`
    : 'Requests past the hard cap';
  return (
    <Card title="Denials" subtitle={subtitle}>
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={120} />}
      {data?.bySeat.length === 0 && <Text c="dimmed">Nobody was denied in this range.</Text>}
      {data && data.bySeat.length > 0 && (
        <Table verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Who</Table.Th>
              <Table.Th ta="right">Attempts</Table.Th>
              <Table.Th ta="right">Never served</Table.Th>
              <Table.Th>Last</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.bySeat.slice(0, 8).map((each) => (
              <Table.Tr key={each.seatId}>
                <Table.Td>{each.seatId}</Table.Td>
                <Table.Td ta="right">{formatNumber(each.attempts)}</Table.Td>
                <Table.Td ta="right">{formatNumber(each.trueDenials)}</Table.Td>
                <Table.Td>{formatDateTime(each.lastDeniedAt)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Card>
  );
};
