import type { Reply } from '../../../api/wire.ts';
import { formatNumber } from '../../../ui/format.ts';
import { overdraftText } from '../../../ui/terms.ts';

/** Amounts of features as people read them. */

type Feature = NonNullable<Reply<'getEntitlement'>['features']>[number];

const beyondText = (total: number | null, value: number): string => {
  if (total === null) return ' + unlimited';
  return total > value ? ` + ${formatNumber(total - value)}` : '';
};

/** `10,450 / 10,000 + 1,000`: used, bought, and what may be used beyond. */
export const amountText = ({ value, used, totalLimitIncludingOverdraft }: Feature): string =>
  value === null
    ? `${formatNumber(used ?? 0)} used, unlimited`
    : `${formatNumber(used ?? 0)} / ${formatNumber(value)}${beyondText(totalLimitIncludingOverdraft, value)}`;

type Limit = Feature['overdraftLimit'];

/** What is granted of a feature: `on`, `10,000`, `10,000, overdraft 10 %`. */
export const grantText = (
  type: Feature['type'],
  value: number | null,
  overdraftLimit: Limit | null,
): string => {
  if (type === 'bool') return value === 0 ? 'off' : 'on';
  const amount = value === null ? 'unlimited' : formatNumber(value);
  const overdraft = overdraftLimit ?? { type: 'none', value: null };
  return overdraft.type === 'none' || value === null
    ? amount
    : `${amount}, overdraft ${overdraftText(overdraft, 'units')}`;
};
