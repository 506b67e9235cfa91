import { setImmediate } from 'node:timers/promises';
import {
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
import { type FactRow, selectFacts, usageFactOf } from './facts-store.ts';
import { readMeters, writeMeters } from './figures-store.ts';
import { type NewReturn, readHoldings, writeHoldings, writeReturns } from './holdings-store.ts';
import {
  type Cursor,
  type EntitlementKey,
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

/** Facts counted before others of the process have their turn. */
const countedAtOnce = 1_000;

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

const isAfter = ({ at, sequence }: FactRow, cursor: Cursor): boolean => {
  if (cursor.at === null) return true;
  const ms = at - cursor.at.getTime();
  return ms > 0 || (ms === 0 && BigInt(sequence) > (cursor.sequence ?? -1n));
};

/** The next facts of an entitlement, those of one instant together. */
interface Portion {
  readonly cursor: Cursor;
  readonly source: Source;
  readonly facts: readonly FactRow[];
  /** Nothing was left when it was read. */
  readonly isLast: boolean;
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
  const found = await selectFacts(
    tx,
    opened.map(({ cursor }) => cursor),
    limit,
  );
  const portions: Portion[] = [];
  const late: Opened[] = [];
  const crowded: Opened[] = [];
  for (const each of opened) {
    const facts = found.get(each.cursor.entitlementId) ?? [];
    const end = facts.at(-1)?.at;
    const whole = facts.length < limit ? facts : facts.filter(({ at }) => at !== end);
    if (facts.some((fact) => !isAfter(fact, each.cursor))) late.push(each);
    else if (facts.length < limit) portions.push({ ...each, facts, isLast: true });
    else if (whole.length > 0) portions.push({ ...each, facts: whole, isLast: false });
    else crowded.push(each);
  }
  const more = await readPortions(tx, crowded, limit * 10);
  return { portions: [...portions, ...more.portions], late: [...late, ...more.late] };
};

const deniedOperations: readonly unknown[] = ['activationDenied', 'featureCheckoutDenied'];
const grantOperations: readonly unknown[] = ['activate', 'featureCheckout'];

const isDenial = ({ operation }: FactRow) => deniedOperations.includes(operation);
const isGrant = ({ operation }: FactRow) => grantOperations.includes(operation);

const denialsIn = ({ cursor, source, facts }: Portion): NewDenial[] =>
  facts.filter(isDenial).map((row) => ({
    ...{ tenantId: cursor.tenantId, entitlementId: cursor.entitlementId, timeZone: source.time_zone },
    ...{ featureKey: row.featureKey ?? '', at: row.at, sequence: BigInt(row.sequence) },
    ...{ seatId: row.seatId ?? '', attempts: row.attempts ?? 1, reasons: row.reasons ?? [] },
  }));

const grantsIn = ({ cursor: { tenantId, entitlementId }, facts }: Portion): Grant[] =>
  facts.filter(isGrant).map(({ featureKey, at, sequence, seatId }) => ({
    ...{ tenantId, entitlementId, featureKey: featureKey ?? '', seatId: seatId ?? '' },
    ...{ at, sequence: BigInt(sequence) },
  }));

/** Activations whose holdings of pools the facts may change: a new one holds nothing yet. */
const holdersIn = ({ source: { pools }, facts }: Portion): string[] => {
  if (pools.length === 0) return [];
  const changing = facts.filter(({ operation }) => operation !== null && operation !== 'activate');
  return [...new Set(changing.map(({ activationId }) => activationId))].filter((id) => id !== null);
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
    for (const row of facts) {
      counted += 1;
      if (counted % countedAtOnce === 0) await setImmediate();
      addUsageFact(book, usageFactOf(row));
      for (const each of given.splice(0)) {
        returns.push({ ...each, tenantId, entitlementId, sequence: BigInt(row.sequence) });
      }
    }
  }
  const changed = keys.map((key) => ({ ...key, meters: meters.get(key.entitlementId) ?? new Map() }));
  await writeMeters(tx, changed);
  await writeHoldings(tx, held);
  await writeReturns(tx, returns);
};

/** The last denial known after a portion. */
const lastDenialIn = ({ cursor, facts }: Portion): Date | null => {
  const last = facts.findLast(isDenial);
  return last ? new Date(last.at) : cursor.last_denial_at;
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
  const last = lastDenialIn(portion);
  const first = portion.facts.find(isGrant);
  if (!last || !first) return [];
  const mayTell = portion.facts.some(isDenial) || first.at < last.getTime() + denialWindowPatienceMs;
  return mayTell ? grantsIn(portion) : [];
};

/** Denials and what came of them. */
const writeDenials = async (tx: Queryable, portions: readonly Portion[]): Promise<void> => {
  await growDenials(tx, portions.flatMap(grownIn));
  await insertDenials(tx, portions.flatMap(denialsIn));
  await grantDenials(tx, portions.flatMap(tellingGrants));
};

const highest = (facts: readonly FactRow[], known: bigint): bigint => {
  const high = BigInt(facts.reduce((most, { sequence }) => Math.max(most, sequence), 0));
  return high > known ? high : known;
};

const cursorAfter = (portion: Portion): Cursor => {
  const { cursor, source, facts, isLast } = portion;
  const last = facts.at(-1);
  return {
    ...{ tenantId: cursor.tenantId, entitlementId: cursor.entitlementId, time_zone: source.time_zone },
    at: last ? new Date(last.at) : cursor.at,
    sequence: last ? BigInt(last.sequence) : cursor.sequence,
    sequence_read: highest(facts, cursor.sequence_read),
    sequence_seen: isLast ? source.sequence : cursor.sequence_seen,
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
    all.filter(({ facts }) => facts.length > 0),
  );
  const derived = all.map((portion) => ({ cursor: cursorAfter(portion), isLast: portion.isLast }));
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

/** Facts of each read at once: they are held together, and others wait for the processor meanwhile. */
const portionOfMany = 2_000;

/**
 * Brings many entitlements a portion nearer to their logs, with as many statements as one alone would take; leaves out
 * who is being looked after. Answers those of whose log there is more. When one fails all do.
 */
export const deriveMany = async (database: Database, keys: readonly EntitlementKey[]): Promise<Cursor[]> => {
  const derived = await deriveOnce(database, keys, false, portionOfMany);
  return derived.flatMap(({ cursor, isLast }) => (isLast ? [] : [cursor]));
};
