import type { EventCode } from '@leeway/contract';
import type { OverdraftEpisode } from '@leeway/rules';
import { systemAuthor } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { parseJson } from '../../platform/http/validation.ts';
import type { RoomContext } from '../../platform/room.ts';
import {
  afterLimits,
  afterRow,
  afterStart,
  episodesOf,
  exitPayload,
  peakWith,
  writeEpisode,
} from './episodes.ts';
import {
  type Cursor,
  claimFeed,
  type Feed,
  itemsBeyond,
  type LimitItem,
  type LogItem,
  type MovedCursor,
  moveCursors,
  moveFeed,
  newsSince,
  noteNews,
  type OutboxItem,
  openFeeds,
  type ResourceItem,
  resourceItems,
  snapshotOf,
  untoldCursors,
} from './feed-store.ts';
import { eventOfRow } from './log-events.ts';
import { type EventMessage, enqueueEvents } from './messages.ts';
import { mailCrossings } from './threshold-mails.ts';
import { openWatch, type Watch } from './watch-thresholds.ts';

/**
 * Makes events of what was written (rules 35 and 36): each row once, in the order of its entitlement's sequence, by
 * whichever worker holds the tenant's feed. What is told, and how far, is one transaction.
 */

/** Of one step: enough to work well, few enough that a step is over soon and little is repeated when it is not. */
const entitlementsMax = 40;
const rowsOfEntitlementMax = 500;
const resourcesMax = 2_000;
/** A feed without news follows the others' transactions at this distance, so that there is little to look through. */
const horizonLagMax = 20_000n;

type TellParts = Pick<RoomContext, 'database' | 'clock' | 'publicUrl'>;

type Item =
  | { readonly kind: 'log'; readonly sequence: bigint; readonly row: LogItem }
  | { readonly kind: 'outbox'; readonly sequence: bigint; readonly row: OutboxItem }
  | { readonly kind: 'limits'; readonly sequence: bigint; readonly row: LimitItem };

interface Page {
  readonly items: readonly Item[];
  readonly cursor: MovedCursor;
}

const bySequence = (a: { readonly sequence: bigint }, b: { readonly sequence: bigint }) =>
  a.sequence < b.sequence ? -1 : 1;

/** The rows of one entitlement up to where all kinds are known: one that was cut short ends the page. */
const pageOf = (cursor: Cursor, kinds: readonly (readonly Item[])[]): Page => {
  const cut = kinds.filter((rows) => rows.length >= rowsOfEntitlementMax);
  const lasts = cut.map((rows) => rows.toSorted(bySequence).at(-1)?.sequence ?? cursor.sequence);
  const bound = lasts.length === 0 ? null : lasts.reduce((least, last) => (last < least ? last : least));
  const items = kinds
    .flat()
    .filter(({ sequence }) => bound === null || sequence <= bound)
    .sort(bySequence);
  const sequence = items.at(-1)?.sequence ?? cursor.sequence;
  const since = items.findLast(({ kind }) => kind === 'log')?.row.at ?? cursor.since;
  return { items, cursor: { ...cursor, sequence, since, untold: bound !== null } };
};

const byEntitlement = <Row extends { readonly entitlementId: string }>(rows: readonly Row[]) => {
  const byId = new Map<string, Row[]>();
  for (const row of rows) {
    const some = byId.get(row.entitlementId);
    if (some) some.push(row);
    else byId.set(row.entitlementId, [row]);
  }
  return (id: string): readonly Row[] => byId.get(id) ?? [];
};

const pagesOf = async (tx: Queryable, tenantId: string, cursors: readonly Cursor[]): Promise<Page[]> => {
  const { log, outbox, limits } = await itemsBeyond(tx, tenantId, cursors, rowsOfEntitlementMax);
  const logOf = byEntitlement(log);
  const outboxOf = byEntitlement(outbox);
  const limitsOf = byEntitlement(limits);
  return cursors.map((cursor) => {
    const id = cursor.entitlementId;
    return pageOf(cursor, [
      logOf(id).map((row) => ({ kind: 'log', sequence: row.sequence, row })),
      outboxOf(id).map((row) => ({ kind: 'outbox', sequence: row.sequence, row })),
      limitsOf(id).map((row) => ({ kind: 'limits', sequence: row.sequence, row })),
    ]);
  });
};

const messageOf = (row: OutboxItem, payload: unknown): EventMessage => ({
  eventId: row.eventId,
  at: row.at.getTime(),
  eventCode: row.eventCode as EventCode,
  resourceId: row.entitlementId,
  entitlementId: row.entitlementId,
  sequence: row.sequence,
  payload,
});

/** After these the limits are others, or units are in use or not that no row of the log counts. */
const changesTerms = (item: Item, { watchesFeatures }: Watch): boolean => {
  if (item.kind === 'limits') return true;
  if (item.kind === 'log')
    return watchesFeatures && ['deactivate', 'leaseExpired'].includes(item.row.operation);
  return /^entitlement\.(updated|usage\.summary|feature\.overdraft\.)/.test(item.row.eventCode);
};

