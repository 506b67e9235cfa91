import { admissionBatchMax } from '@leeway/contract';
import { type Database, isUnavailable } from '../../platform/database.ts';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { Decided } from './batch.ts';
import { type LaneConnection, openLaneConnection } from './lane-connection.ts';
import { entitlementsOf, type Outcome, type Submission, type Waiting } from './waiting.ts';

/**
 * Where requests wait for their decision. Each lane decides what waits, up to a bound, in one transaction; meanwhile the
 * next batch gathers. It has two connections in turn: while what was decided on one is written to the disk, and not yet
 * answered, the next batch is decided on the other. Groups are cheaper the larger they are, so the first
 * lane takes everything, and the next one only what arrives while the ones before it are held up (by somebody who keeps
 * a row locked). Correctness does not rest on it: the row lock arbitrates, whatever the lane.
 */
export interface Lanes {
  /** Rejects at once with ApiProblem `overloaded` when too many wait. */
  submit(submission: Submission): Promise<Outcome>;
  readonly waiting: () => number;
  /** Decides what waits, then closes the connections. */
  close(): Promise<void>;
}

export interface LanesOptions {
  readonly database: Database;
  readonly laneCount: number;
  /** Requests that may wait in all lanes together. */
  readonly waitingMax: number;
  readonly runBatch: (
    connection: LaneConnection,
    tenantId: string,
    batch: readonly Submission[],
  ) => Promise<Decided>;
  /** After a batch: its outcomes, and how long it took until it was durable, in seconds. */
  readonly onBatch: (outcomes: readonly Outcome[], seconds: number) => void;
  readonly onShed: () => void;
  readonly onFailure: (error: unknown) => void;
}

/** A batch that takes longer than this is held up. Without contention it takes a few milliseconds. */
const heldUpAfterMs = 50;

interface Lane {
  readonly queues: Map<string, Waiting[]>;
  /** The one whose turn it is comes first. */
  connections: (LaneConnection | null)[];
  /** Batches that are decided and not yet answered. */
  readonly answering: Set<Promise<void>>;
  pump: Promise<void> | null;
  /** When the batch that is being decided began, by `performance.now()`. */
  busySince: number | null;
}

/** One tenant's share of what waits: a batch never mixes tenants. The tenant then goes behind the others. */
const takeBatch = (lane: Lane): { tenantId: string; batch: Waiting[] } | null => {
  const next = lane.queues.entries().next();
  if (next.done) return null;
  const [tenantId, queue] = next.value;
  lane.queues.delete(tenantId);
  const batch: Waiting[] = [];
  const left: Waiting[] = [];
  const keys = new Set<string>();
  for (const waiting of queue) {
    const { idempotency } = waiting;
    const key = idempotency ? `${entitlementsOf(waiting.request)[0]}\u0000${idempotency.key}` : null;
    // A repetition must find the first answer: it waits for the next batch.
    if (batch.length >= admissionBatchMax || (key !== null && keys.has(key))) left.push(waiting);
    else {
      batch.push(waiting);
      if (key !== null) keys.add(key);
    }
  }
  if (left.length > 0) lane.queues.set(tenantId, left);
  return { tenantId, batch };
};

const unavailable = (cause: unknown) =>
  new ApiProblem('databaseUnavailable', 'The database went away during the decision.', {
    retryAfterSeconds: 1,
    cause,
  });

export const createLanes = (options: LanesOptions): Lanes => {
  const { database, laneCount, waitingMax, runBatch, onBatch, onShed, onFailure } = options;
  const lanes: Lane[] = Array.from({ length: laneCount }, () => ({
    queues: new Map(),
    connections: [null, null],
    answering: new Set(),
    pump: null,
    busySince: null,
  }));
  let waitingCount = 0;
  let closing = false;

  const nextConnection = async (lane: Lane): Promise<LaneConnection> => {
    const [first = null, ...others] = lane.connections;
    const connection = first?.alive() ? first : await openLaneConnection(database);
    lane.connections = [...others, connection];
    return connection;
  };

  const settleWith = (waiting: Waiting, outcome: Outcome | undefined) => {
    if (outcome) waiting.resolve(outcome);
    else waiting.reject(new Error('a batch left a request without an outcome'));
  };

  /** Once it is durable. */
  const answer = async (
    { outcomes, durable }: Decided,
    batch: readonly Waiting[],
    begun: number,
  ): Promise<void> => {
    try {
      await durable;
      onBatch(outcomes, (performance.now() - begun) / 1000);
      for (const [index, waiting] of batch.entries()) settleWith(waiting, outcomes[index]);
    } catch (error) {
      onFailure(error);
      for (const waiting of batch) waiting.reject(unavailable(error));
    }
    waitingCount -= batch.length;
  };

  const decide = async (lane: Lane, tenantId: string, batch: readonly Waiting[]): Promise<void> => {
    const begun = performance.now();
    let connection: LaneConnection | null = null;
    try {
      connection = await nextConnection(lane);
      const answered = answer(await runBatch(connection, tenantId, batch), batch, begun);
      lane.answering.add(answered);
      answered.then(() => lane.answering.delete(answered));
    } catch (error) {
      const lost = isUnavailable(error) || !connection?.alive();
      if (lost || batch.length === 1) {
        onFailure(error);
        const fault = lost ? unavailable(error) : error;
        for (const waiting of batch) waiting.reject(fault);
        waitingCount -= batch.length;
        return;
      }
      // One bad request must not take the others with it: each gets a transaction of its own.
      for (const waiting of batch) await decide(lane, tenantId, [waiting]);
    }
  };

  const pump = async (lane: Lane): Promise<void> => {
    for (let taken = takeBatch(lane); taken; taken = takeBatch(lane)) {
      lane.busySince = performance.now();
      await decide(lane, taken.tenantId, taken.batch);
      lane.busySince = null;
    }
    lane.pump = null;
  };

  const submit = (submission: Submission): Promise<Outcome> => {
    if (closing || waitingCount >= waitingMax) {
      onShed();
      const detail = closing
        ? 'The server is stopping.'
        : `${waitingCount} requests are waiting for a decision.`;
      return Promise.reject(new ApiProblem('overloaded', detail, { retryAfterSeconds: 1 }));
    }
    const { tenantId, request, idempotency, versions } = submission;
    const now = performance.now();
    const flows = ({ busySince }: Lane) => busySince === null || now - busySince < heldUpAfterMs;
    const lane = (lanes.find(flows) ?? lanes.at(-1)) as Lane;
    waitingCount += 1;
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { tenantId, request, idempotency, versions, resolve, reject };
      const queue = lane.queues.get(tenantId);
      if (queue) queue.push(waiting);
      else lane.queues.set(tenantId, [waiting]);
      // After the requests that arrive in this turn of the event loop, so that they share the first batch.
      lane.pump ??= new Promise<void>((start) => setImmediate(start)).then(() => pump(lane));
    });
  };

  const close = async () => {
    closing = true;
    for (const lane of lanes) {
      await lane.pump;
      await Promise.all(lane.answering);
      for (const connection of lane.connections) await connection?.close();
    }
  };

  return { submit, waiting: () => waitingCount, close };
};
