import type { Reply } from '../../api/wire.ts';
import { count, formatNumber } from '../../ui/format.ts';

/** An overdraft limit in words; its figures are the API's. */

const rules = new Intl.PluralRules('en', { type: 'ordinal' });
const endings: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };

/** `1st`, `49th`, `1,002nd`. */
export const ordinal = (value: number): string => `${formatNumber(value)}${endings[rules.select(value)]}`;

type Explained = Reply<'explainOverdraftLimit'>;
type ExplainedCount = Explained['items'][number];

interface Subject {
  /** "Customers with 40 seats"; "Who has 100 units". */
  readonly who: string;
}

const moreText = (overdraft: Explained['overdraftLimit'], { bought, allowance }: ExplainedCount): string => {
  if (allowance === null) return 'may use as many more as they need';
  if (overdraft.type === 'none') return 'may use no more than these';
  if (overdraft.type === 'percentage') {
    const computed = `${formatNumber(overdraft.value)} % of ${formatNumber(bought)}`;
    return allowance === 0
      ? `may use none more, because ${computed}, rounded down, is 0`
      : `may use ${formatNumber(allowance)} more (${computed})`;
  }
  return `may use ${formatNumber(allowance)} more`;
};

const deniedText = ({ firstDenied }: ExplainedCount): string =>
  firstDenied === null ? 'none is ever denied' : `the ${ordinal(firstDenied)} is denied`;

/** `Customers with 40 seats may use 8 more (20 % of 40); the 49th is denied.` */
export const overdraftSentence = (
  overdraft: Explained['overdraftLimit'],
  item: ExplainedCount,
  { who }: Subject,
): string => `${who} ${moreText(overdraft, item)}; ${deniedText(item)}.`;

export const whoHas = (of: 'seats' | 'units', bought: number): string =>
  of === 'seats' ? `Customers with ${count(bought, 'seat')}` : `Customers with ${count(bought, 'unit')}`;
