import { useState } from 'react';
import { useApi } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { rangeOf } from '../../../charts/range.ts';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { RowsCard } from '../../parts/rows-card.tsx';
import type { Texts } from '../../texts/en.ts';
import { useTexts, useWording } from '../../texts/use-texts.tsx';

const first = 10;
const most = 1_000;

type Window = Reply<'getPortalDenials'>['windows']['items'][number];

const afterwards = ({ denials: words, when }: Texts, { granted, trueDenial, end }: Window): string => {
  if (granted) return words.granted(when(end));
  return trueDenial ? words.never : words.waiting;
};

/** Who was denied within the range, when, and whether a seat came afterwards. */
export const DenialsCard = ({ entitlementId }: { readonly entitlementId: string }) => {
  const texts = useTexts();
  const { denials: words } = texts;
  const { number } = useWording();
  const [search] = useUrlSearch();
  const [pageSize, setPageSize] = useState(first);
  const { from, to } = rangeOf(search, Date.now());
  const { data, error, refetch } = useApi('getPortalDenials', {
    params: { entitlementId },
    query: { from, to, pageNumber: 1, pageSize },
  });
  return (
    <RowsCard
      title={words.title}
      subtitle={
        data && data.attempts > 0
          ? words.summary(data.attempts, data.deniedSeats, data.trueDenials)
          : words.hint
      }
      heads={[
        { title: words.when },
        { title: words.seat },
        { title: words.tries, align: 'right' },
        { title: words.afterwards },
      ]}
      rows={data?.windows.items.map((each) => ({
        key: `${each.seatId} ${each.start}`,
        cells: [
          texts.when(each.start),
          each.seatId,
          number(each.attempts),
          each.trueDenial ? (
            <StateBadge key="then" state="cap">
              {words.never}
            </StateBadge>
          ) : (
            afterwards(texts, each)
          ),
        ],
      }))}
      total={data?.windows.elementsTotal ?? 0}
      onMore={() => setPageSize(Math.min(most, pageSize * 5))}
      error={error}
      onRetry={refetch}
      empty={words.empty}
      minWidth={420}
    />
  );
};
