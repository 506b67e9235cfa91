import { EmptyState } from '../../../ui/empty-state.tsx';
import { customerLink, entitlementLink } from '../../../ui/list/report-columns.tsx';
import { ReportList, type ReportShape } from '../../../ui/list/report-list.tsx';
import { Page } from '../../../ui/page.tsx';
import {
  activityRowKey,
  activityColumns as columns,
  activityFilters as filters,
} from '../../evidence/activity-columns.tsx';

const shape: ReportShape = {
  always: ['entitlementId', 'customerId', 'timestamp', 'sequence'],
  sort: { column: 'timestamp', descending: true },
  columns: [
    columns.when,
    columns.what,
    columns.seat,
    { key: 'offeringName', title: 'Entitlement', wide: true, cell: entitlementLink },
    { key: 'customerName', title: 'Customer', wide: true, cell: customerLink },
    columns.seatsUsed,
    columns.reasons,
    columns.feature,
    columns.amount,
    columns.address,
    columns.leaseUntil,
  ],
  filters: [
    filters.seat,
    { key: 'customerName', label: 'Customer', kind: 'text' },
    filters.what,
    filters.from,
    filters.to,
  ],
};

const ActivityPage = () => (
  <Page title="Activity">
    <ReportList
      name="activity"
      label="Activity log"
      subject="activity"
      shape={shape}
      rowKey={activityRowKey}
      empty={
        <EmptyState title="Nothing has happened yet">
          Every seat that an application takes, keeps, releases or is denied is written down here, with what
          was in use at that moment. It begins with the first activation.
        </EmptyState>
      }
    />
  </Page>
);

export default ActivityPage;