/** The events of one entitlement's rows, and the episode of overdraft after them. */
const tellPage = async (
  tx: Queryable,
  tenantId: string,
  { items, cursor }: Page,
  before: OverdraftEpisode | null,
  watch: Watch | null,
): Promise<{ events: EventMessage[]; episode: OverdraftEpisode | null }> => {
  const events: EventMessage[] = [];
  let episode = before;
  for (const item of items) {
    if (item.kind === 'limits') {
      episode = afterLimits(episode, item.row);
    } else if (item.kind === 'log') {
      episode = afterRow(episode, item.row);
      const event = eventOfRow(tenantId, item.row);
      if (event) events.push(event);
      const peak = peakWith(tenantId, episode, item.row);
      if (peak) events.push(peak.event);
      if (peak) episode = peak.episode;
      if (watch) events.push(...watch.afterRow(item.row));
    } else if (item.row.eventCode === 'entitlement.overdraft.exited') {
      events.push(messageOf(item.row, await exitPayload(tx, tenantId, item.row, episode)));
      episode = null;
    } else {
      if (item.row.eventCode === 'entitlement.overdraft.entered') episode = afterStart(item.row);
      events.push(messageOf(item.row, parseJson(item.row.payload)));
    }
  }
  const last = items.at(-1);
  if (watch && last && !cursor.untold && items.some((item) => changesTerms(item, watch)))
    events.push(...(await watch.afterChange(last.row)));
  return { events, episode };
};

const tellEntitlements = async (tx: Queryable, parts: TellParts, tenantId: string) => {
  const cursors = await untoldCursors(tx, tenantId, entitlementsMax);
  if (cursors.length === 0) return { events: [], hasMore: false };
  const pages = await pagesOf(tx, tenantId, cursors);
  const ids = cursors.map(({ entitlementId }) => entitlementId);
  const episodes = await episodesOf(tx, tenantId, ids);
  const watch = await openWatch(tx, tenantId, ids);
  const events: EventMessage[] = [];
  for (const page of pages) {
    const { entitlementId } = page.cursor;
    const before = episodes.get(entitlementId) ?? null;
    const told = await tellPage(tx, tenantId, page, before, watch);
    events.push(...told.events);
    if (told.episode !== before) await writeEpisode(tx, tenantId, entitlementId, told.episode);
  }
  const moved = pages.map(({ cursor }) => cursor);
  await moveCursors(tx, tenantId, moved);
  if (watch) await mailCrossings(tx, parts, tenantId, await watch.close());
  return { events, hasMore: cursors.length === entitlementsMax || moved.some(({ untold }) => untold) };
};

const resourceMessage = (row: ResourceItem): EventMessage => ({
  eventId: row.eventId,
  at: row.at.getTime(),
  eventCode: row.eventCode as EventCode,
  resourceId: row.resourceId,
  entitlementId: null,
  sequence: null,
  payload: parseJson(row.payload),
});

/** What happened to anything else: of whole transactions, up to a horizon below which all have ended. */
const tellResources = async (tx: Queryable, tenantId: string, from: bigint, until: bigint) => {
  const some = await resourceItems(tx, tenantId, from, until, resourcesMax);
  const last = some.at(-1);
  if (!last || some.length < resourcesMax) return { events: some.map(resourceMessage), horizon: until };
  const whole = some.filter(({ transactionId }) => transactionId < last.transactionId);
  if (whole.length > 0) return { events: whole.map(resourceMessage), horizon: last.transactionId };
  const next = last.transactionId + 1n;
  const all = await resourceItems(tx, tenantId, last.transactionId, next, null);
  return { events: all.map(resourceMessage), horizon: next };
};

/** One step of a tenant; answers whether more is known to wait. */
const tellStep = (parts: TellParts, tenantId: string): Promise<boolean> =>
  parts.database.transaction(systemAuthor, async (tx) => {
    const feed: Feed | null = await claimFeed(tx, tenantId);
    if (!feed) return false;
    const horizon = await noteNews(tx, tenantId, feed.horizon);
    const resources = await tellResources(tx, tenantId, feed.resourceHorizon, horizon);
    const entitlements = await tellEntitlements(tx, parts, tenantId);
    await enqueueEvents(tx, tenantId, [...resources.events, ...entitlements.events], parts.clock.offsetMs);
    await moveFeed(tx, tenantId, { horizon, resourceHorizon: resources.horizon });
    return entitlements.hasMore || resources.horizon < horizon;
  });

/** Tells what there is of one tenant. */
const tellTenant = async (
  parts: TellParts,
  tenantId: string,
  from: bigint,
  signal: AbortSignal,
): Promise<void> => {
  const news = await newsSince(parts.database, tenantId, from);
  if (news.rows === 0 && !news.untold && news.horizon - from < horizonLagMax) return;
  while (!signal.aborted && (await tellStep(parts, tenantId)));
};

/** Tells what there is, tenant by tenant. Looks at one figure only while nobody commits anything. */
export const createTeller = (parts: TellParts) => {
  let toldSnapshot = '';
  return async (signal: AbortSignal): Promise<void> => {
    const snapshot = await snapshotOf(parts.database);
    if (snapshot === toldSnapshot) return;
    const failures: unknown[] = [];
    for (const { tenantId, from } of await openFeeds(parts.database)) {
      if (signal.aborted) return;
      // One tenant's trouble is none of the others'.
      await tellTenant(parts, tenantId, from, signal).catch((error) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
    toldSnapshot = snapshot;
  };
};
