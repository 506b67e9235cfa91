import type { Row } from '../../api/wire.ts';

export const countingKinds = [
  { value: 'concurrent', label: 'floating' },
  { value: 'nodeLock', label: 'node-locked' },
] as const;

/** What the choice means. */
export const countingMeans = {
  concurrent: 'Free again when the lease ends.',
  nodeLock: 'Bound until released.',
} as const;

export const countingText = ({ concurrencyMode }: Pick<Row<'listOfferings'>, 'concurrencyMode'>): string =>
  concurrencyMode === 'nodeLock' ? 'node-locked' : 'floating';

export const resetKinds = [
  { value: 'never', label: 'never, or by hand' },
  { value: 'onRenewal', label: 'with each renewal' },
  { value: 'monthly', label: 'every month' },
] as const;

export const resetText = (schedule: string): string =>
  resetKinds.find(({ value }) => value === schedule)?.label ?? schedule;
