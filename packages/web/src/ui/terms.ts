import { formatNumber } from './format.ts';

/** Terms of the catalogue in words. */

interface Interval {
  readonly type: string;
  readonly count?: number | null;
}

/** `1 year`, `14 days`, `none`. */
export const intervalText = ({ type, count }: Interval): string => {
  if (type === 'none' || count === null || count === undefined) return type === 'none' ? 'none' : type;
  return `${formatNumber(count)} ${type}${count === 1 ? '' : 's'}`;
};

interface Overdraft {
  readonly type: string;
  readonly value: number | null;
}

/** `20 %`, `5 seats`, `none`, `unlimited`. */
export const overdraftText = ({ type, value }: Overdraft, unit = 'seats'): string => {
  if (type === 'percentage') return `${formatNumber(value)} %`;
  if (type === 'absolute') return `${formatNumber(value)} ${unit}`;
  return type;
};
