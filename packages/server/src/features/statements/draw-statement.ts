import {
  earlierPeakOf,
  lineAmount,
  type PeriodPeak,
  rateOf,
  type Span,
  type StatementFigures,
  statementFigures,
} from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import type { DrawnLine } from './drawn-line.ts';
import { factsIn, openingLevels } from './facts-store.ts';
import { type KnownRate, ratesFor } from './rates-store.ts';
import { metersOf, type Sold, soldTo } from './sold-store.ts';
import { billedToOthers } from './sources-store.ts';
import { closedPeaks } from './statements-store.ts';

/** The lines of a statement, drawn from the log (rule 40). */

export interface Drawn {
  readonly sold: readonly Sold[];
  /** By entitlement, how many facts its figures rest on. */
  readonly factCounts: ReadonlyMap<string, number>;
  readonly lines: readonly DrawnLine[];
}

/** Of one meter, the peaks of the billing periods that are closed. */
type PeaksOf = (entitlementId: string, featureKey: string | null) => readonly PeriodPeak[];

/** Those before a period; nothing is read unless a rate asks for it. */
export const peaksBefore = async (
  db: Queryable,
  tenantId: string,
  sold: readonly Sold[],
  rates: readonly Pick<KnownRate, 'trueUpFrom'>[],
  before: number,
): Promise<PeaksOf> => {
  const trueUps = rates.flatMap(({ trueUpFrom }) => (trueUpFrom === null ? [] : [trueUpFrom]));
  if (trueUps.length === 0) return () => [];
  const ids = sold.map(({ entitlementId }) => entitlementId);
  const rows = await closedPeaks(db, tenantId, ids, { start: Math.min(...trueUps), end: before });
  return (entitlementId, featureKey) =>
    rows.filter((row) => row.entitlementId === entitlementId && row.featureKey === featureKey);
};

/** A line priced with a rate that was chosen; a rate that does not fit the meter is none. */
export const pricedWith = (
  rate: KnownRate | null,
  figures: StatementFigures,
  peaks: readonly PeriodPeak[],
  periodStart: number,
): Pick<DrawnLine, 'rate' | 'earlierPeak' | 'amount'> => {
  const earlierPeak = rate && earlierPeakOf(rate, peaks, periodStart);
  const amount = rate && lineAmount(rate, figures, earlierPeak);
  return amount === null ? { rate: null, earlierPeak: null, amount: null } : { rate, earlierPeak, amount };
};

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

/** The rate of a line, and what it comes to. */
export const priced = (
  rates: readonly KnownRate[],
  { entitlementId, offeringId }: Sold,
  figures: StatementFigures,
  peaks: readonly PeriodPeak[],
  periodStart: number,
): Pick<DrawnLine, 'rate' | 'earlierPeak' | 'amount'> => {
  const meter = { entitlementId, offeringId, featureKey: figures.featureKey };
  return pricedWith(rateOf(rates, meter, periodStart), figures, peaks, periodStart);
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
  const held = await soldTo(db, tenantId, customerId, span.end);
  const ids = held.map(({ entitlementId }) => entitlementId);
  // An order that went from one customer to another: the same time is billed once.
  const others = await billedToOthers(db, tenantId, customerId, ids, span);
  const sold = held.filter(({ entitlementId }) => !others.has(entitlementId));
  const rates = await ratesFor(db, tenantId, sold);
  const peaksOf = await peaksBefore(db, tenantId, sold, rates, span.start);
  const factCounts = new Map<string, number>();
  const lines: DrawnLine[] = [];
  for (const each of sold) {
    const { all, factCount } = await figuresOfSold(db, tenantId, each, span);
    factCounts.set(each.entitlementId, factCount);
    for (const figures of all) {
      if (!isWorthALine(each, span, figures)) continue;
      const peaks = peaksOf(each.entitlementId, figures.featureKey);
      lines.push({ sold: each, figures, ...priced(rates, each, figures, peaks, span.start) });
    }
  }
  return { sold, factCounts, lines };
};
