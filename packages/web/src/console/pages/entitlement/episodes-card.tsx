import { useState } from 'react';
import { useApi } from '../../../api/use-api.ts';
import { rangeOf } from '../../../charts/range.ts';
import { formatDateTime, formatNumber } from '../../../ui/format.ts';
import { RowsCard } from '../../../ui/rows-card.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { hoursText } from '../../evidence/figures.ts';

const first = 10;
const most = 1_000;

const heads = [
  { title: 'From' },
  { title: 'To', wide: true },
  { title: 'Peak over', align: 'right' },
  { title: 'Time over', align: 'right' },
  { title: 'Overdraft seats', align: 'right', wide: true },
  { title: 'Denied', align: 'right' },
] as const;

/** Times in overdraft within the range. */
export const EpisodesCard = ({ entitlementId }: { readonly entitlementId: string }) => {
  const [search] = useUrlSearch();
  const [pageSize, setPageSize] = useState(first);
  const { from, to } = rangeOf(search, Date.now());
  const query = { from, to, pageNumber: 1, pageSize };
  const { data, error, refetch } = useApi('listOverdraftEpisodes', { params: { entitlementId }, query });
  return (
    <RowsCard
      title="Times in overdraft"
      subtitle="Newest first; short gaps are shown as one"
      heads={heads}
      rows={data?.items.map((each) => ({
        key: each.start,
        cells: [
          formatDateTime(each.start),
          each.end ? formatDateTime(each.end) : 'goes on',
          `+${formatNumber(each.peakOverdraftUsed)}`,
          hoursText(each.overdraftMs / 1000),
          formatNumber(each.seats),
          formatNumber(each.denials),
        ],
      }))}
      total={data?.elementsTotal ?? 0}
      onMore={() => setPageSize(Math.min(most, pageSize * 5))}
      error={error}
      onRetry={refetch}
      empty="Never above the bought seats in this range."
      minWidth={560}
    />
  );
};
