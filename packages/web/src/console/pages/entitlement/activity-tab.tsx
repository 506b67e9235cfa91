import { EmptyState } from '../../../ui/empty-state.tsx';
import { ReportList, type ReportShape } from '../../../ui/list/report-list.tsx';
import {
  activityRowKey,
  activityColumns as columns,
  activityFilters as filters,
} from '../../evidence/activity-columns.tsx';

const shape: ReportShape = {
  always: ['entitlementId', 'timestamp', 'sequence'],
  sort: { column: 'timestamp', descending: true },
  columns: [
    columns.when,
    columns.what,
    columns.seat,
    columns.seatsUsed,
    { ...columns.leaseUntil, hidden: false, wide: true },
    { ...columns.address, hidden: false, wide: true },
    columns.reasons,
    columns.feature,
    columns.amount,
  ],
  filters: [filters.seat, filters.what, filters.from, filters.to],
};

/** What happened on one entitlement, with what was in use after it. */
export const ActivityTab = ({ entitlementId }: { readonly entitlementId: string }) => (
  <ReportList
    name="activity-of-entitlement"
    label="Activity log"
    subject="activity"
    shape={shape}
    where={[{ column: 'entitlementId', operator: 'eq', value: entitlementId }]}
    rowKey={activityRowKey}
    empty={
      <EmptyState title="Nothing has happened yet">
        Every seat that is taken, kept, released or denied is written down here, with what was in use at that
        moment. It begins with the first activation.
      </EmptyState>
    }
  />
);
