import { setImmediate } from 'node:timers/promises';
import {
  type ActivityOperation,
  addUsageFact,
  denialWindowMs,
  denialWindowPatienceMs,
  type PoolReturn,
  type UsageBook,
} from '@leeway/rules';
import { systemAuthor } from '../../platform/author.ts';
import { byIndexSql } from '../../platform/by-index.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import {
  type Grant,
  grantDenials,
  growDenials,
  insertDenials,
  type NewDenial,
  type ReadUntil,
} from './denials-store.ts';
import { type Facts, highestOf, inOrder, isEmpty, lastOf, rowsWith, type Step, seatRow } from './facts.ts';
import { selectFacts } from './facts-store.ts';
import { readMeters, writeMeters } from './figures-store.ts';
import { type NewReturn, readHoldings, writeHoldings, writeReturns } from './holdings-store.ts';
import {
  type Cursor,
  type EntitlementKey,
  inTurns,
  keyColumns,
  lockCursors,
  moveCursors,
  type Source,
  selectSources,
  unreadCursor,
} from './log-store.ts';

/**
 * Derives usage history from the log, as far as it goes. The row lock of an entitlement orders who writes its log, so what
 * a snapshot shows of it is complete; the lock of its cursor orders who reads it. Each portion is one transaction: what
 * is cut off is done again as if it had never begun.
 */

/** Facts read of an entitlement at once. */
const portionDefault = 20_000;

/** Facts counted before others of the process have their turn: while a batch waits to be decided PostgreSQL has nothing to do. */
const countedAtOnce = 100;

/** All that is derived of an entitlement, beside its cursor. */
export const derivedTables = [
  'history_meters',
  'history_holdings',
  'history_returns',
  'history_hours',
  'history_levels',
  'history_episodes',
  'history_episode_seats',
  'history_denials',
] as const;

/** Forgets what was derived of entitlements, to begin anew. Their cursors are locked. */
export const forgetDerived = async (tx: Queryable, keys: readonly EntitlementKey[]) => {
  if (keys.length === 0) return;
  for (const table of derivedTables) {
    await tx.query(
      `delete from ${table} d using unnest($1::text[], $2::text[]) k (tenant_id, entitlement_id)
       where d.tenant_id = k.tenant_id and d.entitlement_id = k.entitlement_id`,
      keyColumns(keys),
    );
  }
};

const isAfter = ({ at, sequence }: Step, cursor: Cursor): boolean => {
  if (cursor.at === null) return true;
  const ms = at - cursor.at.getTime();
  return ms > 0 || (ms === 0 && BigInt(sequence) > (cursor.sequence ?? -1n));
};

const deniedOperations = new Set<ActivityOperation>(['activationDenied', 'featureCheckoutDenied']);
const grantOperations = new Set<ActivityOperation>(['activate', 'featureCheckout']);

/** The next facts of an entitlement. */
interface Portion {
  readonly cursor: Cursor;
  readonly source: Source;
  readonly facts: Facts;
  /** Places of denials among the rows of the log. */
  readonly denied: readonly number[];
}

/** What is to be read: a cursor, and what its entitlement is. */
type Opened = Pick<Portion, 'cursor' | 'source'>;

interface ReadPortions {
  readonly portions: readonly Portion[];
  /** Facts of these came late: all is to be derived anew. */
  readonly late: readonly Opened[];
}

const readPortions = async (
  tx: Queryable,
  opened: readonly Opened[],
  limit: number,
): Promise<ReadPortions> => {
  if (opened.length === 0) return { portions: [], late: [] };
  const wanted = opened.map(({ cursor, source }) => ({ cursor, hasPools: source.pools.length > 0 }));
  const found = await selectFacts(tx, wanted, limit);
  const portions: Portion[] = [];
  const late: Opened[] = [];
  const crowded: Opened[] = [];
  for (const each of opened) {
    const facts = found.get(each.cursor.entitlementId);
    if (!facts) throw new Error(`nothing was answered about the facts of ${each.cursor.entitlementId}`);
    const isLate = facts.isLate || facts.steps.some((step) => !isAfter(step, each.cursor));
    if (isLate) late.push(each);
    else if (facts.isLast || !isEmpty(facts)) {
      portions.push({ ...each, facts, denied: rowsWith(facts, deniedOperations) });
    } else crowded.push(each);
  }
  const more = await readPortions(tx, crowded, limit * 10);
  return { portions: [...portions, ...more.portions], late: [...late, ...more.late] };
};

