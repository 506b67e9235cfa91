import { List, Skeleton, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useApi } from '../../../api/use-api.ts';
import { Card } from '../../../ui/card.tsx';
import { formatDate, formatNumber, nothing, words } from '../../../ui/format.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { hoursText, percentText } from '../../evidence/figures.ts';

interface InsightCardProps {
  readonly entitlementId: string;
  readonly expiryDate: string | null;
}

const signed = (value: number | null): string =>
  value === null
    ? nothing
    : `${value > 0 ? '+' : ''}${formatNumber(Math.round(value * 10) / 10)} seats a month`;

/** What the next term needs, and the figures it rests on. */
export const InsightCard = ({ entitlementId, expiryDate }: InsightCardProps) => {
  const { data, error, refetch } = useApi('getRenewalInsight', { params: { entitlementId } });
  const recommended = data?.recommended;
  const title = data
    ? `Renewal: ${words(data.class)}${recommended ? ` to ${formatNumber(recommended.mid)}` : ''}`
    : 'Renewal';
  const subtitle = [
    ...(recommended ? [`${formatNumber(recommended.low)} to ${formatNumber(recommended.high)}`] : []),
    expiryDate ? `renews ${formatDate(expiryDate)}` : 'never expires',
  ].join(', ');
  return (
    <Card
      title={title}
      subtitle={subtitle}
      actions={
        <Link to="/entitlements/$entitlementId/evidence" params={{ entitlementId }}>
          Evidence page
        </Link>
      }
    >
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={260} />}
      {data && (
        <>
          <List size="sm" mb="sm">
            {data.reasons.map((reason) => (
              <List.Item key={reason}>{reason}</List.Item>
            ))}
          </List>
          <Table verticalSpacing={6}>
            <Table.Tbody>
              {[
                ['95 % of the time at or below', `${formatNumber(data.p95)} seats`],
                ['Most in use', `${formatNumber(data.peak)} seats`],
                ['Used of bought', percentText(data.utilizationRate)],
                ['In overdraft', hoursText(data.overdraftSeconds)],
                ['Growth', signed(data.trendPerMonth)],
                ['Refused and never served', formatNumber(data.trueDenials)],
              ].map(([name, value]) => (
                <Table.Tr key={name}>
                  <Table.Th scope="row" fw={400}>
                    {name}
                  </Table.Th>
                  <Table.Td ta="right">{value}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </Card>
  );
};
