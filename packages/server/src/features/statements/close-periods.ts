import { billingPeriodAt, billingPeriodFrom, totalsOf } from '@leeway/rules';
import { systemAuthor } from '../../platform/author.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { tellOf } from '../../platform/outbox.ts';
import { type BillingCalendar, billingCalendar } from './billing-settings-store.ts';
import {
  type CustomerKey,
  dueCustomers,
  insertCursor,
  lockCursor,
  moveCursor,
  newCustomers,
} from './cursors-store.ts';
import { drawLines } from './draw-statement.ts';
import { unsettledOf } from './sold-store.ts';
import { insertSources } from './sources-store.ts';
import { insertStatement } from './statements-store.ts';

/**
 * Closes billing periods (rule 40). One transaction draws a statement, keeps it, tells it and moves the customer's cursor,
 * whose lock has one worker at a time: a period is closed once, or, when that worker is killed, as if it had not begun.
 */

export interface ClosingDeps {
  readonly database: Database;
  readonly clock: Clock;
  /** Records what time alone has done to an entitlement. */
  readonly settle: (tenantId: string, entitlementId: string) => Promise<unknown>;
}

/** After its end a period waits this long: what was decided at its last instant is in the log by then. */
const closingDelayMs = 5 * 60_000;
/** The first look for facts that came late. */
const firstCheckMs = 10 * 60_000;
const roundMax = 200;

interface Closing extends BillingCalendar {
  readonly key: CustomerKey;
  readonly now: number;
}

/** Answers whether a period was closed. The cursor is locked. */
const closeOne = async (
  tx: Queryable,
  { key, length, timeZone, now }: Closing,
  periodStart: number,
): Promise<boolean> => {
  const { tenantId, customerId } = key;
  const period = billingPeriodFrom(periodStart, length, timeZone);
  const dueAt = period.end + closingDelayMs;
  if (dueAt > now) {
    await moveCursor(tx, key, { periodStart, dueAt });
    return false;
  }
  const { sold, factCounts, lines } = await drawLines(tx, tenantId, customerId, period);
  const statementId = newId('stm', now);
  await insertStatement(
    tx,
    tenantId,
    {
      ...period,
      ...{ statementId, customerId, timeZone, correction: 0, closedAt: now, checkDueAt: now + firstCheckMs },
    },
    lines.map((line) => ({ ...line, previousAmount: null })),
  );
  await insertSources(tx, tenantId, statementId, sold, factCounts);
  const payload = {
    ...{ statementId, customerId, correction: 0 },
    periodStart: new Date(period.start).toISOString(),
    periodEnd: new Date(period.end).toISOString(),
    totals: totalsOf(lines.map(({ amount, rate }) => ({ amount, currency: rate?.currency ?? null }))),
  };
  await tellOf(tx, tenantId, [
    { at: now, eventCode: 'statement.finalized', resourceId: statementId, payload },
  ]);
  const next = billingPeriodFrom(period.end, length, timeZone);
  await moveCursor(tx, key, { periodStart: period.end, dueAt: next.end + closingDelayMs });
  return true;
};

/** What time alone has done to a customer's entitlements until now is in the log afterwards. */
export const settleAll = async (
  { database, settle }: Pick<ClosingDeps, 'database' | 'settle'>,
  { tenantId, customerId }: CustomerKey,
  now: number,
): Promise<void> => {
  const unsettled = await unsettledOf(database, tenantId, customerId, now);
  await Promise.all(unsettled.map((entitlementId) => settle(tenantId, entitlementId)));
};

/** Closes the next period of a customer when it is over; answers whether there was one to close. */
export const closePeriod = async (
  { database, clock, settle }: ClosingDeps,
  key: CustomerKey,
): Promise<boolean> => {
  const now = clock.now();
  const { tenantId } = key;
  await settleAll({ database, settle }, key, now);
  return database.transaction(systemAuthor, async (tx) => {
    const cursor = await lockCursor(tx, key);
    if (!cursor || cursor.dueAt > now) return false;
    const calendar = await billingCalendar(tx, tenantId);
    return closeOne(tx, { ...calendar, key, now }, cursor.periodStart);
  });
};

/** The calendar's period of the first sale is the first that is billed. */
const followNewCustomers = async ({ database }: ClosingDeps, signal: AbortSignal): Promise<void> => {
  for (;;) {
    const customers = await newCustomers(database, roundMax);
    for (const { since, ...key } of customers) {
      const { length, timeZone } = await billingCalendar(database, key.tenantId);
      await insertCursor(database, key, billingPeriodAt(since.getTime(), length, timeZone).start);
    }
    if (customers.length < roundMax || signal.aborted) return;
  }
};

/** Closes whatever is over, of all customers. */
export const closePeriods = async (deps: ClosingDeps, signal: AbortSignal): Promise<void> => {
  await followNewCustomers(deps, signal);
  for (;;) {
    const due = await dueCustomers(deps.database, deps.clock.now(), roundMax);
    let closed = 0;
    for (const key of due) {
      if (signal.aborted) return;
      if (await closePeriod(deps, key)) closed += 1;
    }
    // Nothing closed: what is left is another worker's.
    if (closed === 0) return;
  }
};
