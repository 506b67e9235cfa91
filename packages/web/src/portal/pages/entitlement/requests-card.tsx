import { type State, StateBadge } from '../../../ui/state-badge.tsx';
import { RowsCard } from '../../parts/rows-card.tsx';
import type { SeatRequest } from '../../parts/sentences.ts';
import { useRequests } from '../../parts/use-requests.ts';
import { useTexts } from '../../texts/use-texts.tsx';

const states: Readonly<Record<SeatRequest['state'], State>> = {
  open: 'overdraft',
  accepted: 'within',
  declined: 'off',
};

/** What was asked for, and what the vendor answered. */
export const RequestsCard = ({ entitlementId }: { readonly entitlementId: string }) => {
  const { requests: words } = useTexts();
  const { data, error, refetch } = useRequests();
  const items = data?.items.filter((each) => each.entitlementId === entitlementId);
  return (
    <RowsCard
      title={words.title}
      subtitle={words.hint}
      heads={[
        { title: words.asked },
        { title: words.seats },
        { title: words.state },
        { title: words.answer },
      ]}
      rows={items?.map((each) => ({
        key: each.id,
        cells: [
          words.by(each.requestedAt, each.requestedBy),
          each.seats === null ? words.proposal : words.more(each.seats),
          <StateBadge key="state" state={states[each.state]}>
            {words[each.state]}
          </StateBadge>,
          each.answer,
        ],
      }))}
      total={items?.length ?? 0}
      error={error}
      onRetry={refetch}
      empty={words.empty}
      minWidth={380}
    />
  );
};
