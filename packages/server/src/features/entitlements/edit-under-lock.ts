import {
  admitsLimits,
  closeCounters,
  type EntitlementSnapshot,
  type EntitlementTerms,
  type Limits,
  limitsInUse,
  nextDue,
  stillTold,
  termsChangeEvents,
  usagePeriodAt,
} from '@leeway/rules';
import type { Author } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { ApiProblem, notFound } from '../../platform/http/problem.ts';
import { appendOutbox } from '../../platform/outbox.ts';
import type { RoomContext } from '../../platform/room.ts';
import { type EditEvent, editEvents } from './edit-events.ts';
import {
  beginUsagePeriod,
  type EditedLife,
  instantOfEdit,
  lockState,
  writeClosings,
  writeState,
} from './edit-store.ts';
import { type EntitlementInUseRow, findEntitlement } from './entitlement-store.ts';
import { type FeatureInUse, featuresInUse } from './feature-view.ts';
import { recordLimits } from './sell-offerings.ts';
import { snapshotFrom } from './snapshot.ts';
import { outboxEvents } from './state-events.ts';
import { loadTerms } from './terms.ts';

/**
 * The one shape of an edit of one entitlement: under the lock that decisions take, so that it is ordered with them; after
 * what time has done was recorded, under the terms it happened under (rule 28); refused where it would leave a hard cap
 * below present use (rule 10); told with everything it changes, in one transaction (rule 35).
 */

/** Records what time alone has done to an entitlement: leases and usage periods that ended, ends that are to be told. */
export type Settle = (tenantId: string, entitlementId: string) => Promise<unknown>;

export interface EditParts extends Pick<RoomContext, 'database' | 'clock'> {
  /** Left out: nobody records ends by time, and figures are still exact. */
  readonly settle?: Settle | undefined;
}

export interface EditTarget {
  readonly author: Author;
  readonly tenantId: string;
  readonly entitlementId: string;
  /** The edit is one of an exported entitlement; every other is refused while it is exported. */
  readonly isExported?: boolean;
}

/** The entitlement as the edit found it, locked. */
export interface Found {
  readonly tx: Queryable;
  readonly tenantId: string;
  readonly row: EntitlementInUseRow;
  readonly terms: EntitlementTerms;
  readonly features: readonly FeatureInUse[];
  /** As decisions see it, but without seats. */
  readonly snapshot: EntitlementSnapshot;
  /** Epoch ms. */
  readonly at: number;
  /** Something has ended meanwhile that is not recorded. */
  readonly unsettled: boolean;
}

/** What an edit makes of the entitlement, beside the terms it has written already. */
export interface EditMade {
  /** Left out: as it was. */
  readonly life?: Partial<EditedLife>;
  /** Usage counts whose period ends here, by feature id (rule 22). */
  readonly closes?: ReadonlySet<string> | 'all';
  /** Rule 10: also below present use. */
  readonly forced?: boolean;
  readonly tells: readonly EditEvent[];
}

/** A lease may end between settling and locking; more often than this in a row only when they end all the time. */
const settlesMax = 3;

/**
 * Runs `edit` on the locked entitlement and writes what it makes; null: it changes nothing. 404 when there is no such
 * entitlement; 409 when it is exported, or `seatCountBelowUsage`.
 */
export const editUnderLock = async (
  { database, clock, settle }: EditParts,
  target: EditTarget,
  edit: (found: Found) => Promise<EditMade | null>,
): Promise<void> => {
  const { author, tenantId, entitlementId } = target;
  for (let settled = 0; ; settled += 1) {
    const mayWait = settle !== undefined && settled < settlesMax;
    const done = await database.transaction(author, async (tx) => {
      const found = await find(tx, tenantId, entitlementId, clock.offsetMs);
      if (found.unsettled && mayWait) return false;
      refuseOther(found.row, target.isExported === true);
      const made = await edit(found);
      if (made) await finish(found, made);
      return true;
    });
    if (done || !settle) return;
    await settle(tenantId, entitlementId);
  }
};

/** The same in the transaction that has just made the entitlement: nothing of it can have ended. */
export const editJustMade = async (
  tx: Queryable,
  { tenantId, entitlementId }: Pick<EditTarget, 'tenantId' | 'entitlementId'>,
  clockOffsetMs: number,
  edit: (found: Found) => Promise<EditMade>,
): Promise<void> => {
  const found = await find(tx, tenantId, entitlementId, clockOffsetMs);
  await finish(found, await edit(found));
};

const refuseOther = ({ entitlement_id: id, exported }: EntitlementInUseRow, isExported: boolean): void => {
  if (exported === isExported) return;
  const detail = exported
    ? `${id} is exported to a local server, where it is held until imported.`
    : `${id} is not exported.`;
  throw new ApiProblem('conflict', detail);
};

const rowOf = async (tx: Queryable, tenantId: string, entitlementId: string, at: number) => {
  const row = await findEntitlement(tx, tenantId, entitlementId, at);
  if (!row) throw notFound('entitlement', entitlementId);
  return row;
};

/** The terms as they are in this transaction. */
export const termsIn = async (tx: Queryable, tenantId: string, entitlementId: string) => {
  const terms = (await loadTerms(tx, tenantId, [entitlementId])).get(entitlementId);
  if (!terms) throw notFound('entitlement', entitlementId);
  return terms;
};

