import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { formatDate, formatNumber } from '../../../ui/format.ts';
import { PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import {
  customerCell,
  entitlementCell,
  reasonsCell,
  recommendedCell,
  valueCell,
} from '../../evidence/cells.tsx';
import { ClassBadge } from '../../evidence/class-badge.tsx';
import { customerFilter, ownerFilter, productFilter } from '../../evidence/scope-filters.tsx';

const shape: PlainShape<'listOpportunities'> = {
  sort: null,
  columns: [
    { key: 'offering', title: 'Entitlement', fixed: true, cell: entitlementCell },
    { key: 'customer', title: 'Customer', wide: true, cell: customerCell },
    { key: 'class', title: 'Class', cell: ({ insight }) => <ClassBadge of={insight.class} /> },
    {
      key: 'recommended',
      title: 'Seats',
      align: 'right',
      cell: ({ insight }) => recommendedCell(insight.purchased, insight),
    },
    {
      key: 'seats',
      title: 'Difference',
      align: 'right',
      wide: true,
      cell: ({ kind, seats }) =>
        seats === 0 ? '0' : `${kind === 'expand' ? '+' : '−'}${formatNumber(seats)}`,
    },
    { key: 'value', title: 'Worth a year', align: 'right', wide: true, cell: valueCell },
    { key: 'expiryDate', title: 'Ends', wide: true, cell: ({ expiryDate }) => formatDate(expiryDate) },
    { key: 'why', title: 'Why', wide: true, cell: ({ insight }) => reasonsCell(insight) },
    { key: 'product', title: 'Product', hidden: true, cell: ({ product }) => product.name },
    { key: 'sku', title: 'SKU', hidden: true, cell: ({ offering }) => offering.sku },
  ],
  filters: [customerFilter, productFilter, ownerFilter],
};

const empty = {
  expand: {
    title: 'Nobody needs more seats',
    text: 'Who has used more than was bought, or was denied, is listed here with how many seats to offer.',
  },
  risk: {
    title: 'Nobody is at risk',
    text: 'Who uses much less than was bought is listed here, before the renewal says so.',
  },
} as const;

/** Who should buy more, or may buy fewer: the most seats first. */
export const Opportunities = ({ kind }: { readonly kind: 'expand' | 'risk' }) => (
  <PlainList
    name={`opportunities-${kind}`}
    label={kind === 'expand' ? 'Worth a call' : 'At risk'}
    operation="listOpportunities"
    file="exportOpportunities"
    query={({ filters }) => ({ ...filters, kind })}
    shape={shape}
    rowKey={({ entitlementId }) => entitlementId}
    empty={
      <EmptyState
        title={empty[kind].title}
        action={
          <Button variant="default" component={Link} to="/entitlements">
            See all entitlements
          </Button>
        }
      >
        {empty[kind].text} Insight needs some weeks of use.
      </EmptyState>
    }
  />
);
