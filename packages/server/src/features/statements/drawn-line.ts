import type { StatementFigures } from '@leeway/rules';
import type { KnownRate } from './rates-store.ts';
import type { Sold } from './sold-store.ts';

/** One meter's line of a statement, as it is drawn and kept. */
export interface DrawnLine {
  readonly sold: Sold;
  readonly figures: StatementFigures;
  readonly rate: KnownRate | null;
  /** With true-up, the highest peak of the earlier periods of the term. */
  readonly earlierPeak: bigint | null;
  /** Minor units of the rate's currency. */
  readonly amount: bigint | null;
}
