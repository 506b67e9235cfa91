import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../platform/database.ts';
import { type EventFilter, type EventRow, readEvents } from './events-store.ts';

/** Events as they come, as Server-Sent Events: `id` is the position to resume from. */

const pollMs = 250;
const heartbeatMs = 15_000;
/** A reader that takes nothing for so long is cut off; it may come again with `Last-Event-ID`. */
const patienceMs = 10_000;
/** One page is all that is ever held for a reader. */
const rowsMax = 200;

/** By hand, because payload and sequence hold integers that JSON.stringify would not write. */
export const eventText = (row: EventRow): string => {
  const { eventId, eventCode, resourceId, entitlementId, sequence, position, payload } = row;
  const head = JSON.stringify({
    ...{ eventId, eventDate: row.at.toISOString(), eventCode, resourceId, entitlementId },
  });
  return `${head.slice(0, -1)},"sequence":${sequence},"position":${position},"payload":${payload}}`;
};

const frameOf = (row: EventRow) =>
  `id: ${row.position}\nevent: ${row.eventCode}\ndata: ${eventText(row)}\n\n`;

export interface StreamAsked extends EventFilter {
  readonly tenantId: string;
  readonly after: bigint;
}

interface StreamParts {
  readonly database: Database;
  /** Throws once the reader may read no more. */
  readonly admitAgain: () => unknown;
  /** The server closes. */
  readonly closing: AbortSignal;
}

/**
 * Resolves when the text is taken, false when the reader is too slow or gone. The patience is a timer of its own:
 * nothing holds a signal of `AbortSignal.any([AbortSignal.timeout(...)])`, which never fires once it is collected.
 */
const write = async (raw: ServerResponse, text: string, left: AbortController): Promise<boolean> => {
  if (raw.write(text)) return !left.signal.aborted;
  const patience = setTimeout(() => left.abort(), patienceMs);
  return once(raw, 'drain', { signal: left.signal })
    .then(
      () => true,
      () => false,
    )
    .finally(() => clearTimeout(patience));
};

const isAdmitted = async (admitAgain: () => unknown): Promise<boolean> => {
  try {
    await admitAgain();
    return true;
  } catch {
    return false;
  }
};

/** Sends events until the reader goes, is too slow, may read no more, or the server closes. */
export const streamEvents = async (
  raw: ServerResponse,
  { tenantId, after, ...filter }: StreamAsked,
  { database, admitAgain, closing }: StreamParts,
): Promise<void> => {
  const left = new AbortController();
  const leave = () => left.abort();
  const gone = left.signal;
  raw.once('close', leave);
  closing.addEventListener('abort', leave);
  if (closing.aborted) leave();
  let position = after;
  let saidAt = Date.now();
  let isTaken = await write(raw, 'retry: 2000\n\n', left);
  while (isTaken && !gone.aborted && (await isAdmitted(admitAgain))) {
    const { rows, hasMore, lastPosition } = await readEvents(database, tenantId, position, filter, rowsMax);
    position = lastPosition;
    const isQuiet = rows.length === 0;
    if (!isQuiet || Date.now() - saidAt >= heartbeatMs) {
      isTaken = await write(raw, isQuiet ? ':\n\n' : rows.map(frameOf).join(''), left);
      saidAt = Date.now();
    }
    if (!hasMore) await sleep(pollMs, undefined, { signal: gone }).catch(() => undefined);
  }
  closing.removeEventListener('abort', leave);
  // What a slow reader did not take is not kept for it.
  if (isTaken) raw.end();
  else raw.destroy();
};