const denialsIn = ({ cursor, source, facts, denied }: Portion): NewDenial[] =>
  denied.map((row) => ({
    ...{ tenantId: cursor.tenantId, entitlementId: cursor.entitlementId, timeZone: source.time_zone },
    ...seatRow(facts, row),
  }));

/** Activations whose holdings of pools the facts may change: a new one holds nothing yet. */
const holdersIn = ({ source: { pools }, facts: { log, rows } }: Portion): string[] => {
  if (pools.length === 0) return [];
  const changing = log.activationId.slice(0, rows).filter((_, row) => log.operation[row] !== 'activate');
  return [...new Set(changing)].filter((id) => id !== null);
};

const writeUsage = async (tx: Queryable, portions: readonly Portion[]): Promise<void> => {
  if (portions.length === 0) return;
  const keys = portions.map(({ cursor: { tenantId, entitlementId } }) => ({ tenantId, entitlementId }));
  const meters = await readMeters(tx, keys);
  const named = portions.map((portion, index) => ({
    ...{ tenantId: '', entitlementId: '', ...keys[index] },
    activationIds: holdersIn(portion),
  }));
  const held = await readHoldings(tx, named);
  const returns: NewReturn[] = [];
  let counted = 0;
  for (const [index, { cursor, source, facts }] of portions.entries()) {
    const { tenantId, entitlementId } = cursor;
    const given: PoolReturn[] = [];
    const book: UsageBook = {
      timeZone: source.time_zone,
      pools: new Set(source.pools),
      meters: meters.get(entitlementId) ?? new Map(),
      holdings: held[index]?.holdings ?? new Map(),
      returns: given,
    };
    for (const { fact, sequence } of inOrder(facts)) {
      counted += 1;
      if (counted % countedAtOnce === 0) await setImmediate();
      addUsageFact(book, fact);
      if (given.length === 0) continue;
      for (const each of given.splice(0)) {
        returns.push({ ...each, tenantId, entitlementId, sequence: BigInt(sequence) });
      }
    }
  }
  const changed = keys.map((key) => ({ ...key, meters: meters.get(key.entitlementId) ?? new Map() }));
  await writeMeters(tx, changed);
  await writeHoldings(tx, held);
  await writeReturns(tx, returns);
};

/** The last denial known after a portion. */
const lastDenialIn = ({ cursor, facts, denied }: Portion): Date | null => {
  const last = denied.at(-1);
  return last === undefined ? cursor.last_denial_at : new Date(seatRow(facts, last).at);
};

/** Denials that may have grown since: the last one is young enough. */
const grownIn = ({ cursor }: Portion): ReadUntil[] => {
  const { tenantId, entitlementId, at, last_denial_at } = cursor;
  const readTo = at?.getTime() ?? 0;
  const before = last_denial_at?.getTime() ?? Number.NEGATIVE_INFINITY;
  return before > readTo - denialWindowMs ? [{ tenantId, entitlementId, readTo }] : [];
};

/** Grants that may tell that a denial was no true one. */
const tellingGrants = (portion: Portion): Grant[] => {
  const { cursor, facts, denied } = portion;
  const last = lastDenialIn(portion);
  if (!last) return [];
  const granted = rowsWith(facts, grantOperations);
  const [first] = granted;
  if (first === undefined) return [];
  const mayTell = denied.length > 0 || seatRow(facts, first).at < last.getTime() + denialWindowPatienceMs;
  const { tenantId, entitlementId } = cursor;
  return mayTell ? granted.map((row) => ({ tenantId, entitlementId, ...seatRow(facts, row) })) : [];
};

/** Denials and what came of them. */
const writeDenials = async (tx: Queryable, portions: readonly Portion[]): Promise<void> => {
  await growDenials(tx, portions.flatMap(grownIn));
  for (const denials of inTurns(portions.flatMap(denialsIn))) await insertDenials(tx, denials);
  for (const grants of inTurns(portions.flatMap(tellingGrants))) await grantDenials(tx, grants);
};

