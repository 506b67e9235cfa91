import type { AdmissionRequest, EntitlementSnapshot, EntitlementTerms } from '@leeway/rules';
import { loadTerms } from '../entitlements/index.ts';
import type { LaneConnection } from './lane-connection.ts';
import * as sql from './load-sql.ts';
import { type DueRow, type SeatRow, type StateRow, snapshotsFrom, type UsageRow } from './snapshot.ts';
import type { TermsMemory } from './terms-memory.ts';
import { entitlementsOf } from './waiting.ts';

export interface Loaded {
  readonly snapshots: Map<string, EntitlementSnapshot>;
  readonly versions: ReadonlyMap<string, bigint>;
  /** The instant of the decision, epoch ms. */
  readonly now: number;
}

interface Named {
  readonly ids: readonly string[];
  readonly seatEntitlements: readonly string[];
  readonly seatIds: readonly string[];
  readonly activationIds: readonly string[];
}

/** The keys a batch looks up, each once; entitlement ids in the order in which they are locked. */
const namedIn = (requests: readonly AdmissionRequest[]): Named => {
  const ids = new Set<string>();
  const seats = new Map<string, readonly [string, string]>();
  const activationIds = new Set<string>();
  for (const request of requests) {
    for (const id of entitlementsOf(request)) {
      ids.add(id);
      if (request.kind === 'activate') seats.set(`${id}\u0000${request.seatId}`, [id, request.seatId]);
    }
    if (request.kind !== 'activate' && request.kind !== 'settle') activationIds.add(request.activationId);
  }
  const pairs = [...seats.values()];
  return {
    ids: [...ids].sort(),
    seatEntitlements: pairs.map(([id]) => id),
    seatIds: pairs.map(([, seatId]) => seatId),
    activationIds: [...activationIds],
  };
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

const readAll = async (context: LoadContext, named: Named, lock: boolean, first: Promise<unknown>[]) => {
  const { connection, memory, tenantId, clockOffsetMs } = context;
  const { ids } = named;
  const latest = ids.map((id) => memory.latest(id));
  // 0 for terms not known yet: the next lease end is then looked up.
  const caps = latest.map((terms) => (terms ? terms.seats.hardCap : 0n));
  const holdings = latest.some(usesPools);
  const usageIds = ids.filter((_, index) => usesFeatures(latest[index]));
  const [states, due, seats, activations, usage] = await Promise.all([
    connection.run<StateRow>(lock ? 'lockStates' : 'readStates', lock ? sql.lockStates : sql.readStates, [
      tenantId,
      ids,
    ]),
    connection.run<DueRow>('readDue', sql.readDue, [tenantId, ids, clockOffsetMs, caps]),
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
    ...first,
  ]);
  return { states, due, seats: [...seats, ...activations], usage };
};

/**
 * Locks and reads what a batch names. When terms have changed since they were remembered, they are read anew and the
 * rest is read again under the lock, because what must be read depends on them.
 */
export const loadBatch = async (
  context: LoadContext,
  requests: readonly AdmissionRequest[],
  lock: boolean,
  /** Statements already sent that belong to the same flight. */
  first: Promise<unknown>[] = [],
): Promise<Loaded> => {
  const named = namedIn(requests);
  let rows = await readAll(context, named, lock, first);
  const termsOf = () =>
    new Map(
      rows.states.flatMap((state) => {
        const terms = context.memory.at(state.entitlement_id, state.version, state.catalog_version);
        return terms ? [[state.entitlement_id, terms] as const] : [];
      }),
    );
  let terms = termsOf();
  if (terms.size < rows.states.length) {
    const unknown = rows.states.filter((state) => !terms.has(state.entitlement_id));
    const read = await loadTerms(
      context.connection,
      context.tenantId,
      unknown.map((state) => state.entitlement_id),
    );
    for (const { entitlement_id, version, catalog_version } of unknown) {
      const found = read.get(entitlement_id);
      if (found) context.memory.keep(version, catalog_version, found);
    }
    const again = await readAll(context, named, false, []);
    rows = { ...again, states: rows.states };
    terms = termsOf();
  }
  return {
    snapshots: snapshotsFrom({ ...rows, terms }),
    versions: new Map(rows.states.map((state) => [state.entitlement_id, state.version])),
    now: rows.due.reduce((latest, row) => Math.max(latest, row.now_ms), 0),
  };
};
