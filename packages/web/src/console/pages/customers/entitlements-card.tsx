import { Button, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useApi } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { count, formatDate, formatNumber, nothing, words } from '../../../ui/format.ts';
import { numberOf, textOf } from '../../../ui/list/report-columns.tsx';
import classes from '../../../ui/rows-card.module.css';
import { StateBadge, stateOfSeats } from '../../../ui/state-badge.tsx';
import { percentText, seatsText } from '../../evidence/figures.ts';

type Insight = Reply<'getCustomerRenewalInsight'>;
type Row = Readonly<Record<string, unknown>>;

const most = 200;

const columns = [
  'entitlementId',
  'offeringName',
  'status',
  'seatsUsed',
  'seatCount',
  'hardCap',
  'expiryDate',
  'orderRefId',
];

const useSold = (customerId: string) =>
  useApi('runReport', {
    body: {
      subject: 'entitlements',
      columns,
      filter: [{ column: 'customerId', operator: 'eq', value: customerId }],
      sort: [{ column: 'offeringName' }],
    },
    query: { pageNumber: 1, pageSize: most },
  });

const seatsOf = (row: Row): [number, number, number | null] => [
  numberOf(row, 'seatsUsed') ?? 0,
  numberOf(row, 'seatCount') ?? 0,
  numberOf(row, 'hardCap'),
];

const stateOf = (row: Row) => {
  const status = textOf(row, 'status') ?? '';
  if (status !== 'active' && status !== 'gracePeriod')
    return <StateBadge state="off">{words(status)}</StateBadge>;
  const [state, label] = stateOfSeats(...seatsOf(row));
  return <StateBadge state={state}>{label}</StateBadge>;
};

/** Too much for a phone. */
const wide = ['Ends', 'Most in use', 'Used', 'What it needs'];
const widely = (head: string) => (wide.includes(head) ? { visibleFrom: 'sm' as const } : {});
const heads = ['Entitlement', 'State', 'Ends', 'Seats', 'Most in use', 'Used', 'What it needs'];
const isFigure = (head: string) => ['Seats', 'Most in use', 'Used'].includes(head);

interface EntitlementsCardProps {
  readonly customerId: string;
  /** What each needs; undefined while it is computed. */
  readonly insight: Insight | undefined;
  /** Left out: the reader may not. */
  readonly onSell: (() => void) | undefined;
}

/** What the customer has bought, how it is used, and what it needs. */
export const EntitlementsCard = ({ customerId, insight, onSell }: EntitlementsCardProps) => {
  const { data } = useSold(customerId);
  const needs = new Map((insight?.entitlements ?? []).map((each) => [each.entitlementId, each]));
  const needText = (entitlementId: string): string => {
    const need = needs.get(entitlementId);
    if (!need) return nothing;
    const recommended = need.recommended ? ` to ${formatNumber(need.recommended.mid)}` : '';
    return `${words(need.class)}${recommended}`;
  };
  return (
    <Card
      title="Entitlements"
      subtitle={data ? count(data.elementsTotal, 'entitlement') : undefined}
      actions={
        onSell && (
          <Button size="compact-sm" variant="default" onClick={onSell}>
            Sell
          </Button>
        )
      }
    >
      {data?.items.length === 0 && (
        <Text c="dimmed">
          Nothing is sold to this customer yet. An order with an offering makes an entitlement.
        </Text>
      )}
      {data && data.items.length > 0 && (
        <Table.ScrollContainer
          className={classes.fit}
          minWidth={720}
          scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': 'Entitlements' } }}
        >
          <Table verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                {heads.map((head) => (
                  <Table.Th key={head} ta={isFigure(head) ? 'right' : 'left'} {...widely(head)}>
                    {head}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {(data.items as Row[]).map((row) => {
                const entitlementId = String(row.entitlementId);
                const need = needs.get(entitlementId);
                return (
                  <Table.Tr key={entitlementId}>
                    <Table.Td>
                      <Link to="/entitlements/$entitlementId" params={{ entitlementId }}>
                        {textOf(row, 'offeringName')}
                      </Link>{' '}
                      <Text span size="sm" c="dimmed">
                        {textOf(row, 'orderRefId')}
                      </Text>
                    </Table.Td>
                    <Table.Td>{stateOf(row)}</Table.Td>
                    <Table.Td visibleFrom="sm">{formatDate(textOf(row, 'expiryDate'))}</Table.Td>
                    <Table.Td ta="right">{seatsText(...seatsOf(row))}</Table.Td>
                    <Table.Td ta="right" visibleFrom="sm">
                      {formatNumber(need?.peak)}
                    </Table.Td>
                    <Table.Td ta="right" visibleFrom="sm">
                      {percentText(need?.utilizationRate ?? null)}
                    </Table.Td>
                    <Table.Td visibleFrom="sm">{needText(entitlementId)}</Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {data && data.elementsTotal > data.items.length && (
        <Text size="sm" c="dimmed" mt="xs">
          The first {formatNumber(most)} are shown; <Link to="/entitlements">the list of entitlements</Link>{' '}
          has them all.
        </Text>
      )}
    </Card>
  );
};