const cursorAfter = (portion: Portion): Cursor => {
  const { cursor, source, facts } = portion;
  const last = lastOf(facts);
  const highest = BigInt(highestOf(facts));
  return {
    ...{ tenantId: cursor.tenantId, entitlementId: cursor.entitlementId, time_zone: source.time_zone },
    at: last ? new Date(last.at) : cursor.at,
    sequence: last ? BigInt(last.sequence) : cursor.sequence,
    sequence_read: highest > cursor.sequence_read ? highest : cursor.sequence_read,
    sequence_seen: facts.isLast ? source.sequence : cursor.sequence_seen,
    last_denial_at: lastDenialIn(portion),
  };
};

/** A cursor after a portion, and whether that was all. */
export interface Derived {
  readonly cursor: Cursor;
  readonly isLast: boolean;
}

/** Derives the next portion of each entitlement under the locks of their cursors. One that is gone is left out. */
export const derivePortions = async (
  tx: Queryable,
  cursors: readonly Cursor[],
  limit: number = portionDefault,
): Promise<Derived[]> => {
  const sources = await selectSources(tx, cursors);
  const opened = cursors.flatMap((cursor): Opened[] => {
    const source = sources.get(cursor.entitlementId);
    return source ? [{ cursor, source }] : [];
  });
  const isMoved = ({ cursor, source }: Opened) => cursor.time_zone !== source.time_zone;
  const { portions, late } = await readPortions(
    tx,
    opened.filter((each) => !isMoved(each)),
    limit,
  );
  const anew = [...late, ...opened.filter(isMoved)].map(({ cursor, source }) => ({
    ...{ source, cursor: unreadCursor(cursor, source.time_zone) },
  }));
  await forgetDerived(
    tx,
    anew.map(({ cursor }) => cursor),
  );
  const again = await readPortions(tx, anew, limit);
  if (again.late.length > 0) throw new Error('nothing is read, and yet something came late');
  const all = [...portions, ...again.portions];
  await writeDenials(tx, all);
  await writeUsage(
    tx,
    all.filter(({ facts }) => !isEmpty(facts)),
  );
  const derived = all.map((portion) => ({ cursor: cursorAfter(portion), isLast: portion.facts.isLast }));
  await moveCursors(
    tx,
    derived.map(({ cursor }) => cursor),
  );
  return derived;
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

/** What a crash takes of derived figures is derived again, with its cursor: no commit waits for the disk beside decisions. */
const noDiskWaitSql = 'set local synchronous_commit = off';

/** Locks the cursors and derives a portion of each, in one transaction. */
const deriveOnce = (
  database: Database,
  keys: readonly EntitlementKey[],
  waits: boolean,
  limit?: number,
): Promise<Derived[]> =>
  database.transaction(systemAuthor, async (tx) => {
    await tx.query(`${byIndexSql}; ${noDiskWaitSql}`);
    return derivePortions(tx, await lockCursors(tx, keys, waits), limit);
  });

/** Brings the history of one entitlement up to its log; false: there is more of it. */
export const deriveHistory = async (
  database: Database,
  key: EntitlementKey,
  { waits, portion, portionsMax = Number.POSITIVE_INFINITY, signal }: DeriveOptions,
): Promise<boolean> => {
  for (let portions = 0; portions < portionsMax && !signal?.aborted; portions++) {
    const [derived] = await deriveOnce(database, [key], waits, portion);
    if (!derived || derived.isLast) return true;
  }
  return false;
};

/** Facts of all read at once, and of each at least: they are held together, and others wait for the processor meanwhile. */
const portionOfAll = 8_000;
const portionOfMany = 2_000;

/**
 * Brings many entitlements a portion nearer to their logs, with as many statements as one alone would take; leaves out
 * who is being looked after. Answers those of whose log there is more. When one fails all do.
 */
export const deriveMany = async (database: Database, keys: readonly EntitlementKey[]): Promise<Cursor[]> => {
  const portion = Math.max(portionOfMany, Math.floor(portionOfAll / keys.length));
  const derived = await deriveOnce(database, keys, false, portion);
  return derived.flatMap(({ cursor, isLast }) => (isLast ? [] : [cursor]));
};
