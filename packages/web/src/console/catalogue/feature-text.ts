import { formatNumber } from '../../ui/format.ts';
import type { Feature } from './place.ts';

/** The kinds of features as people choose them. */
export const kinds = [
  { value: 'bool', label: 'switch: on or off' },
  { value: 'elementPool', label: 'pool: units are taken and given back' },
  { value: 'usageCount', label: 'counter: units are used up' },
] as const;

const kindWords: Readonly<Record<Feature['type'], string>> = {
  bool: 'switch',
  elementPool: 'pool',
  usageCount: 'counter',
};

export const kindText = ({ type }: Pick<Feature, 'type'>): string => kindWords[type];

/** `on`, `100`, `unlimited`. */
export const valueText = ({ type, value }: Pick<Feature, 'type' | 'value'>): string => {
  if (type === 'bool') return value === 0 ? 'off' : 'on';
  return value === null ? 'unlimited' : formatNumber(value);
};

/** Where a value comes from. */
export const levelWords: Readonly<Record<'global' | 'product' | 'edition', string>> = {
  global: 'all products',
  product: 'this product',
  edition: 'this edition',
};
