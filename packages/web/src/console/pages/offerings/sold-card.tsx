import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../../api/call.ts';
import { formatDate, formatNumber } from '../../../ui/format.ts';
import { numberOf, textOf } from '../../../ui/list/report-columns.tsx';
import type { ReportRow } from '../../../ui/list/report-list.tsx';
import { RowsCard } from '../../../ui/rows-card.tsx';
import { StateBadge, stateOfSeats } from '../../../ui/state-badge.tsx';

const pageRows = 10;

const heads = [
  { title: 'Customer' },
  { title: 'In use', align: 'right' },
  { title: 'Bought', align: 'right', wide: true },
  { title: 'Extra', align: 'right', wide: true },
  { title: 'State' },
  { title: 'Ends', wide: true },
] as const;

const stateCell = (row: ReportRow) => {
  const status = textOf(row, 'status');
  if (status !== 'active' && status !== 'gracePeriod') {
    return <StateBadge state="off">{status ?? 'unknown'}</StateBadge>;
  }
  const [state, word] = stateOfSeats(
    numberOf(row, 'seatsUsed') ?? 0,
    numberOf(row, 'seatCount') ?? 0,
    numberOf(row, 'hardCap'),
  );
  return <StateBadge state={state}>{word}</StateBadge>;
};

const rowOf = (row: ReportRow) => {
  const entitlementId = textOf(row, 'entitlementId') ?? '';
  const extra = numberOf(row, 'overdraftSeatCount');
  return {
    key: entitlementId,
    cells: [
      <Link key="customer" to="/entitlements/$entitlementId" params={{ entitlementId }}>
        {textOf(row, 'customerName') ?? 'No customer'}
      </Link>,
      formatNumber(numberOf(row, 'seatsUsed')),
      formatNumber(numberOf(row, 'seatCount')),
      extra === null ? 'unlimited' : formatNumber(extra),
      stateCell(row),
      textOf(row, 'expiryDate') ? formatDate(textOf(row, 'expiryDate')) : 'without an end',
    ],
  };
};

/** What was sold of an offering, the fullest first. */
export const SoldCard = ({ offeringId }: { readonly offeringId: string }) => {
  const [pageSize, setPageSize] = useState(pageRows);
  const body = {
    subject: 'entitlements' as const,
    columns: [
      ...['entitlementId', 'customerName', 'status', 'seatsUsed', 'seatCount', 'overdraftSeatCount'],
      ...['hardCap', 'expiryDate'],
    ],
    filter: [{ column: 'offeringId', operator: 'eq' as const, value: offeringId }],
    sort: [{ column: 'seatsUsed', descending: true }],
    pageNumber: 1,
    pageSize,
  };
  const { data, error, refetch } = useQuery({
    queryKey: ['runReport', body],
    queryFn: ({ signal }) => call('runReport', { body }, signal),
    placeholderData: (before) => before,
  });
  const rows = data?.items as ReportRow[] | undefined;
  return (
    <RowsCard
      title="Sold"
      heads={heads}
      rows={rows?.map(rowOf)}
      total={data?.elementsTotal ?? 0}
      error={error}
      onRetry={refetch}
      empty="Nothing yet. An order with this offering makes an entitlement, with the limits shown here."
      onMore={() => setPageSize(pageSize * 5)}
      minWidth={560}
    />
  );
};
