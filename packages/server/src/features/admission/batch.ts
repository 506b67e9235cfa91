import { idempotencyHours } from '@leeway/contract';
import {
  type ActivityRow,
  type BatchResult,
  decideBatch,
  type EntitlementChanges,
  sharesRow,
} from '@leeway/rules';
import { stringify } from 'lossless-json';
import { parseJson } from '../../platform/http/validation.ts';
import type { LaneConnection } from './lane-connection.ts';
import { type Loaded, loadBatch } from './load.ts';
import * as loadSql from './load-sql.ts';
import { asOneStatement } from './one-statement.ts';
import type { TermsMemory } from './terms-memory.ts';
import type { Idempotency, Outcome, StoredAnswer, Submission } from './waiting.ts';
import { entitlementsOf } from './waiting.ts';
import { attemptsStatement, changeStatements, type Statement } from './write-changes.ts';
import * as writeSql from './write-sql.ts';

export interface BatchContext {
  readonly connection: LaneConnection;
  readonly memory: TermsMemory;
  readonly clockOffsetMs: number;
}

/** What was decided, and is on its way to the database with its commit. */
export interface Decided {
  readonly outcomes: Outcome[];
  /** Resolves once everybody sees it. Rejects when the database refuses a part of it: then nothing of it is done. */
  readonly committed: Promise<unknown>;
  /** Resolves once no crash can take it any more: only then may it be answered. Rejects when that is not known. */
  readonly durable: Promise<unknown>;
}

/**
 * Decides requests of one tenant in one transaction: lock and read, decide on plain data, write and commit. The commit
 * itself does not wait for the disk, so that the rows are free for the next batch; what waits is the flush behind it.
 * Resolves when the writes are sent: the next batch can ask for its locks, and gets them from PostgreSQL with the commit.
 * Throws when the database fails before that; then nothing of the batch is done.
 */
export const runBatch = async (
  context: BatchContext,
  tenantId: string,
  batch: readonly Submission[],
): Promise<Decided> => {
  const { connection } = context;
  try {
    const keyed = batch.filter((submission) => submission.idempotency !== null);
    const requests = batch.map(({ request }) => request);
    const loaded = await connection.flight(() =>
      loadBatch({ ...context, tenantId }, requests, true, [
        connection.run('begin', 'begin', []),
        connection.run('flushLater', writeSql.flushLater, []),
      ]),
    );
    const remembered = await rememberedAnswers(connection, tenantId, keyed);
    const outcomes = batch.map((submission) => before(submission, loaded, remembered));
    const open = batch.filter((_, index) => outcomes[index] === null);
    const result = decideBatch(
      loaded.snapshots,
      open.map(({ request }) => request),
      loaded.now,
    );
    const written = await write(connection, tenantId, result, answersToKeep(open, result), loaded.now);
    let next = 0;
    const all = outcomes.map((outcome): Outcome => {
      if (outcome) return outcome;
      const decision = result.decisions[next++];
      if (!decision) throw new Error('fewer decisions than requests');
      return { kind: 'decided', decision };
    });
    return { outcomes: all, ...written };
  } catch (error) {
    if (connection.alive()) await connection.run('rollback', 'rollback', []).catch(() => undefined);
    throw error;
  }
};

interface AnswerRow {
  readonly entitlement_id: string;
  readonly idempotency_key: string;
  readonly request_hash: string;
  readonly answer: string;
  readonly at: Date;
}

const answerKey = (entitlementId: string, key: string) => `${entitlementId}\u0000${key}`;
const entitlementOf = ({ request }: Submission) => entitlementsOf(request)[0] ?? '';

const rememberedAnswers = async (
  connection: LaneConnection,
  tenantId: string,
  keyed: readonly Submission[],
): Promise<ReadonlyMap<string, AnswerRow>> => {
  if (keyed.length === 0) return new Map();
  const rows = await connection.run<AnswerRow>('readAnswers', loadSql.readAnswers, [
    tenantId,
    keyed.map(entitlementOf),
    keyed.map(({ idempotency }) => idempotency?.key ?? ''),
  ]);
  return new Map(rows.map((row) => [answerKey(row.entitlement_id, row.idempotency_key), row]));
};

