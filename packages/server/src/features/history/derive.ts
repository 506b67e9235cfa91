import {
  addUsageFact,
  denialWindowMs,
  denialWindowPatienceMs,
  type LogFact,
  type PoolReturn,
  type UsageBook,
  type UsageFact,
} from '@leeway/rules';
import { systemAuthor } from '../../platform/author.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { type Grant, grantDenials, growDenials, insertDenials, type NewDenial } from './denials-store.ts';
import { readMeters, writeMeters } from './figures-store.ts';
import { readHoldings, writeHoldings, writeReturns } from './holdings-store.ts';
import {
  type CursorRow,
  type FactRow,
  lockCursor,
  moveCursor,
  type SourceRow,
  selectFacts,
  selectSource,
} from './log-store.ts';

/**
 * Derives usage history from the log, as far as it goes. The row lock of an entitlement orders who writes its log, so what
 * a snapshot shows of it is complete; the lock of its cursor orders who reads it. Each portion is one transaction: what
 * is cut off is done again as if it had never begun.
 */

export interface EntitlementKey {
  readonly tenantId: string;
  readonly entitlementId: string;
}

/** Facts read at once. */
const portionDefault = 20_000;

const emptyCursor = { at: null, sequence: null, sequence_read: 0n, sequence_seen: -1n, last_denial_at: null };

/** All that is derived of an entitlement, beside its cursor. */
export const derivedTables = [
  'history_meters',
  'history_holdings',
  'history_returns',
  'history_hours',
  'history_episodes',
  'history_episode_seats',
  'history_denials',
] as const;

/** Forgets what was derived of an entitlement, to begin anew. Its cursor is locked. */
export const forgetDerived = async (tx: Queryable, { tenantId, entitlementId }: EntitlementKey) => {
  for (const table of derivedTables) {
    await tx.query(`delete from ${table} where tenant_id = $1 and entitlement_id = $2`, [
      tenantId,
      entitlementId,
    ]);
  }
};

const isAfter = ({ at, sequence }: FactRow, cursor: CursorRow): boolean => {
  if (cursor.at === null) return true;
  const ms = at.getTime() - cursor.at.getTime();
  return ms > 0 || (ms === 0 && sequence > (cursor.sequence ?? -1n));
};

interface Portion {
  readonly facts: readonly FactRow[];
  /** Nothing was left when it was read. */
  readonly isLast: boolean;
}

/** The next facts, those of one instant together; null: some came late, and all is to be derived anew. */
const readPortion = async (
  tx: Queryable,
  { tenantId, entitlementId }: EntitlementKey,
  cursor: CursorRow,
  limit: number,
): Promise<Portion | null> => {
  const facts = await selectFacts(tx, tenantId, entitlementId, cursor, limit);
  if (facts.some((fact) => !isAfter(fact, cursor))) return null;
  if (facts.length < limit) return { facts, isLast: true };
  const end = facts.at(-1)?.at.getTime();
  const whole = facts.filter(({ at }) => at.getTime() !== end);
  if (whole.length > 0) return { facts: whole, isLast: false };
  return readPortion(tx, { tenantId, entitlementId }, cursor, limit * 10);
};

const factFrom = (row: FactRow): UsageFact => {
  const at = row.at.getTime();
  if (row.kind === 'limits') return { kind: 'limits', at, bought: row.bought ?? 0n, hardCap: row.hard_cap };
  if (row.kind === 'closing') return { kind: 'closing', at, featureKey: row.feature_key ?? '' };
  if (row.operation === null) throw new Error('a row of the log without an operation');
  return {
    ...{ kind: 'log', at, operation: row.operation, activationId: row.activation_id },
    ...{ seatId: row.seat_id ?? '', seatsUsed: BigInt(row.seats_used ?? 0), bought: row.bought ?? 0n },
    ...{ hardCap: row.hard_cap, overdraft: row.overdraft === true, featureKey: row.feature_key },
    ...{ amount: row.amount, featureUsed: row.feature_used, featureBought: row.feature_bought },
    featureHardCap: row.feature_hard_cap,
  } satisfies LogFact;
};

const deniedOperations: readonly unknown[] = ['activationDenied', 'featureCheckoutDenied'];
const grantOperations: readonly unknown[] = ['activate', 'featureCheckout'];

const denialsIn = (facts: readonly FactRow[]): NewDenial[] =>
  facts
    .filter(({ operation }) => deniedOperations.includes(operation))
    .map((row) => ({
      ...{ featureKey: row.feature_key ?? '', at: row.at.getTime(), sequence: row.sequence },
      ...{ seatId: row.seat_id ?? '', attempts: row.attempts ?? 1, reasons: row.reasons ?? [] },
    }));

const grantsIn = (facts: readonly FactRow[]): Grant[] =>
  facts
    .filter(({ operation }) => grantOperations.includes(operation))
    .map(({ feature_key, at, sequence, seat_id }) => ({
      ...{ featureKey: feature_key ?? '', at: at.getTime(), sequence, seatId: seat_id ?? '' },
    }));

