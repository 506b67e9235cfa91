import { setImmediate } from 'node:timers/promises';
import { admissionBatchMax } from '@leeway/contract';
import { type Database, isUnavailable } from '../../platform/database.ts';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { Decided } from './batch.ts';
import { type LaneConnection, openLaneConnection } from './lane-connection.ts';
import { entitlementsOf, type Outcome, type Submission, type Waiting } from './waiting.ts';

/**
 * Where requests wait for their decision. Each lane decides what waits, up to a bound, in one transaction; meanwhile the
 * next batch gathers. It has two connections in turn: while what was decided on one is brought to the disk, and not yet
 * answered, the next batch is decided on the other. Where as many wait it is sent while the last one is still being
 * written. Groups are cheaper the larger they are, so the first lane takes everything, and the next one only what arrives
 * while the ones before it are held up (by somebody who keeps a row locked). Correctness does not rest on it: the row lock
 * arbitrates, whatever the lane.
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

/**
 * Answers given before the event loop has its turn. Each is written to a socket, a batch of them takes longer than the
 * database needs for the locks of the next one: what it says of those goes first, so that it is not kept waiting.
 */
const answeredAtOnce = 8;

interface Lane {
  readonly queues: Map<string, Waiting[]>;
  /** The one whose turn it is comes first. */
  connections: (LaneConnection | null)[];
  /** Batches that are decided and not yet answered, or put back. */
  readonly answering: Set<Promise<void>>;
  pump: Promise<void> | null;
  /** When the batch that holds the next one up began, by `performance.now()`. */
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
    const isFull = batch.length >= admissionBatchMax || batch[0]?.alone;
    // A repetition must find the first answer: it waits for the next batch.
    const mustWait = (key !== null && keys.has(key)) || (waiting.alone && batch.length > 0);
    if (isFull || mustWait) left.push(waiting);
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

  const enqueue = (lane: Lane, waiting: Waiting) => {
    const queue = lane.queues.get(waiting.tenantId);
    if (queue) queue.push(waiting);
    else lane.queues.set(waiting.tenantId, [waiting]);
    // After the requests that arrive in this turn of the event loop, so that they share the first batch.
    lane.pump ??= setImmediate().then(() => pump(lane));
  };

  const reject = (batch: readonly Waiting[], fault: unknown) => {
    for (const waiting of batch) waiting.reject(fault);
    waitingCount -= batch.length;
  };

  /** Nothing of the batch is done. One bad request must not take the others with it: each gets a transaction of its own. */
  const putBack = (
    lane: Lane,
    connection: LaneConnection | null,
    batch: readonly Waiting[],
    error: unknown,
  ) => {
    const isLost = isUnavailable(error) || !connection?.alive();
    if (!isLost && batch.length > 1) {
      for (const waiting of batch) enqueue(lane, { ...waiting, alone: true });
      return;
    }
    onFailure(error);
    reject(batch, isLost ? unavailable(error) : error);
  };

  /** Once it is durable. */
  const answer = async (
    lane: Lane,
    connection: LaneConnection,
    { outcomes, committed, durable }: Decided,
    batch: readonly Waiting[],
    begun: number,
  ): Promise<void> => {
    try {
      await committed;
    } catch (error) {
      putBack(lane, connection, batch, error);
      return;
    }
    try {
      await durable;
    } catch (error) {
      onFailure(error);
      reject(batch, unavailable(error));
      return;
    }
    onBatch(outcomes, (performance.now() - begun) / 1000);
    for (const [index, waiting] of batch.entries()) {
      if (index > 0 && index % answeredAtOnce === 0) await setImmediate();
      settleWith(waiting, outcomes[index]);
      waitingCount -= 1;
    }
  };

  /** Answers the commit that is on its way; null when there is none, for nothing was decided. */
  const decide = async (
    lane: Lane,
    tenantId: string,
    batch: readonly Waiting[],
  ): Promise<Pick<Decided, 'committed'> | null> => {
    const begun = performance.now();
    let connection: LaneConnection | null = null;
    try {
      connection = await nextConnection(lane);
      const decided = await runBatch(connection, tenantId, batch);
      const answered = answer(lane, connection, decided, batch, begun);
      lane.answering.add(answered);
      answered.then(() => lane.answering.delete(answered));
      return decided;
    } catch (error) {
      putBack(lane, connection, batch, error);
      return null;
    }
  };

  const waitingIn = (lane: Lane) => [...lane.queues.values()].reduce((sum, { length }) => sum + length, 0);

  const pump = async (lane: Lane): Promise<void> => {
    for (let taken = takeBatch(lane); taken; taken = takeBatch(lane)) {
      lane.busySince = performance.now();
      const decided = await decide(lane, taken.tenantId, taken.batch);
      // A smaller batch than the last gathers until the commit, for it costs the same statements. Whether that came
      // through is the concern of those who are answered.
      if (waitingIn(lane) < taken.batch.length) await decided?.committed.catch(() => undefined);
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
      enqueue(lane, { tenantId, request, idempotency, versions, alone: false, resolve, reject });
    });
  };

  const close = async () => {
    closing = true;
    for (const lane of lanes) {
      while (lane.pump || lane.answering.size > 0) await Promise.all([lane.pump, ...lane.answering]);
      for (const connection of lane.connections) await connection?.close();
    }
  };

  return { submit, waiting: () => waitingCount, close };
};