/** What is known of a request before it is decided, or null when it is to be decided. */
const before = (
  submission: Submission,
  { versions, now }: Loaded,
  remembered: ReadonlyMap<string, AnswerRow>,
): Outcome | null => {
  for (const [id, version] of submission.versions ?? []) {
    if (versions.get(id) !== version) return { kind: 'stale' };
  }
  const { idempotency } = submission;
  if (!idempotency) return null;
  const known = remembered.get(answerKey(entitlementOf(submission), idempotency.key));
  if (!known || now - known.at.getTime() >= idempotencyHours * 3_600_000) return null;
  if (known.request_hash !== idempotency.requestHash) return { kind: 'keyReused' };
  return { kind: 'replayed', answer: parseJson(known.answer) as StoredAnswer };
};

interface KeptAnswer {
  readonly entitlementId: string;
  readonly idempotency: Idempotency;
  readonly answer: StoredAnswer;
}

const answersToKeep = (open: readonly Submission[], { decisions }: BatchResult): KeptAnswer[] =>
  open.flatMap((submission, index) => {
    const { idempotency } = submission;
    const decision = decisions[index];
    const answer = idempotency && decision ? idempotency.answerOf(decision) : null;
    return idempotency && answer ? [{ entitlementId: entitlementOf(submission), idempotency, answer }] : [];
  });

const write = async (
  connection: LaneConnection,
  tenantId: string,
  { changes }: BatchResult,
  answers: readonly KeptAnswer[],
  now: number,
) => {
  const { denied, statements } = await denialStatements(connection, tenantId, changes);
  const all = [...changeStatements(tenantId, changes, denied), ...statements];
  if (answers.length > 0) {
    const values = [
      tenantId,
      answers.map((kept) => kept.entitlementId),
      answers.map((kept) => kept.idempotency.key),
      answers.map((kept) => kept.idempotency.requestHash),
      answers.map((kept) => stringify(kept.answer) ?? 'null'),
      answers.map(() => now),
    ];
    all.push({ name: 'insertAnswers', text: writeSql.insertAnswers, values });
  }
  // One flight. Should a statement fail, the commit behind it is a rollback, and Promise.all rejects.
  const written = connection.flight(() => ({
    committed: Promise.all([
      ...asOneStatement(all).map(({ name, text, values }) => connection.run(name, text, values)),
      connection.run('commit', 'commit', []),
    ]),
    durable: connection.run('flush', writeSql.flush, []),
  }));
  // Who is answered awaits both; the second must not count as unheard when the first fails.
  written.durable.catch(() => undefined);
  return written;
};

interface OpenDenial {
  readonly entitlement_id: string;
  readonly seat_id: string;
  readonly feature_key: string;
  readonly at: Date;
  readonly sequence: bigint;
}

const denialKey = (entitlementId: string, seatId: string, featureKey: string) =>
  `${entitlementId}\u0000${seatId}\u0000${featureKey}`;

/** Rule 16: a denial counts on the open row of its seat, or gets a row of its own that is open from now on. */
const denialStatements = async (
  connection: LaneConnection,
  tenantId: string,
  changes: readonly EntitlementChanges[],
): Promise<{ denied: ActivityRow[]; statements: Statement[] }> => {
  const rows = changes.flatMap((change) => change.denials);
  if (rows.length === 0) return { denied: [], statements: [] };
  const ids = rows.map((row) => row.entitlementId);
  const seatIds = rows.map((row) => row.seatId);
  const featureKeys = rows.map((row) => row.featureKey ?? '');
  const found = await connection.run<OpenDenial>('readOpenDenials', loadSql.readOpenDenials, [
    tenantId,
    ids,
    seatIds,
    featureKeys,
  ]);
  const open = new Map(
    found.map((row) => [denialKey(row.entitlement_id, row.seat_id, row.feature_key), row]),
  );
  const denied: ActivityRow[] = [];
  const repeated: ActivityRow[] = [];
  for (const row of rows) {
    const on = open.get(denialKey(row.entitlementId, row.seatId, row.featureKey ?? ''));
    if (on && sharesRow(on.at.getTime(), row.at)) {
      repeated.push({ ...row, at: on.at.getTime(), sequence: on.sequence });
    } else denied.push(row);
  }
  const statements: Statement[] = [];
  if (repeated.length > 0) statements.push(attemptsStatement(tenantId, repeated));
  if (denied.length > 0) {
    const values = [
      tenantId,
      denied.map((row) => row.entitlementId),
      denied.map((row) => row.seatId),
      denied.map((row) => row.featureKey ?? ''),
      denied.map((row) => row.at),
      denied.map((row) => row.sequence),
    ];
    statements.push({ name: 'openDenials', text: writeSql.openDenials, values });
  }
  return { denied, statements };
};
