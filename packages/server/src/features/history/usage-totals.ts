import type { UsageTotalsBucketModel, UsageTotalsModel } from '@leeway/contract';
import { type HistoryBucket, integralsOf, type Span } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { instantText } from '../../platform/instant.ts';
import {
  type ChangesRow,
  countEntitlements,
  type Scope,
  selectChanges,
  selectDenied,
} from './totals-store.ts';
import { averageOrNull, figuresModel } from './usage-view.ts';

/** The seats of many entitlements together: sums of their figures, exact, as of what has been read of their logs. */

type Summed = 'used' | 'bought' | 'overdraft_used' | 'overdraft' | 'at_hard_cap';

const integrals = (rows: readonly ChangesRow[], name: Summed, spans: readonly Span[], until: number) => {
  const changes = rows.map((row) => ({
    at: spans[row.bucket - 1]?.end ?? 0,
    change: BigInt(row[`${name}_change`]),
    changeMs: BigInt(row[`${name}_change_ms`]),
  }));
  const before = rows[0]?.bucket === 0 ? changes[0]?.change : undefined;
  return integralsOf(before ?? 0n, before === undefined ? changes : changes.slice(1), spans, until);
};

export interface TotalsAsked {
  readonly scope: Scope;
  readonly bucket: HistoryBucket;
  readonly range: Span;
  /** Whole buckets. */
  readonly spans: readonly Span[];
  readonly timeZone: string;
  readonly now: number;
}

export const usageTotals = async (db: Queryable, asked: TotalsAsked): Promise<UsageTotalsModel> => {
  const { scope, bucket, range, spans, timeZone, now } = asked;
  const [entitlements, rows] = await Promise.all([
    countEntitlements(db, scope),
    selectChanges(db, scope, spans),
  ]);
  const denied = await selectDenied(db, scope, spans, bucket, rows);
  const of = (name: Summed) => integrals(rows, name, spans, now);
  const [used, bought, over, inOverdraft, capped] = [
    of('used'),
    of('bought'),
    of('overdraft_used'),
    of('overdraft'),
    of('at_hard_cap'),
  ];
  const grants = new Map(rows.map((row) => [row.bucket - 1, row.grants]));
  const none = { unitMs: 0n, last: 0n };
  const buckets = spans.map((span, index): UsageTotalsBucketModel => {
    const heldMs = Math.min(span.end, now) - span.start;
    const at = (all: readonly (typeof none)[]) => all[index] ?? none;
    const figures = {
      ...{ ...span, heldMs, usedMs: at(used).unitMs, boughtMs: at(bought).unitMs },
      ...{ overdraftMs: Number(at(inOverdraft).unitMs), overdraftUsedMs: at(over).unitMs },
      ...{ atHardCapMs: Number(at(capped).unitMs), grants: grants.get(index) ?? 0 },
    };
    return {
      ...figuresModel(figures, denied.get(index)),
      averageUsed: averageOrNull(figures.usedMs, heldMs),
      averageBought: averageOrNull(figures.boughtMs, heldMs),
      averageOverdraftUsed: averageOrNull(figures.overdraftUsedMs, heldMs),
      used: at(used).last,
      bought: at(bought).last,
      overdraftUsed: at(over).last,
      entitlementsInOverdraft: Number(at(inOverdraft).last),
    };
  });
  return {
    bucket,
    from: instantText(spans[0]?.start ?? range.start),
    to: instantText(spans.at(-1)?.end ?? range.end),
    timeZone,
    entitlements,
    buckets,
  };
};
