import type { Reply } from '../../api/wire.ts';
import { count, formatNumber } from '../../ui/format.ts';
import { formatMoney } from '../../ui/money.ts';

/** Statements, lines and rates in words. */

interface Period {
  readonly periodStart: string;
  readonly periodEnd: string;
  readonly timeZone: string;
}

/** `1 – 31 Aug 2026`, in the time zone of the account. The end of a period is the first instant that is not in it. */
export const periodText = ({ periodStart, periodEnd, timeZone }: Period): string => {
  const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone });
  return format.formatRange(Date.parse(periodStart), Date.parse(periodEnd) - 1);
};

type Statement = Reply<'getStatement'>;
export type StatementLine = Statement['lines'][number];
type Rate = NonNullable<StatementLine['rate']>;

/** `€149.00 for each seat`, `€0.05 for 1,000 units`. */
const priceOf = (
  rate: Pick<Rate, 'amount' | 'currency' | 'unitCount'>,
  one: string,
  many: string,
): string => {
  const money = formatMoney(rate.amount, rate.currency);
  return rate.unitCount === 1
    ? `${money} for each ${one}`
    : `${money} for ${formatNumber(rate.unitCount)} ${many}`;
};

/** What a rate prices, in a sentence without a full stop. */
export const rateText = (
  rate: Pick<Rate, 'kind' | 'amount' | 'currency' | 'unitCount'>,
  isFeature: boolean,
): string => {
  const [one, many] = isFeature ? ['unit', 'units'] : ['seat', 'seats'];
  switch (rate.kind) {
    case 'peakOverdraftUnit':
      return `${priceOf(rate, one, many)} in overdraft at the peak of a billing period`;
    case 'p99OverdraftUnit':
      return `${priceOf(rate, one, many)} in overdraft, the highest 1 % of the time left out`;
    case 'overdraftSeatHour':
      return `${priceOf(rate, `${one}-hour`, `${one}-hours`)} in overdraft`;
    case 'overdraftUnit':
      return `${priceOf(rate, 'unit', 'units')} used beyond what was bought`;
  }
};

const decimals = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
export const decimalText = (value: number | null): string => (value === null ? '–' : decimals.format(value));

/** What a line comes to, in words; each figure is the statement's own. */
export const lineSentences = (line: StatementLine): string[] => {
  const { featureKey, bought, peak, overdraftPeak, overdraftSeatHours, used, overdraftUsed } = line;
  const of = (value: number) => (featureKey === null ? count(value, 'seat') : count(value, 'unit'));
  const limit = bought === null ? 'Without a limit' : `${of(bought)} bought`;
  if (used !== null) {
    const beyond = overdraftUsed ? `, ${formatNumber(overdraftUsed)} of them beyond that` : '';
    return [`${limit}; ${formatNumber(used)} used in the period${beyond}.`];
  }
  const most = `${limit}; at most ${formatNumber(peak)} in use at once`;
  if (overdraftPeak === 0) return [`${most}, never more than bought.`];
  return [
    `${most}: ${formatNumber(overdraftPeak)} in overdraft.`,
    `Together ${decimalText(overdraftSeatHours)} ${featureKey === null ? 'seat' : 'unit'}-hours in overdraft.`,
  ];
};

/** How the amount comes about. */
export const amountSentence = ({ rate, amount, earlierPeak, featureKey }: StatementLine): string => {
  if (!rate || amount === null) return 'No rate prices it.';
  const counted =
    earlierPeak === null ? '' : ` The first ${formatNumber(earlierPeak)} were counted in an earlier period.`;
  return `${rateText(rate, featureKey !== null)}: ${formatMoney(amount, rate.currency)}.${counted}`;
};
