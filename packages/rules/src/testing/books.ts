import { expect } from 'vitest';
import type { ActivityRow, EntitlementChanges, EntitlementEvent } from '../admission-state.ts';

/** What a reader of the log and the events knows of one entitlement, and the contradictions it would notice. */
export interface Books {
  sequence: bigint;
  at: number;
  readonly live: Set<string>;
  /** In overdraft as the events told it: '' for the seats, else the feature's key. */
  readonly overdraft: Set<string>;
  /** Starts, notices and ends: each is told once for its date. */
  readonly told: Set<string>;
}

export const openBooks = (): Books => ({
  sequence: 0n,
  at: Number.NEGATIVE_INFINITY,
  live: new Set(),
  overdraft: new Set(),
  told: new Set(),
});

const readEvent = (books: Books, event: EntitlementEvent) => {
  const { eventCode } = event;
  const meter = ('featureKey' in event ? event.featureKey : null) ?? '';
  if ('date' in event) {
    const told = `${eventCode} ${event.date}`;
    expect(books.told.has(told), `told twice: ${told}`).toBe(false);
    books.told.add(told);
  } else if (eventCode.endsWith('.entered')) {
    expect(books.overdraft.has(meter), `entered twice: ${meter}`).toBe(false);
    books.overdraft.add(meter);
  } else if (eventCode.endsWith('.exited')) {
    expect(books.overdraft.delete(meter), `exited without having entered: ${meter}`).toBe(true);
  }
};

/** Rule 29: the log explains the figure of each of its rows. */
const readRow = (books: Books, row: ActivityRow) => {
  const { operation, activationId } = row;
  if (operation === 'activate' && activationId !== null) books.live.add(activationId);
  if ((operation === 'deactivate' || operation === 'leaseExpired') && activationId !== null)
    books.live.delete(activationId);
  expect(row.seatsUsed).toBe(books.live.size);
  expect(row.overdraft).toBe(books.overdraft.has(row.featureKey ?? ''));
  expect(row.attempts).toBeGreaterThan(0);
};

export const readChanges = (books: Books, changes: EntitlementChanges): void => {
  const entries = [...changes.log, ...changes.denials, ...changes.events];
  for (const entry of entries.sort((a, b) => (a.sequence < b.sequence ? -1 : 1))) {
    expect(entry.sequence).toBe(books.sequence + 1n);
    expect(entry.at).toBeGreaterThanOrEqual(books.at);
    books.sequence = entry.sequence;
    books.at = entry.at;
    if ('eventCode' in entry) readEvent(books, entry);
    else readRow(books, entry);
  }
  expect(changes.sequence).toBe(books.sequence);
  expect(changes.seatsUsed).toBe(books.live.size);
};
