import {
  type AdmissionRequest,
  type EntitlementSnapshot,
  type EntitlementTerms,
  limitInForce,
} from '@leeway/rules';
import { loadTerms } from '../entitlements/index.ts';
import type { LaneConnection } from './lane-connection.ts';
import * as sql from './load-sql.ts';
import { type DueRow, type SeatRow, type StateRow, snapshotsFrom, type UsageRow } from './snapshot.ts';
import type { CatalogVersions, TermsMemory } from './terms-memory.ts';
import { entitlementsOf } from './waiting.ts';

export interface Loaded {
  readonly snapshots: Map<string, EntitlementSnapshot>;
  readonly versions: ReadonlyMap<string, bigint>;
  /** The instant of the decision, epoch ms. */
  readonly now: number;
}

interface Named {
  readonly ids: readonly string[];
  /** Of each entitlement: how many ask for a seat, or ask to keep one. */
  readonly asked: ReadonlyMap<string, number>;
  readonly seatEntitlements: readonly string[];
  readonly seatIds: readonly string[];
  readonly activationIds: readonly string[];
}

/** The keys a batch looks up; entitlement ids once, in the order in which they are locked. */
const namedIn = (requests: readonly AdmissionRequest[]): Named => {
  const asked = new Map<string, number>();
  // A seat that several ask for is looked up for each of them: that is rare, and to find it out costs every batch.
  const seatEntitlements: string[] = [];
  const seatIds: string[] = [];
  const activationIds: string[] = [];
  for (const request of requests) {
    const { kind } = request;
    const seats = kind === 'activate' || kind === 'refresh' ? 1 : 0;
    for (const id of entitlementsOf(request)) {
      asked.set(id, (asked.get(id) ?? 0) + seats);
      if (kind !== 'activate') continue;
      seatEntitlements.push(id);
      seatIds.push(request.seatId);
    }
    if (kind !== 'activate' && kind !== 'settle') activationIds.push(request.activationId);
  }
  return { ids: [...asked.keys()].sort(), asked, seatEntitlements, seatIds, activationIds };
};

const usesFeatures = (terms: EntitlementTerms | undefined) => !terms || terms.features.length > 0;
const usesPools = (terms: EntitlementTerms | undefined) =>
  !terms || terms.features.some((feature) => feature.type === 'elementPool');

interface LoadContext {
  readonly connection: LaneConnection;
  readonly memory: TermsMemory;
  readonly tenantId: string;
  readonly clockOffsetMs: number;
}

interface Rows {
  readonly states: StateRow[];
  readonly seats: SeatRow[];
  readonly usage: UsageRow[];
  /** Of the products that were assumed. */
  readonly catalogVersions: CatalogVersions;
}

interface CatalogRow {
  readonly product_id: string;
  readonly catalog_version: bigint;
}

type TermsById = ReadonlyMap<string, EntitlementTerms>;

/** `assumed`: the terms that tell what need not be read; whatever else they turn out to be, the rest is read again. */
const readAll = async (
  { connection, tenantId }: LoadContext,
  named: Named,
  assumed: TermsById,
  lock: boolean,
  first: Promise<unknown>[],
): Promise<Rows> => {
  const { ids } = named;
  const holdings = ids.some((id) => usesPools(assumed.get(id)));
  const usageIds = ids.filter((id) => usesFeatures(assumed.get(id)));
  const productIds = new Set<string>();
  for (const { productId } of assumed.values()) productIds.add(productId);
  const [states, seats, activations, usage, catalogs] = await Promise.all([
    connection.run<StateRow>(lock ? 'lockStates' : 'readStates', lock ? sql.lockStates : sql.readStates, [
      tenantId,
      ids,
    ]),
    named.seatIds.length > 0
      ? connection.run<SeatRow>('readSeats', sql.readSeats, [
          tenantId,
          named.seatEntitlements,
          named.seatIds,
          holdings,
        ])
      : [],
    named.activationIds.length > 0
      ? connection.run<SeatRow>('readActivations', sql.readActivations, [
          tenantId,
          named.activationIds,
          holdings,
        ])
      : [],
    usageIds.length > 0 ? connection.run<UsageRow>('readUsage', sql.readUsage, [tenantId, usageIds]) : [],
    productIds.size > 0
      ? connection.run<CatalogRow>('readCatalogVersions', sql.readCatalogVersions, [
          tenantId,
          [...productIds],
        ])
      : [],
    ...first,
  ]);
  const catalogVersions = new Map(catalogs.map((row) => [row.product_id, row.catalog_version]));
  return { states, seats: [...seats, ...activations], usage, catalogVersions };
};

