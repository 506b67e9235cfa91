import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Row } from '../../api/wire.ts';
import { formatNumber, nothing } from '../../ui/format.ts';
import listClasses from '../../ui/list/list.module.css';
import { formatMoney } from '../../ui/money.ts';

/** Cells that lists of evidence share. */

type Line = Pick<Row<'listOpportunities'>, 'entitlementId' | 'customer' | 'offering' | 'product'>;
type Insight = Row<'listDashboardRenewals'>['insight'];

export const entitlementCell = ({ entitlementId, offering, customer }: Line) => (
  <span className={listClasses.of} data-of={customer?.name}>
    <Link to="/entitlements/$entitlementId" params={{ entitlementId }}>
      {offering.name}
    </Link>
  </span>
);

export const customerCell = ({ customer }: Line) =>
  customer ? (
    <Link to="/customers/$customerId" params={{ customerId: customer.id }}>
      {customer.name}
    </Link>
  ) : (
    nothing
  );

/** `100 → 130 (124 to 138)`. */
export const recommendedCell = (seatCount: number, insight: Insight) => {
  if (!insight?.recommended) return formatNumber(seatCount);
  const { low, mid, high } = insight.recommended;
  return (
    <span className={listClasses.loose}>
      <span className={listClasses.kept}>
        {formatNumber(seatCount)} → <b>{formatNumber(mid)}</b>
      </span>{' '}
      <Text span size="xs" c="dimmed" className={listClasses.kept}>
        ({formatNumber(low)} to {formatNumber(high)})
      </Text>
    </span>
  );
};

export const valueCell = ({ value }: Pick<Row<'listOpportunities'>, 'value'>) =>
  value ? formatMoney(value.amount, value.currency) : nothing;

/** The reasons, the first one of which says most. */
export const reasonsCell = (insight: Insight) => (
  <Text size="sm" c="dimmed" miw={240} maw={460} title={insight?.reasons.join(' ')}>
    {insight?.reasons[0] ?? 'Not computed yet.'}
  </Text>
);
