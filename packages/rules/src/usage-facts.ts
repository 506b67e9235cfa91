import type { ActivityOperation } from './admission-state.ts';
import { type Meter, newMeter, noteGrant, setLevel } from './usage-history.ts';

/** What usage history is made of: the rows of the log, the steps of the limits, the closings of usage periods. */

interface At {
  /** Epoch ms. */
  readonly at: number;
}

/** A row of the activity log. Rows of `refresh` need not be given: they change nothing (rule 28). */
export interface LogFact extends At {
  readonly kind: 'log';
  readonly operation: ActivityOperation;
  readonly activationId: string | null;
  readonly seatId: string;
  readonly seatsUsed: bigint;
  readonly bought: bigint;
  readonly hardCap: bigint | null;
  readonly overdraft: boolean;
  readonly featureKey: string | null;
  readonly amount: bigint | null;
  readonly featureUsed: bigint | null;
  readonly featureBought: bigint | null;
  readonly featureHardCap: bigint | null;
}

/** From now on these are the limits of the seats. */
export interface LimitsFact extends At {
  readonly kind: 'limits';
  readonly bought: bigint;
  readonly hardCap: bigint | null;
}

/** A usage period ended: the feature counts from 0. */
export interface ClosingFact extends At {
  readonly kind: 'closing';
  readonly featureKey: string;
}

export type UsageFact = LogFact | LimitsFact | ClosingFact;

/** One entitlement's history as far as facts are known. */
export interface UsageBook {
  readonly timeZone: string;
  /** Keys of features that are pools: what is taken of them comes back with the seat (rule 17). */
  readonly pools: ReadonlySet<string>;
  /** By feature key; the seats under `seatsKey`. */
  readonly meters: Map<string, Meter>;
  /** Units of pools by activation id and feature key. Never 0. */
  readonly holdings: Map<string, Map<string, bigint>>;
  /** What was left in use of pools when seats went that had taken of them: no row of the log says so. Left out: unasked. */
  readonly returns?: PoolReturn[];
}

export interface PoolReturn {
  readonly featureKey: string;
  readonly at: number;
  readonly used: bigint;
}

/** Where the meter of the seats stands among those of the features. */
export const seatsKey = '';

const meterOf = ({ meters, timeZone }: UsageBook, key: string, at: number): Meter => {
  const known = meters.get(key);
  if (known) return known;
  const meter = newMeter(at, timeZone);
  meters.set(key, meter);
  return meter;
};

const hold = (book: UsageBook, activationId: string, key: string, change: bigint): void => {
  const held = book.holdings.get(activationId) ?? new Map<string, bigint>();
  const units = (held.get(key) ?? 0n) + change;
  if (units > 0n) held.set(key, units);
  else held.delete(key);
  book.holdings.set(activationId, held);
};

const giveBackAll = (book: UsageBook, activationId: string, at: number): void => {
  const held = book.holdings.get(activationId);
  if (!held) return;
  for (const [key, units] of held) {
    const meter = meterOf(book, key, at);
    const used = meter.level.used - units;
    setLevel(meter, at, { used }, book.timeZone);
    book.returns?.push({ featureKey: key, at, used });
  }
  held.clear();
};

const addFeatureRow = (book: UsageBook, row: LogFact, key: string, used: bigint): void => {
  const { operation, at, activationId, amount } = row;
  const meter = meterOf(book, key, at);
  setLevel(meter, at, { used, bought: row.featureBought, hardCap: row.featureHardCap }, book.timeZone);
  if (operation === 'featureCheckout') noteGrant(meter, row.seatId, row.overdraft);
  if (operation === 'featureCheckoutDenied' || !book.pools.has(key) || activationId === null) return;
  const units = amount ?? 0n;
  hold(book, activationId, key, operation === 'featureReturn' ? -units : units);
};

const addLogRow = (book: UsageBook, row: LogFact): void => {
  const { operation, at, activationId, featureKey, featureUsed } = row;
  if (featureKey !== null) {
    if (featureUsed !== null) addFeatureRow(book, row, featureKey, featureUsed);
    return;
  }
  const isNew = !book.meters.has(seatsKey);
  const seats = meterOf(book, seatsKey, at);
  const limits = isNew ? { bought: row.bought, hardCap: row.hardCap } : {};
  setLevel(seats, at, { used: row.seatsUsed, ...limits }, book.timeZone);
  if (operation === 'activate') noteGrant(seats, row.seatId, row.overdraft);
  const isOver = operation === 'deactivate' || operation === 'leaseExpired';
  if (isOver && activationId !== null) giveBackAll(book, activationId, at);
};

/** Adds one fact. Facts come in the order of their instants. */
export const addUsageFact = (book: UsageBook, fact: UsageFact): void => {
  const { kind, at } = fact;
  if (kind === 'log') addLogRow(book, fact);
  else if (kind === 'limits') {
    const { bought, hardCap } = fact;
    setLevel(meterOf(book, seatsKey, at), at, { bought, hardCap }, book.timeZone);
  } else {
    const meter = book.meters.get(fact.featureKey);
    if (meter) setLevel(meter, at, { used: 0n }, book.timeZone);
  }
};