/** What was last known, fit or not. */
const latestTerms = ({ memory }: LoadContext, ids: readonly string[]): TermsById => {
  const terms = new Map<string, EntitlementTerms>();
  for (const id of ids) {
    const known = memory.latest(id);
    if (known) terms.set(id, known);
  }
  return terms;
};

/** The terms as they are under the lock: remembered, or read now where they have changed since. */
const presentTerms = async (
  { connection, memory, tenantId }: LoadContext,
  { states, catalogVersions }: Rows,
): Promise<TermsById> => {
  const terms = new Map<string, EntitlementTerms>();
  const unknown = new Map<string, bigint>();
  for (const { entitlement_id: id, version } of states) {
    const known = memory.at(id, version, catalogVersions);
    if (known) terms.set(id, known);
    else unknown.set(id, version);
  }
  if (unknown.size === 0) return terms;
  const ids = [...unknown.keys()];
  // The version first: should the catalogue change between the two, the terms are read again the next time.
  const catalogs = await connection.run<{ entitlement_id: string; catalog_version: bigint }>(
    'readCatalogVersionsOf',
    sql.readCatalogVersionsOf,
    [tenantId, ids],
  );
  const read = await loadTerms(connection, tenantId, ids);
  for (const { entitlement_id: id, catalog_version: catalogVersion } of catalogs) {
    const found = read.get(id);
    const version = unknown.get(id);
    if (!found || version === undefined) continue;
    memory.keep(version, catalogVersion, found);
    terms.set(id, found);
  }
  return terms;
};

/** Entitlements where time has ended something, or the batch may meet a cap of the seats and then wants to say until when. */
const whereTimeMatters = (
  states: readonly StateRow[],
  terms: TermsById,
  asked: ReadonlyMap<string, number>,
  now: number,
): string[] => {
  const matters = ({ entitlement_id: id, due_at, seats_used }: StateRow) => {
    if (due_at !== null && due_at <= now) return true;
    const known = terms.get(id);
    const cap = known ? limitInForce(known.seats, known.ownCap) : null;
    return cap !== null && BigInt(seats_used + (asked.get(id) ?? 0)) > cap;
  };
  return states.filter(matters).map((state) => state.entitlement_id);
};

/**
 * Locks and reads what a batch names. When the terms are not the ones that were assumed, the rest is read again under the
 * lock, because what must be read depends on them. (Another lane may have learned them meanwhile: that counts too.)
 */
export const loadBatch = async (
  context: LoadContext,
  requests: readonly AdmissionRequest[],
  lock: boolean,
  /** Statements already sent that belong to the same flight. */
  first: Promise<unknown>[] = [],
): Promise<Loaded> => {
  const { connection, tenantId, clockOffsetMs } = context;
  const named = namedIn(requests);
  const assumed = latestTerms(context, named.ids);
  let rows = await readAll(context, named, assumed, lock, first);
  const { states } = rows;
  const terms = await presentTerms(context, rows);
  if (states.some(({ entitlement_id: id }) => terms.get(id) !== assumed.get(id))) {
    rows = { ...(await readAll(context, named, terms, false, [])), states };
  }
  const lockedAt = states.reduce((latest, state) => Math.max(latest, state.locked_at), 0);
  const now = Math.floor(lockedAt * 1000) + clockOffsetMs;
  const dueIds = whereTimeMatters(states, terms, named.asked, now);
  const due =
    dueIds.length > 0
      ? await connection.run<DueRow>('readDue', sql.readDue, [tenantId, dueIds, new Date(now).toISOString()])
      : [];
  return {
    snapshots: snapshotsFrom({ ...rows, due, terms }),
    versions: new Map(states.map((state) => [state.entitlement_id, state.version])),
    now,
  };
};
