import type { Row } from '../../api/wire.ts';
import { type State, StateBadge } from '../../ui/state-badge.tsx';

type InsightClass = NonNullable<Row<'listDashboardRenewals'>['insight']>['class'];

const shown: Readonly<Record<InsightClass, readonly [State, string]>> = {
  expand: ['overdraft', 'expand'],
  spiky: ['overdraft', 'spiky'],
  'right-sized': ['within', 'right-sized'],
  'shrink-risk': ['cap', 'shrink risk'],
  'churn-risk': ['cap', 'churn risk'],
  'insufficient-data': ['off', 'too little known'],
};

export const classes = Object.entries(shown).map(([value, [, label]]) => ({ value, label }));

/** What the history says of a renewal, in a word. */
export const ClassBadge = ({ of }: { readonly of: InsightClass }) => {
  const [state, label] = shown[of];
  return <StateBadge state={state}>{label}</StateBadge>;
};