const writeUsage = async (
  tx: Queryable,
  { tenantId, entitlementId }: EntitlementKey,
  facts: readonly FactRow[],
  { time_zone, pools }: SourceRow,
): Promise<void> => {
  const activationIds = new Set(pools.length === 0 ? [] : facts.map(({ activation_id }) => activation_id));
  const touched = [...activationIds].filter((id) => id !== null);
  const given: PoolReturn[] = [];
  const book: UsageBook = {
    timeZone: time_zone,
    pools: new Set(pools),
    meters: await readMeters(tx, tenantId, entitlementId),
    holdings: await readHoldings(tx, tenantId, entitlementId, touched),
    returns: given,
  };
  const returns = facts.flatMap((row) => {
    addUsageFact(book, factFrom(row));
    return given.splice(0).map((each) => ({ ...each, sequence: row.sequence }));
  });
  await writeMeters(tx, tenantId, entitlementId, book.meters);
  await writeHoldings(tx, tenantId, entitlementId, book.holdings);
  await writeReturns(tx, tenantId, entitlementId, returns);
};

const lastDenial = (denials: readonly NewDenial[], before: Date | null): Date | null => {
  const last = denials.at(-1);
  return last ? new Date(last.at) : before;
};

/** Denials and what came of them; answers the instant of the last one. */
const writeDenials = async (
  tx: Queryable,
  { tenantId, entitlementId }: EntitlementKey,
  facts: readonly FactRow[],
  cursor: CursorRow,
): Promise<Date | null> => {
  const readTo = cursor.at?.getTime() ?? 0;
  const before = cursor.last_denial_at?.getTime() ?? Number.NEGATIVE_INFINITY;
  if (before > readTo - denialWindowMs) await growDenials(tx, tenantId, entitlementId, readTo);
  const denials = denialsIn(facts);
  await insertDenials(tx, tenantId, entitlementId, denials, cursor.time_zone);
  const last = lastDenial(denials, cursor.last_denial_at);
  const grants = grantsIn(facts);
  const [first] = grants;
  if (last && first && (denials.length > 0 || first.at < last.getTime() + denialWindowPatienceMs)) {
    await grantDenials(tx, tenantId, entitlementId, grants);
  }
  return last;
};

/** Derives the next portion under the cursor's lock; answers the cursor as it is then, and whether that was all. */
export const derivePortion = async (
  tx: Queryable,
  key: EntitlementKey,
  found: CursorRow,
  limit: number = portionDefault,
): Promise<{ readonly cursor: CursorRow; readonly isLast: boolean }> => {
  const { tenantId, entitlementId } = key;
  const source = await selectSource(tx, tenantId, entitlementId);
  if (!source) return { cursor: found, isLast: true };
  const moved = found.time_zone !== source.time_zone;
  const read = moved ? null : await readPortion(tx, key, found, limit);
  const cursor = read ? found : { ...emptyCursor, time_zone: source.time_zone };
  if (!read) await forgetDerived(tx, key);
  const portion = read ?? (await readPortion(tx, key, cursor, limit));
  if (!portion) throw new Error(`nothing of ${entitlementId} is read, and yet something came late`);
  const { facts, isLast } = portion;
  const lastDenialAt = await writeDenials(tx, key, facts, cursor);
  if (facts.length > 0) await writeUsage(tx, key, facts, source);
  const last = facts.at(-1);
  const sequenceRead = facts.reduce((highest, { sequence }) => (sequence > highest ? sequence : highest), 0n);
  const next: CursorRow = {
    time_zone: source.time_zone,
    at: last?.at ?? cursor.at,
    sequence: last?.sequence ?? cursor.sequence,
    sequence_read: sequenceRead > cursor.sequence_read ? sequenceRead : cursor.sequence_read,
    sequence_seen: isLast ? source.sequence : cursor.sequence_seen,
    last_denial_at: lastDenialAt,
  };
  await moveCursor(tx, tenantId, entitlementId, next);
  return { cursor: next, isLast };
};

export interface DeriveOptions {
  /** Whether to wait for another one who is at it; else there is nothing to do. */
  readonly waits: boolean;
  /** Facts read at once. */
  readonly portion?: number;
  /** Portions after which to leave off; to the end when left out. */
  readonly portionsMax?: number;
  readonly signal?: AbortSignal;
}

/** Brings the history of one entitlement up to its log; false: there is more of it. */
export const deriveHistory = async (
  database: Database,
  key: EntitlementKey,
  { waits, portion, portionsMax = Number.POSITIVE_INFINITY, signal }: DeriveOptions,
): Promise<boolean> => {
  for (let portions = 0; portions < portionsMax && !signal?.aborted; portions++) {
    const isLast = await database.transaction(systemAuthor, async (tx) => {
      const cursor = await lockCursor(tx, key.tenantId, key.entitlementId, waits);
      return cursor ? (await derivePortion(tx, key, cursor, portion)).isLast : true;
    });
    if (isLast) return true;
  }
  return false;
};

/** Facts of each read at once: they are held together. */
const portionOfMany = 2_000;

/**
 * Brings many entitlements a portion nearer to their logs in one transaction, which shares the cost of a commit and of
 * every round trip; leaves out who is being looked after. Answers those of whose log there is more. When one fails all do.
 */
export const deriveMany = async (
  database: Database,
  keys: readonly EntitlementKey[],
): Promise<EntitlementKey[]> => {
  const isRead = await database.transactionOfMany(systemAuthor, (tx) =>
    keys.map(async (key) => {
      const cursor = await lockCursor(tx, key.tenantId, key.entitlementId, false);
      return cursor ? (await derivePortion(tx, key, cursor, portionOfMany)).isLast : true;
    }),
  );
  return keys.filter((_, index) => !isRead[index]);
};
