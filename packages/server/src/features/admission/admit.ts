import {
  type AdmissionRequest,
  type Availability,
  type AvailabilityAsked,
  activationAt,
  availabilityOf,
  type Decision,
  decideBatch,
} from '@leeway/rules';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Metrics } from '../../platform/metrics.ts';
import {
  type AskedAccount,
  type AskedCode,
  type Candidates,
  candidatesOfAccount,
} from '../entitlements/index.ts';
import { runBatch } from './batch.ts';
import { createLanes, type Lanes } from './lane.ts';
import { type LaneConnection, openLaneConnection } from './lane-connection.ts';
import { loadBatch } from './load.ts';
import { admissionMetrics } from './metrics.ts';
import { createResolver, type Resolver } from './resolve.ts';
import { createTermsMemory } from './terms-memory.ts';
import type { Idempotency, Outcome } from './waiting.ts';

/** A seat asked for, without what the credentials open. */
export type SeatAsked = Omit<Extract<AdmissionRequest, { kind: 'activate' }>, 'kind' | 'candidates'>;

/** The decision plane: everything that may raise use passes here (rule 13). */
export interface Admission {
  /** Takes a seat for a code: looks the code up, queues, decides. */
  activate(tenantId: string, asked: AskedCode, request: SeatAsked): Promise<Decision>;
  /** The same for an account whose credentials were verified. */
  activateForAccount(tenantId: string, asked: AskedAccount, request: SeatAsked): Promise<Decision>;
  /** Decides a request whose entitlement is known. */
  decide(
    tenantId: string,
    request: Exclude<AdmissionRequest, { kind: 'activate' }>,
    idempotency?: Idempotency,
  ): Promise<Outcome>;
  /** Would it be granted? Decides as a request would be, without a lock, and writes nothing (rule 34). */
  availability(
    tenantId: string,
    entitlementId: string,
    asked: AvailabilityAsked,
  ): Promise<Availability | 'noSuchEntitlement' | 'noSuchFeature'>;
  /** An activation as it stands; null: there is none. */
  activation(
    tenantId: string,
    entitlementId: string,
    activationId: string,
  ): Promise<ReturnType<typeof activationAt>>;
  readonly resolver: Resolver;
  readonly lanes: Lanes;
  close(): Promise<void>;
}

export interface AdmissionOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly laneCount: number;
  readonly waitingMax: number;
  readonly metrics: Metrics;
  readonly onFailure: (error: unknown) => void;
}

/** Looking a code up again after it changed; more rounds than edits can plausibly win. */
const staleRoundsMax = 10;

/** A request that names what a dry run needs to see; it is never decided. */
const lookingFor = (entitlementId: string, seatId: string): AdmissionRequest => ({
  kind: 'activate',
  candidates: [entitlementId],
  seatId,
  seatName: null,
  activationMethod: 'activationCode',
  username: null,
  mode: 'online',
  newActivationId: '',
  ipAddress: null,
});

export const createAdmission = (options: AdmissionOptions): Admission => {
  const { database, clock } = options;
  const memory = createTermsMemory();
  const resolver = createResolver(database);
  const lanes: Lanes = createLanes({
    ...options,
    ...admissionMetrics(options.metrics, () => lanes.waiting()),
    runBatch: (connection, tenantId, batch) =>
      runBatch({ connection, memory, clockOffsetMs: clock.offsetMs }, tenantId, batch),
  });

  const activateAmong = async (
    tenantId: string,
    request: SeatAsked,
    candidates: () => Promise<Candidates>,
    forget: () => void,
  ): Promise<Decision> => {
    for (let round = 0; round < staleRoundsMax; round++) {
      const { ids, versions } = await candidates();
      const complete = {
        kind: 'activate',
        candidates: ids,
        seatId: request.seatId,
        seatName: request.seatName,
        activationMethod: request.activationMethod,
        username: request.username,
        mode: request.mode,
        newActivationId: request.newActivationId,
        ipAddress: request.ipAddress,
      } as const;
      if (ids.length === 0) {
        const [decision] = decideBatch(new Map(), [complete], clock.now()).decisions;
        return decision as Decision;
      }
      const outcome = await lanes.submit({ tenantId, request: complete, idempotency: null, versions });
      if (outcome.kind === 'decided') return outcome.decision;
      forget();
    }
    throw new Error('what the credentials open kept changing');
  };

  const activate: Admission['activate'] = (tenantId, asked, request) =>
    activateAmong(
      tenantId,
      request,
      () => resolver.candidates(tenantId, asked),
      () => resolver.forget(tenantId, asked),
    );

  // Not remembered: what a contact may use changes with no entitlement's version when a group is added.
  const activateForAccount: Admission['activateForAccount'] = (tenantId, asked, request) =>
    activateAmong(
      tenantId,
      request,
      () => candidatesOfAccount(database, tenantId, asked),
      () => undefined,
    );

  let reading: Promise<LaneConnection> | null = null;
  const readConnection = async (): Promise<LaneConnection> => {
    const open = await reading?.catch(() => null);
    if (open?.alive()) return open;
    reading = openLaneConnection(database);
    return reading;
  };

  const read = async (tenantId: string, request: AdmissionRequest) => {
    const connection = await readConnection();
    const context = { connection, memory, tenantId, clockOffsetMs: clock.offsetMs };
    return loadBatch(context, [request], false);
  };

  const availability: Admission['availability'] = async (tenantId, entitlementId, asked) => {
    const seatId = asked.kind === 'seat' ? (asked.seatId ?? '') : '';
    const { snapshots, now } = await read(tenantId, lookingFor(entitlementId, seatId));
    const snapshot = snapshots.get(entitlementId);
    return snapshot ? (availabilityOf(snapshot, asked, now) ?? 'noSuchFeature') : 'noSuchEntitlement';
  };

  const activation: Admission['activation'] = async (tenantId, entitlementId, activationId) => {
    const request = { kind: 'refresh', entitlementId, activationId, ipAddress: null } as const;
    const { snapshots, now } = await read(tenantId, request);
    const snapshot = snapshots.get(entitlementId);
    return snapshot ? activationAt(snapshot, activationId, now) : null;
  };

  return {
    activate,
    activateForAccount,
    decide: (tenantId, request, idempotency) =>
      lanes.submit({ tenantId, request, idempotency: idempotency ?? null, versions: null }),
    availability,
    activation,
    resolver,
    lanes,
    close: async () => {
      await lanes.close();
      const open = await reading?.catch(() => null);
      await open?.close();
    },
  };
};
