import { type PeriodPeak, type Span, type StatementFigures, totalsOf } from '@leeway/rules';
import { systemAuthor } from '../../platform/author.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { tellOf } from '../../platform/outbox.ts';
import { figuresOfSold, peaksBefore, priced, pricedWith } from './draw-statement.ts';
import { type KnownRate, ratesFor } from './rates-store.ts';
import { type Sold, soldTo } from './sold-store.ts';
import {
  type CheckedStatement,
  dueChecks,
  type LateSource,
  lateSources,
  lockCheck,
  noteRead,
  recheckFollowers,
  type StatementKey,
  setNextCheck,
  statementAndCorrections,
} from './sources-store.ts';
import { insertStatement, type LineRow, linesOf, type NewLine } from './statements-store.ts';

/**
 * Facts that come after a statement is closed change none of its figures: they become a correction statement (rules 22
 * and 40). A closed statement is looked at again and again, less often as it grows older.
 */

const minuteMs = 60_000;
const dayMs = 86_400_000;
const roundMax = 200;

const nextCheck = (closedAt: number, now: number): number =>
  now + Math.min(Math.max((now - closedAt) / 10, 10 * minuteMs), dayMs);

const isSame = (row: LineRow, figures: StatementFigures): boolean =>
  row.bought === figures.bought &&
  row.peak === figures.peak &&
  row.p99 === figures.p99 &&
  BigInt(row.used_ms) === figures.usedMs &&
  row.held_ms === BigInt(figures.heldMs) &&
  row.overdraft_ms === BigInt(figures.overdraftMs) &&
  row.overdraft_peak === figures.overdraftPeak &&
  row.overdraft_p99 === figures.overdraftP99 &&
  BigInt(row.overdraft_unit_ms) === figures.overdraftUnitMs &&
  row.used === figures.used &&
  row.overdraft_used === figures.overdraftUsed;

/** The rate a line was priced with, whatever has become of it. */
const rateKept = (row: LineRow): KnownRate | null => {
  const { rate_kind: kind, rate_amount: amount, rate_unit_count: unitCount, currency } = row;
  if (kind === null || amount === null || unitCount === null || currency === null) return null;
  return {
    ...{ rateId: row.rate_id, kind, amount, unitCount, currency, featureKey: row.feature_key },
    ...{ entitlementId: null, offeringId: null, validFrom: null, validTo: null },
    trueUpFrom: row.true_up_from?.getTime() ?? null,
  };
};

const correctedLine = (
  figures: StatementFigures,
  sold: Sold,
  said: LineRow | undefined,
  rates: readonly KnownRate[],
  peaks: readonly PeriodPeak[],
  { start }: Span,
): NewLine | null => {
  if (!said) return { sold, figures, ...priced(rates, sold, figures, peaks, start), previousAmount: null };
  const previousAmount = said.amount === null ? null : BigInt(said.amount);
  const line = { sold, figures, ...pricedWith(rateKept(said), figures, peaks, start), previousAmount };
  // With true-up another peak of an earlier period alters what the same figures come to.
  return isSame(said, figures) && line.amount === previousAmount ? null : line;
};

interface Checking {
  readonly key: StatementKey;
  readonly statement: CheckedStatement;
  readonly span: Span;
}

/** Of each meter what was said last, by entitlement and feature. */
const lastSaid = async (tx: Queryable, { key, statement }: Checking) => {
  const { customerId, periodStart } = statement;
  const ids = await statementAndCorrections(tx, key.tenantId, customerId, periodStart);
  const lines = await linesOf(tx, key.tenantId, ids);
  const order = new Map(ids.map((id, index) => [id, index]));
  const place = ({ statement_id }: LineRow) => order.get(statement_id) ?? 0;
  const said = new Map<string, LineRow>();
  for (const line of lines.sort((a, b) => place(a) - place(b)))
    said.set(`${line.entitlement_id} ${line.feature_key ?? ''}`, line);
  return { said, correction: ids.length };
};

