import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { formatDateTime, formatNumber } from '../../../ui/format.ts';
import { PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { customerCell, entitlementCell } from '../../evidence/cells.tsx';
import { reasonText } from '../../evidence/reasons.ts';
import { customerFilter, ownerFilter, productFilter } from '../../evidence/scope-filters.tsx';

const shape: PlainShape<'listDashboardDenials'> = {
  sort: null,
  columns: [
    { key: 'offering', title: 'Entitlement', fixed: true, cell: entitlementCell },
    { key: 'customer', title: 'Customer', wide: true, cell: customerCell },
    {
      key: 'attempts',
      title: 'Attempts',
      align: 'right',
      cell: ({ attempts, entitlementId }) => (
        <Link to="/denials" search={{ tab: 'all', entitlementId }}>
          {formatNumber(attempts)}
        </Link>
      ),
    },
    {
      key: 'deniedSeats',
      title: 'People',
      wide: true,
      align: 'right',
      cell: ({ deniedSeats }) => formatNumber(deniedSeats),
    },
    {
      key: 'trueDenials',
      title: 'Never served',
      align: 'right',
      cell: ({ trueDenials }) => formatNumber(trueDenials),
    },
    {
      key: 'lastDeniedAt',
      title: 'Last',
      wide: true,
      cell: ({ lastDeniedAt }) => formatDateTime(lastDeniedAt),
    },
    {
      key: 'byReason',
      title: 'Why',
      wide: true,
      cell: ({ byReason }) => (
        <Text size="sm" miw={200}>
          {byReason
            .map(({ reason, attempts }) => `${reasonText(reason)} (${formatNumber(attempts)})`)
            .join(', ')}
        </Text>
      ),
    },
    { key: 'product', title: 'Product', hidden: true, cell: ({ product }) => product.name },
    { key: 'sku', title: 'SKU', hidden: true, cell: ({ offering }) => offering.sku },
  ],
  filters: [
    { key: 'from', label: 'From', kind: 'day' },
    { key: 'to', label: 'To', kind: 'day' },
    {
      key: 'order',
      label: 'Order',
      kind: 'choice',
      options: [
        { value: 'attempts', label: 'most attempts first' },
        { value: 'latest', label: 'latest first' },
      ],
    },
    customerFilter,
    productFilter,
    ownerFilter,
  ],
};

const startOf = (day: string | undefined) => (day ? new Date(`${day}T00:00:00`).toISOString() : undefined);
const endOf = (day: string | undefined) => (day ? new Date(`${day}T23:59:59.999`).toISOString() : undefined);

/** Which entitlements denied seats, in the last 30 days when nobody says otherwise. */
export const DenialsByEntitlement = () => (
  <PlainList
    name="denials-by-entitlement"
    label="Denials by entitlement"
    operation="listDashboardDenials"
    file="exportDashboardDenials"
    query={({ filters: { from, to, order, ...ids } }) => ({
      ...ids,
      from: startOf(from),
      to: endOf(to),
      ...(order === 'latest' || order === 'attempts' ? { sort: order } : {}),
    })}
    shape={shape}
    isPart
    rowKey={({ entitlementId }) => entitlementId}
    empty={
      <EmptyState title="Nobody was denied in the last 30 days">
        A request that would pass the hard cap is denied. Who asked is listed here: people who were denied and
        never served are the best reason for more seats. Days before can be chosen with “From”.
      </EmptyState>
    }
  />
);
