import { lineAmount, rateOf, type Span, type StatementFigures, statementFigures } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { factsIn, openingLevels } from './facts-store.ts';
import { type KnownRate, ratesFor } from './rates-store.ts';
import { metersOf, type Sold, soldTo } from './sold-store.ts';

/** The lines of a statement, drawn from the log (rule 40). */

export interface Drawn {
  readonly sold: readonly Sold[];
  /** By entitlement, how many facts its figures rest on. */
  readonly factCounts: ReadonlyMap<string, number>;
  readonly lines: readonly DrawnLine[];
}

export interface DrawnLine {
  readonly sold: Sold;
  readonly figures: StatementFigures;
  readonly rate: KnownRate | null;
  /** Minor units of the rate's currency. */
  readonly amount: bigint | null;
}

/** Figures of one entitlement over a span, and how many facts they rest on. */
export const figuresOfSold = async (
  db: Queryable,
  tenantId: string,
  { entitlementId }: Pick<Sold, 'entitlementId'>,
  span: Span,
): Promise<{ readonly all: readonly StatementFigures[]; readonly factCount: number }> => {
  const meters = await metersOf(db, tenantId, entitlementId);
  const opening = await openingLevels(db, tenantId, entitlementId, span.start, meters.pools);
  const facts = await factsIn(db, tenantId, entitlementId, span);
  return { all: statementFigures(opening, facts, span, meters), factCount: facts.length };
};

/** What was over before the period began and was not used in it is not worth a line. */
const isWorthALine = ({ expiryDate }: Sold, { start }: Span, figures: StatementFigures): boolean =>
  expiryDate === null || expiryDate > start || figures.usedMs > 0n || (figures.used ?? 0n) > 0n;

/** The rate of a line, and what it comes to. A rate that does not fit the meter is none. */
export const priced = (
  rates: readonly KnownRate[],
  { entitlementId, offeringId }: Sold,
  figures: StatementFigures,
  periodStart: number,
): Pick<DrawnLine, 'rate' | 'amount'> => {
  const meter = { entitlementId, offeringId, featureKey: figures.featureKey };
  const rate = rateOf(rates, meter, periodStart);
  const amount = rate && lineAmount(rate, figures);
  return amount === null ? { rate: null, amount: null } : { rate, amount };
};

/**
 * All lines of a customer over a span of one billing period, which begins at `periodStart`. The entitlements' sequences
 * are read first: the log is complete up to them.
 */
export const drawLines = async (
  db: Queryable,
  tenantId: string,
  customerId: string,
  span: Span,
): Promise<Drawn> => {
  const sold = await soldTo(db, tenantId, customerId, span.end);
  const rates = await ratesFor(db, tenantId, sold);
  const factCounts = new Map<string, number>();
  const lines: DrawnLine[] = [];
  for (const each of sold) {
    const { all, factCount } = await figuresOfSold(db, tenantId, each, span);
    factCounts.set(each.entitlementId, factCount);
    for (const figures of all) {
      if (!isWorthALine(each, span, figures)) continue;
      lines.push({ sold: each, figures, ...priced(rates, each, figures, span.start) });
    }
  }
  return { sold, factCounts, lines };
};
