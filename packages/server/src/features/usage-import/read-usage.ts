import type { UsageRecord } from '@leeway/rules';
import type { Progress } from './read-text.ts';
import type { Understood } from './understood.ts';

export interface UsageSource {
  readonly files: readonly string[];
  readonly timeZone: string;
  readonly progress: Progress;
}

/** The time that the files cover, epoch ms, both ends included; null: none. */
export interface Covered {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads files from end to end. `take` gets each record, and what names its place; `flush` is awaited now and then, so
 * that what is taken can be written.
 */
export type ReadUsage = (
  source: UsageSource,
  understood: Understood,
  take: (record: UsageRecord, place: () => string) => void,
  flush: () => Promise<void>,
) => Promise<Covered | null>;
