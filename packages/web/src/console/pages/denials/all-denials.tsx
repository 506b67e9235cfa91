import { EmptyState } from '../../../ui/empty-state.tsx';
import { formatDateTime, nothing } from '../../../ui/format.ts';
import {
  customerLink,
  entitlementLink,
  instantColumn,
  numberColumn,
  textColumn,
  textOf,
} from '../../../ui/list/report-columns.tsx';
import { ReportList, type ReportRow, type ReportShape } from '../../../ui/list/report-list.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { activityFilters } from '../../evidence/activity-columns.tsx';
import { reasonText } from '../../evidence/reasons.ts';
import { entitlementFilter } from '../../evidence/scope-filters.tsx';

/** Whether the one who was denied got a seat soon after. */
const outcomeCell = (row: ReportRow) => {
  const grantedAt = textOf(row, 'grantedAt');
  if (grantedAt) return `served at ${formatDateTime(grantedAt)}`;
  return row.trueDenial === true ? <StateBadge state="cap">never served</StateBadge> : 'waits';
};

const reasonsCell = (row: ReportRow) => {
  const reasons =
    textOf(row, 'reasons')
      ?.split(/[,;\s]+/)
      .filter(Boolean) ?? [];
  return reasons.length === 0 ? nothing : reasons.map(reasonText).join(', ');
};

const shape: ReportShape = {
  always: ['entitlementId', 'customerId', 'timestamp', 'sequence'],
  sort: { column: 'timestamp', descending: true },
  columns: [
    { ...instantColumn('timestamp', 'When'), fixed: true },
    textColumn('seatId', 'Who', {}),
    { key: 'customerName', title: 'Customer', sortable: true, wide: true, cell: customerLink },
    { key: 'offeringName', title: 'Entitlement', sortable: true, wide: true, cell: entitlementLink },
    { key: 'reasons', title: 'Why', wide: true, cell: reasonsCell },
    numberColumn('attempts', 'Attempts'),
    { key: 'trueDenial', title: 'And then', needs: ['trueDenial', 'grantedAt'], cell: outcomeCell },
    textColumn('featureKey', 'Feature', { hidden: true }),
    textColumn('productName', 'Product', { hidden: true }),
    textColumn('sku', 'SKU', { hidden: true }),
  ],
  filters: [
    activityFilters.from,
    activityFilters.to,
    activityFilters.seat,
    { key: 'customerName', label: 'Customer', kind: 'text' },
    {
      ...entitlementFilter,
      ask: (value) => [{ column: 'entitlementId', operator: 'eq', value }],
    },
    {
      key: 'served',
      label: 'And then',
      kind: 'choice',
      options: [
        { value: 'true', label: 'never served' },
        { value: 'false', label: 'served after all, or waits' },
      ],
      ask: (value) => [{ column: 'trueDenial', operator: value === 'true' ? 'eq' : 'ne', value: true }],
    },
  ],
};

/** Every denial: who, when, why, and whether they got a seat after all. */
export const AllDenials = () => (
  <ReportList
    name="denials"
    label="Denials"
    subject="denials"
    shape={shape}
    rowKey={(row) => `${row.entitlementId} ${row.sequence} ${row.timestamp} ${row.featureKey ?? ''}`}
    empty={
      <EmptyState title="Nobody was denied yet">
        A request that would pass the hard cap is denied and written down here, with who asked and whether
        they got a seat within the quarter of an hour after.
      </EmptyState>
    }
  />
);
