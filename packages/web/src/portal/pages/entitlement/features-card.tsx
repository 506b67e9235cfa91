import type { Reply } from '../../../api/wire.ts';
import { StateBadge, stateOfSeats } from '../../../ui/state-badge.tsx';
import { RowsCard } from '../../parts/rows-card.tsx';
import type { Texts } from '../../texts/en.ts';
import { useTexts, useWording } from '../../texts/use-texts.tsx';

type Feature = Reply<'getPortalEntitlement'>['features'][number];

const nothing = () => undefined;

const Level = ({ feature: { limits, enabled } }: { readonly feature: Feature }) => {
  const { features: words, standings } = useTexts();
  const { number } = useWording();
  if (!limits) {
    return <StateBadge state={enabled ? 'within' : 'off'}>{enabled ? words.on : words.off}</StateBadge>;
  }
  if (limits.bought === null || limits.used <= limits.bought) return number(limits.used);
  const [state] = stateOfSeats(limits.used, limits.bought, limits.hardCap);
  return (
    <StateBadge state={state}>
      {`${number(limits.used)}, ${standings[state === 'cap' ? 'atLimit' : 'overdraft']}`}
    </StateBadge>
  );
};

const boughtText = ({ common }: Texts, number: (value: number) => string, { limits }: Feature): string => {
  if (!limits) return '';
  return limits.bought === null ? common.unlimited : number(limits.bought);
};

/** Functions that were bought, and how much of the metered ones is used. */
export const FeaturesCard = ({ features }: { readonly features: readonly Feature[] }) => {
  const texts = useTexts();
  const { features: words } = texts;
  const { number, date } = useWording();
  return (
    <RowsCard
      title={words.title}
      heads={[
        { title: words.feature },
        { title: words.used },
        { title: words.bought, align: 'right' },
        { title: words.resets, align: 'right' },
      ]}
      rows={features.map((each) => ({
        key: each.key,
        cells: [
          each.description ?? each.key,
          <Level key="level" feature={each} />,
          boughtText(texts, number, each),
          each.resetsAt && date(each.resetsAt),
        ],
      }))}
      total={features.length}
      error={null}
      onRetry={nothing}
      empty=""
    />
  );
};
