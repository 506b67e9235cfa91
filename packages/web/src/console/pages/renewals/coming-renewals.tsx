import { Text } from '@mantine/core';
import type { Row } from '../../../api/wire.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { count, formatDate, nothing } from '../../../ui/format.ts';
import listClasses from '../../../ui/list/list.module.css';
import { PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import {
  customerCell,
  entitlementCell,
  reasonsCell,
  recommendedCell,
  valueCell,
} from '../../evidence/cells.tsx';
import { ClassBadge, classes } from '../../evidence/class-badge.tsx';
import { percentText } from '../../evidence/figures.ts';
import { customerFilter, ownerFilter, productFilter } from '../../evidence/scope-filters.tsx';

type Renewal = Row<'listDashboardRenewals'>;

const daysText = (days: number) => (days === 0 ? 'today' : `in ${count(days, 'day')}`);

const endCell = ({ expiryDate, daysLeft }: Renewal) => (
  <>
    <Text span size="sm" className={listClasses.whole}>
      {formatDate(expiryDate)}
    </Text>
    <Text size="xs" c="dimmed" className={listClasses.kept}>
      {daysText(daysLeft)}
    </Text>
  </>
);

const shape: PlainShape<'listDashboardRenewals'> = {
  sort: null,
  columns: [
    { key: 'offering', title: 'Entitlement', fixed: true, cell: entitlementCell },
    { key: 'customer', title: 'Customer', wide: true, cell: customerCell },
    {
      key: 'expiryDate',
      title: 'Ends',
      cell: endCell,
    },
    {
      key: 'class',
      title: 'Class',
      wide: true,
      cell: ({ insight }) => (insight ? <ClassBadge of={insight.class} /> : nothing),
    },
    {
      key: 'recommended',
      title: 'Seats',
      align: 'right',
      cell: ({ seatCount, insight }) => recommendedCell(seatCount, insight),
    },
    { key: 'value', title: 'Worth a year', align: 'right', wide: true, cell: valueCell },
    { key: 'why', title: 'Why', wide: true, cell: ({ insight }) => reasonsCell(insight) },
    { key: 'product', title: 'Product', hidden: true, cell: ({ product }) => product.name },
    { key: 'sku', title: 'SKU', hidden: true, cell: ({ offering }) => offering.sku },
    {
      key: 'utilizationRate',
      title: 'Used',
      hidden: true,
      align: 'right',
      cell: ({ insight }) => percentText(insight?.utilizationRate ?? null),
    },
  ],
  filters: [
    {
      key: 'days',
      label: 'Within',
      kind: 'choice',
      options: [30, 60, 90, 180, 365].map((days) => ({ value: String(days), label: count(days, 'day') })),
    },
    { key: 'class', label: 'Class', kind: 'choice', options: classes },
    customerFilter,
    productFilter,
    ownerFilter,
  ],
};

const classOf = (name: string | undefined): { class?: NonNullable<Renewal['insight']>['class'] } => {
  const found = classes.find(({ value }) => value === name);
  return found ? { class: found.value as NonNullable<Renewal['insight']>['class'] } : {};
};

/** What ends soon, the next one first; 90 days when nobody says otherwise. */
export const ComingRenewals = () => (
  <PlainList
    name="renewals"
    label="Renewals"
    operation="listDashboardRenewals"
    file="exportDashboardRenewals"
    query={({ filters: { days, class: kind, ...ids } }) => ({
      ...ids,
      ...classOf(kind),
      days: days ? Number(days) : undefined,
    })}
    shape={shape}
    isPart
    rowKey={({ entitlementId }) => entitlementId}
    empty={
      <EmptyState title="Nothing ends in the next 90 days">
        Entitlements that end soon are listed here, with how many seats their history says to renew.
      </EmptyState>
    }
  />
);
