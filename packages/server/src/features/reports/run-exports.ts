import { randomUUID } from 'node:crypto';
import { reportExportRowsMax } from '@leeway/contract';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { findTenant } from '../identity/index.ts';
import {
  type ClaimedExport,
  claimExport,
  completeExport,
  extendLease,
  failExport,
  releaseExport,
  writeChunk,
} from './claims-store.ts';
import { questionOf } from './question.ts';
import { fileChunks } from './report-file.ts';
import { type Snapshot, withSnapshot } from './snapshot.ts';

/**
 * Files are made by whoever takes them up, under a lease. One that dies is begun again by another from the start: an
 * export is one snapshot, which nobody can take over.
 */

const leaseMs = 60_000;
const heartbeatMs = 2_000;
const chunkBytes = 1_048_576;
const attemptsMax = 3;
const retryMs = 30_000;
/** Of one statement: sorting some million rows takes minutes. */
const timeoutMs = 600_000;

/** Somebody else has it now, or nobody wants it any more. */
class LeaseLost extends Error {}

export type ExportParts = Pick<RoomContext, 'database' | 'clock' | 'log'>;

/** Pieces of a megabyte at least, but for the last. */
async function* piecesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let gathered: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    gathered.push(chunk);
    bytes += chunk.length;
    if (bytes < chunkBytes) continue;
    yield Buffer.concat(gathered);
    gathered = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(gathered);
}

interface Progress {
  rowsDone: number;
  readonly rowsTotal: number;
}

/** Keeps the lease and tells how far it is while `work` goes on. */
const withHeartbeat = async (
  { database, clock }: ExportParts,
  claimed: ClaimedExport,
  progress: Progress,
  work: () => Promise<void>,
): Promise<void> => {
  const beat = () => {
    const { rowsDone, rowsTotal } = progress;
    return extendLease(database, claimed, clock.now() + leaseMs, rowsDone, rowsTotal);
  };
  if (!(await beat())) throw new LeaseLost();
  // One that fails is no harm: the lease outlasts many of them, and a lost one is noticed with the next piece.
  const timer = setInterval(() => void beat().catch(() => undefined), heartbeatMs);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
};

const writeFile = async (
  parts: ExportParts,
  claimed: ClaimedExport,
  chunksOf: (snapshot: Snapshot, progress: Progress) => AsyncIterable<Uint8Array>,
  snapshot: Snapshot,
  signal: AbortSignal,
): Promise<void> => {
  const { database, clock } = parts;
  const rowsTotal = await snapshot.count(reportExportRowsMax + 1);
  if (rowsTotal > reportExportRowsMax) {
    const detail = `The report has more than ${reportExportRowsMax} rows: add a filter.`;
    throw new ApiProblem('validationFailed', detail);
  }
  const progress: Progress = { rowsDone: 0, rowsTotal };
  await withHeartbeat(parts, claimed, progress, async () => {
    let chunk = 0;
    for await (const piece of piecesOf(chunksOf(snapshot, progress))) {
      if (signal.aborted) throw new LeaseLost();
      const leaseEnd = clock.now() + leaseMs;
      if (!(await writeChunk(database, claimed, leaseEnd, progress.rowsDone, chunk, piece)))
        throw new LeaseLost();
      chunk += 1;
    }
  });
  await completeExport(database, claimed, progress.rowsDone, clock.now());
};

const makeFile = async (parts: ExportParts, claimed: ClaimedExport, signal: AbortSignal): Promise<void> => {
  const { tenantId, definition, format } = claimed;
  const timeZone = (await findTenant(parts, tenantId))?.timeZone ?? 'UTC';
  const now = new Date(parts.clock.now());
  // What its owner may see was asked when the export was ordered.
  const question = questionOf(definition, { tenantId, now, timeZone, scopes: null });
  const chunksOf = (snapshot: Snapshot, progress: Progress) =>
    fileChunks(question, snapshot, {
      ...{ format, timeZone, rowsTotal: progress.rowsTotal },
      onRows: (count) => {
        progress.rowsDone += count;
      },
    });
  await withSnapshot(parts.database, question, timeoutMs, (snapshot) =>
    writeFile(parts, claimed, chunksOf, snapshot, signal),
  );
};

/** What becomes of one that could not be made. */
const settle = async (parts: ExportParts, claimed: ClaimedExport, error: unknown): Promise<void> => {
  const { database, clock, log } = parts;
  const now = clock.now();
  // Also when the server stops: it is somebody else's at once.
  if (error instanceof LeaseLost) return releaseExport(database, claimed, now);
  if (error instanceof ApiProblem) return failExport(database, claimed, error.message, now);
  log.error({ err: error, exportId: claimed.exportId }, 'an export could not be made');
  if (claimed.attempts >= attemptsMax) {
    return failExport(database, claimed, 'The file could not be made; the server log tells why.', now);
  }
  return releaseExport(database, claimed, now + retryMs);
};

/** Makes all files that are due, one after the other. */
export const runExports = async (parts: ExportParts, signal: AbortSignal): Promise<void> => {
  const { database, clock } = parts;
  while (!signal.aborted) {
    const now = clock.now();
    const claimed = await claimExport(database, now, now + leaseMs, randomUUID());
    if (!claimed) return;
    await makeFile(parts, claimed, signal).catch((error: unknown) => settle(parts, claimed, error));
  }
};
