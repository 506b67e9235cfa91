import { Text } from '@mantine/core';
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
/** Windows that are looked through for what came afterwards. */
const windowsMost = 500;

type Denials = Reply<'getPortalDenials'>;
type Reasons = Texts['denials']['reasons'];

const reasonText = (reasons: Reasons, reason: string): string =>
  Object.hasOwn(reasons, reason) ? reasons[reason as keyof Reasons] : reasons.other;

interface AfterwardsProps {
  readonly denials: Denials;
  readonly seatId: string;
}

/** Whether the seat was granted in the end; of what the customer's own limit denied nobody keeps it. */
const Afterwards = ({ denials: { windows }, seatId }: AfterwardsProps) => {
  const { denials: words, when } = useTexts();
  const window = windows.items.find((each) => each.seatId === seatId);
  if (!window) return null;
  if (window.granted) return words.granted(when(window.end));
  return window.trueDenial ? <StateBadge state="cap">{words.never}</StateBadge> : words.waiting;
};

/** Who was denied within the range, when, why, and whether a seat came afterwards. */
export const DenialsCard = ({ entitlementId }: { readonly entitlementId: string }) => {
  const { denials: words, when } = useTexts();
  const { number } = useWording();
  const [search] = useUrlSearch();
  const [shown, setShown] = useState(first);
  const { from, to } = rangeOf(search, Date.now());
  const { data, error, refetch } = useApi('getPortalDenials', {
    params: { entitlementId },
    query: { from, to, pageNumber: 1, pageSize: windowsMost },
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
      rows={data?.bySeat.slice(0, shown).map(({ seatId, attempts, lastDeniedAt }) => ({
        key: seatId,
        cells: [
          when(lastDeniedAt),
          seatId,
          number(attempts),
          <Afterwards key="then" denials={data} seatId={seatId} />,
        ],
      }))}
      total={data?.bySeat.length ?? 0}
      onMore={() => setShown(shown * 5)}
      error={error}
      onRetry={refetch}
      empty={words.empty}
      minWidth={420}
    >
      {data?.byReason.map(({ reason, attempts }) => (
        <Text key={reason} size="sm">
          {words.why(reasonText(words.reasons, reason), attempts)}
        </Text>
      ))}
    </RowsCard>
  );
};
