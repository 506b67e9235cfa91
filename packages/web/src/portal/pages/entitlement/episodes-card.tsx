import { useState } from 'react';
import { useApi } from '../../../api/use-api.ts';
import { rangeOf } from '../../../charts/range.ts';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { RowsCard } from '../../parts/rows-card.tsx';
import { useTexts, useWording } from '../../texts/use-texts.tsx';

const first = 10;
const most = 1_000;

/** Times in overdraft within the range. */
export const EpisodesCard = ({ entitlementId }: { readonly entitlementId: string }) => {
  const { episodes: words, when } = useTexts();
  const { number, duration } = useWording();
  const [search] = useUrlSearch();
  const [pageSize, setPageSize] = useState(first);
  const { from, to } = rangeOf(search, Date.now());
  const query = { from, to, pageNumber: 1, pageSize };
  const { data, error, refetch } = useApi('listPortalOverdraftEpisodes', {
    params: { entitlementId },
    query,
  });
  return (
    <RowsCard
      title={words.title}
      subtitle={words.hint}
      heads={[
        { title: words.from },
        { title: words.to },
        { title: words.peak, align: 'right' },
        { title: words.time, align: 'right' },
        { title: words.denied, align: 'right' },
      ]}
      rows={data?.items.map((each) => ({
        key: each.start,
        cells: [
          when(each.start),
          each.end ? when(each.end) : words.goesOn,
          number(each.peakOverdraftUsed),
          duration(each.overdraftMs),
          number(each.denials),
        ],
      }))}
      total={data?.elementsTotal ?? 0}
      onMore={() => setPageSize(Math.min(most, pageSize * 5))}
      error={error}
      onRetry={refetch}
      empty={words.empty}
      minWidth={440}
    />
  );
};