const linesThatDiffer = async (
  tx: Queryable,
  { key, statement, span }: Checking,
  late: readonly LateSource[],
  said: ReadonlyMap<string, LineRow>,
): Promise<NewLine[]> => {
  const { tenantId, statementId } = key;
  const sold = await soldTo(tx, tenantId, statement.customerId, span.end);
  const rates = await ratesFor(tx, tenantId, sold);
  const kept = [...said.values()].map((row) => ({ trueUpFrom: row.true_up_from?.getTime() ?? null }));
  const peaksOf = await peaksBefore(tx, tenantId, sold, [...rates, ...kept], span.start);
  const lines: NewLine[] = [];
  for (const source of late) {
    const { entitlementId } = source;
    const { all, factCount } = await figuresOfSold(tx, tenantId, source, span);
    const each = sold.find((one) => one.entitlementId === entitlementId);
    await noteRead(tx, tenantId, statementId, source, factCount);
    // Rows that the statement rests on are kept no longer, or it is another customer's by now.
    if (factCount < source.factCount || !each) continue;
    for (const figures of all) {
      const before = said.get(`${entitlementId} ${figures.featureKey ?? ''}`);
      const peaks = peaksOf(entitlementId, figures.featureKey);
      const line = correctedLine(figures, each, before, rates, peaks, span);
      if (line) lines.push(line);
    }
  }
  return lines;
};

const tellCorrection = async (
  tx: Queryable,
  { key, statement }: Checking,
  correctionId: string,
  correction: number,
  lines: readonly NewLine[],
  now: number,
): Promise<void> => {
  const changes = lines.map(({ amount, previousAmount, rate }) => ({
    amount: amount === null ? null : amount - (previousAmount ?? 0n),
    currency: rate?.currency ?? null,
  }));
  const payload = {
    ...{ statementId: correctionId, corrects: key.statementId, customerId: statement.customerId, correction },
    ...{ periodStart: statement.periodStart.toISOString(), periodEnd: statement.periodEnd.toISOString() },
    totals: totalsOf(changes),
  };
  await tellOf(tx, key.tenantId, [
    { at: now, eventCode: 'statement.corrected', resourceId: correctionId, payload },
  ]);
};

/** Looks at one statement, whose row is locked; writes a correction when its figures are others now. */
const correct = async (tx: Queryable, checking: Checking, now: number): Promise<void> => {
  const { key, statement, span } = checking;
  const { tenantId, statementId } = key;
  const late = await lateSources(tx, tenantId, statementId);
  if (late.length === 0) return;
  const { said, correction } = await lastSaid(tx, checking);
  const lines = await linesThatDiffer(tx, checking, late, said);
  if (lines.length === 0) return;
  const { customerId, timeZone } = statement;
  const correctionId = newId('stm', now);
  const kept = {
    statementId: correctionId,
    customerId,
    timeZone,
    correction,
    closedAt: now,
    checkDueAt: null,
  };
  await insertStatement(tx, tenantId, { ...span, ...kept }, lines);
  await tellCorrection(tx, checking, correctionId, correction, lines, now);
  const entitlementIds = late.map(({ entitlementId }) => entitlementId);
  await recheckFollowers(tx, tenantId, statementId, entitlementIds, now);
};

/** Looks at every statement that is due for it. */
export const correctStatements = async (
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  signal: AbortSignal,
): Promise<void> => {
  for (;;) {
    const now = clock.now();
    const due = await dueChecks(database, now, roundMax);
    for (const key of due) {
      if (signal.aborted) return;
      await database.transaction(systemAuthor, async (tx) => {
        const statement = await lockCheck(tx, key, now);
        if (!statement) return;
        const { periodStart, periodEnd, closedAt } = statement;
        const span = { start: periodStart.getTime(), end: periodEnd.getTime() };
        await setNextCheck(tx, key, nextCheck(closedAt.getTime(), now));
        await correct(tx, { key, statement, span }, now);
      });
    }
    if (due.length < roundMax) return;
  }
};
