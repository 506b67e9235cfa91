import { useState } from 'react';
import { useApi } from '../../../api/use-api.ts';
import { rangeOf } from '../../../charts/range.ts';
import { count, formatDateTime, formatNumber } from '../../../ui/format.ts';
import { RowsCard } from '../../../ui/rows-card.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { reasonText } from '../../evidence/reasons.ts';

interface OfEntitlement {
  readonly entitlementId: string;
}

const first = 10;

const useDenials = (entitlementId: string) => {
  const [search] = useUrlSearch();
  const { from, to } = rangeOf(search, Date.now());
  return useApi('getDenials', {
    params: { entitlementId },
    query: { from, to, pageNumber: 1, pageSize: first },
  });
};

const seatHeads = [
  { title: 'Who' },
  { title: 'Attempts', align: 'right' },
  { title: 'Never served', align: 'right' },
  { title: 'Last', wide: true },
] as const;

/** Who was denied within the range. */
export const DenialsCard = ({ entitlementId }: OfEntitlement) => {
  const { data, error, refetch } = useDenials(entitlementId);
  const [shown, setShown] = useState(first);
  const subtitle = data?.attempts
    ? `Denied ${count(data.attempts, 'time')} by ${count(data.deniedSeats, 'person', 'people')}; ${formatNumber(data.trueDenials)} never served`
    : 'Requests past the hard cap';
  return (
    <RowsCard
      title="Denials"
      subtitle={subtitle}
      heads={seatHeads}
      rows={data?.bySeat.slice(0, shown).map((each) => ({
        key: each.seatId,
        cells: [
          each.seatId,
          formatNumber(each.attempts),
          formatNumber(each.trueDenials),
          formatDateTime(each.lastDeniedAt),
        ],
      }))}
      total={data?.bySeat.length ?? 0}
      onMore={() => setShown(shown * 5)}
      error={error}
      onRetry={refetch}
      empty="Nobody was denied in this range."
    />
  );
};

const reasonHeads = [{ title: 'Why' }, { title: 'Attempts', align: 'right' }] as const;

/** For what reasons. */
export const DenialReasonsCard = ({ entitlementId }: OfEntitlement) => {
  const { data, error, refetch } = useDenials(entitlementId);
  return (
    <RowsCard
      title="Reasons of denial"
      subtitle="An attempt with several reasons counts for each"
      heads={reasonHeads}
      rows={data?.byReason.map(({ reason, attempts }) => ({
        key: reason,
        cells: [reasonText(reason), formatNumber(attempts)],
      }))}
      total={data?.byReason.length ?? 0}
      error={error}
      onRetry={refetch}
      empty="Nothing was denied in this range."
      minWidth={260}
    />
  );
};