const find = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  clockOffsetMs: number,
): Promise<Found> => {
  const state = await lockState(tx, tenantId, entitlementId);
  if (!state) throw notFound('entitlement', entitlementId);
  const at = await instantOfEdit(tx, clockOffsetMs);
  const row = await rowOf(tx, tenantId, entitlementId, at);
  const features = await featuresInUse(tx, tenantId, row, at);
  const terms = await termsIn(tx, tenantId, entitlementId);
  const snapshot = snapshotFrom(row, terms, features);
  const unsettled = state.due_at !== null && state.due_at.getTime() <= at;
  return { tx, tenantId, row, terms, features, snapshot, at, unsettled };
};

const none: ReadonlySet<string> = new Set();

const finish = async (found: Found, made: EditMade): Promise<void> => {
  const { tx, tenantId, row, snapshot, at } = found;
  const entitlementId = row.entitlement_id;
  const after = await termsIn(tx, tenantId, entitlementId);
  const closed = closeCounters(snapshot, made.closes ?? none, at);
  await writeClosings(tx, tenantId, entitlementId, closed);
  const life: EditedLife = { ...snapshot, ...made.life };
  await switchSchedule(found, after, life);
  await refuseBelowUsage(found, after, made.forced === true);
  const held = {
    ...snapshot,
    usage: new Map([...snapshot.usage, ...closed.usage]),
    sequence: closed.sequence,
  };
  const closings = outboxEvents(closed.events);
  const limits = await tellLimits(found, held, after);
  const sequence = limits.sequence + BigInt(made.tells.length);
  const told = stillTold(life, after, at);
  const dueAt = nextDue(after, { ...life, ...told }, null, at);
  await writeState(tx, tenantId, entitlementId, { ...life, ...told, sequence, dueAt });
  const present = await rowOf(tx, tenantId, entitlementId, at);
  const edits = editEvents(made.tells, found.row, present, limits.sequence, at);
  await appendOutbox(tx, tenantId, [...closings, ...limits.events, ...edits]);
};

const sameLimits = (one: Limits, other: Limits) =>
  one.bought === other.bought && one.hardCap === other.hardCap;

const refuse = (what: string, limits: Limits, used: bigint): never => {
  const { hardCap } = limits;
  const excess = hardCap === null ? 0n : used - hardCap;
  throw new ApiProblem(
    'seatCountBelowUsage',
    `${used} ${what} are in use, but at most ${hardCap} would be allowed: release ${excess} first, or repeat with forceSeatCount=true.`,
    { limits: limitsInUse(limits, used) },
  );
};

/** Rule 10, for the meters whose limits the edit changes, at the use there is once it is made. */
const refuseBelowUsage = async (
  { tx, tenantId, row, terms, at }: Found,
  after: EntitlementTerms,
  forced: boolean,
): Promise<void> => {
  const present = await rowOf(tx, tenantId, row.entitlement_id, at);
  const seatsUsed = BigInt(present.seats_in_use);
  if (!sameLimits(terms.seats, after.seats) && !admitsLimits(after.seats, seatsUsed, forced)) {
    refuse('seats', after.seats, seatsUsed);
  }
  const features = await featuresInUse(tx, tenantId, present, at);
  const was = new Map(terms.features.map(({ featureId, limits }) => [featureId, limits]));
  const used = new Map(features.map((feature) => [feature.feature_id, feature.used]));
  for (const { featureId, key, type, limits } of after.features) {
    const limitsBefore = was.get(featureId);
    const unitsUsed = used.get(featureId) ?? 0n;
    if (type === 'bool' || !limitsBefore || sameLimits(limitsBefore, limits)) continue;
    if (!admitsLimits(limits, unitsUsed, forced)) refuse(`units of the feature ${key}`, limits, unitsUsed);
  }
};

/** Under another schedule counters go on in the period that is running by it. */
const switchSchedule = async (
  { tx, tenantId, row, at }: Found,
  { usageResetSchedule, timeZone }: EntitlementTerms,
  { activationDate, usageResets }: EditedLife,
): Promise<void> => {
  if (usageResetSchedule === row.usage_reset_schedule) return;
  const { start } = usagePeriodAt(usageResetSchedule, activationDate, timeZone, at, usageResets);
  if (start !== null) await beginUsagePeriod(tx, tenantId, row.entitlement_id, start);
};

/**
 * Writes the step of the limits; answers the events it makes and the last sequence given. By what is recorded, as every
 * other event was told: an end still to be recorded will tell its own.
 */
const tellLimits = async (
  { tx, tenantId, terms, at }: Found,
  held: EntitlementSnapshot,
  after: EntitlementTerms,
) => {
  const { entitlementId, seats } = after;
  const stepped = !sameLimits(terms.seats, seats);
  const sequence = stepped ? held.sequence + 1n : held.sequence;
  if (stepped) {
    const bought = Number(seats.bought);
    await recordLimits(tx, tenantId, [{ entitlementId, sequence, at, bought, hardCap: seats.hardCap }]);
  }
  const events = termsChangeEvents({ ...held, sequence }, after, at);
  return { events: outboxEvents(events), sequence: events.at(-1)?.sequence ?? sequence };
};
