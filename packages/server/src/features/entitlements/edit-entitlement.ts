import type { UpdateEntitlementApiRequest } from '@leeway/contract';
import {
  admitsLimits,
  type EntitlementTerms,
  type Limits,
  limitsInUse,
  nextDue,
  termsChangeEvents,
  usagePeriodAt,
} from '@leeway/rules';
import type { Author } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { ApiProblem, notFound, unknownReference } from '../../platform/http/problem.ts';
import { appendOutbox } from '../../platform/outbox.ts';
import type { RoomContext } from '../../platform/room.ts';
import { featureEdits } from './edit-features.ts';
import {
  beginUsagePeriod,
  instantOfEdit,
  lockState,
  writeFeatures,
  writeState,
  writeTerms,
} from './edit-store.ts';
import { editedDates, editedTerms } from './edit-terms.ts';
import { type EntitlementInUseRow, findEntitlement } from './entitlement-store.ts';
import { type FeatureInUse, featuresInUse } from './feature-view.ts';
import { recordLimits } from './sell-offerings.ts';
import { outboxEvents } from './state-events.ts';
import { loadTerms } from './terms.ts';

/** An edit of one entitlement: under the lock that decisions take, so that it is ordered with them (rules 7 and 10). */

/** Records what time alone has done to an entitlement: leases and usage periods that ended. */
export type Settle = (tenantId: string, entitlementId: string) => Promise<unknown>;

export interface EditParts extends Pick<RoomContext, 'database' | 'clock'> {
  /** Left out: nobody records ends by time, and figures are still exact. */
  readonly settle?: Settle | undefined;
}

export interface EntitlementEdit {
  readonly author: Author;
  readonly tenantId: string;
  readonly entitlementId: string;
  readonly body: UpdateEntitlementApiRequest;
  /** Rule 10: also below present use. */
  readonly forced: boolean;
}

/** A lease may end between settling and locking; more often than this in a row only when something is wrong. */
const settlesMax = 3;

/**
 * Applies the edit. 404 when there is no such entitlement; 422 naming a field; 409 `seatCountBelowUsage` when a hard cap
 * would fall below present use. Ends that are due are recorded first, under the limits they happened under (rule 28).
 */
export const editEntitlement = async (parts: EditParts, edit: EntitlementEdit): Promise<void> => {
  const { database, settle } = parts;
  for (let settled = 0; ; settled += 1) {
    const mayWait = settle !== undefined && settled < settlesMax;
    const done = await database.transaction(edit.author, (tx) => editLocked(tx, parts, edit, mayWait));
    if (done || !settle) return;
    await settle(edit.tenantId, edit.entitlementId);
  }
};

interface Before {
  readonly row: EntitlementInUseRow;
  readonly terms: EntitlementTerms;
  readonly features: readonly FeatureInUse[];
  /** Epoch ms. */
  readonly at: number;
}

const termsIn = async (tx: Queryable, tenantId: string, entitlementId: string) => {
  const terms = (await loadTerms(tx, tenantId, [entitlementId])).get(entitlementId);
  if (!terms) throw notFound('entitlement', entitlementId);
  return terms;
};

/** False: something is due that must be recorded first. */
const editLocked = async (
  tx: Queryable,
  { clock }: EditParts,
  edit: EntitlementEdit,
  mayWait: boolean,
): Promise<boolean> => {
  const { tenantId, entitlementId, body, forced } = edit;
  const state = await lockState(tx, tenantId, entitlementId);
  if (!state) throw notFound('entitlement', entitlementId);
  const at = await instantOfEdit(tx, clock.offsetMs);
  if (mayWait && state.due_at !== null && state.due_at.getTime() <= at) return false;
  const row = await findEntitlement(tx, tenantId, entitlementId, at);
  if (!row) throw notFound('entitlement', entitlementId);
  const features = await featuresInUse(tx, tenantId, row, at);
  const before = { row, terms: await termsIn(tx, tenantId, entitlementId), features, at };
  refuseAttributes(body);
  const dates = editedDates(row, body);
  await writeTerms(tx, tenantId, entitlementId, editedTerms(row, body));
  await writeFeatures(tx, tenantId, entitlementId, featureEdits(features, body.features ?? []));
  const after = await termsIn(tx, tenantId, entitlementId);
  refuseBelowUsage(before, after, forced);
  await switchSchedule(tx, tenantId, before, after);
  const sequence = await tellChange(tx, tenantId, before, after);
  const dueAt = nextDue(after, activationOf(row), null, at);
  await writeState(tx, tenantId, entitlementId, { ...dates, sequence, dueAt });
  return true;
};

const activationOf = (row: EntitlementInUseRow) => row.activation_date?.getTime() ?? null;

/** No attribute exists yet, so whichever is named is unknown. */
const refuseAttributes = ({ attributes }: UpdateEntitlementApiRequest): void => {
  const [first] = attributes ?? [];
  if (first) throw unknownReference('attributes.0.id', 'attribute', first.id);
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

/** Rule 10, for the meters whose limits the edit changes. */
const refuseBelowUsage = (before: Before, after: EntitlementTerms, forced: boolean): void => {
  const seatsUsed = BigInt(before.row.seats_in_use);
  if (!sameLimits(before.terms.seats, after.seats) && !admitsLimits(after.seats, seatsUsed, forced)) {
    refuse('seats', after.seats, seatsUsed);
  }
  const was = new Map(before.terms.features.map(({ featureId, limits }) => [featureId, limits]));
  const used = new Map(before.features.map((feature) => [feature.feature_id, feature.used]));
  for (const { featureId, key, type, limits } of after.features) {
    const limitsBefore = was.get(featureId);
    const unitsUsed = used.get(featureId) ?? 0n;
    if (type === 'bool' || !limitsBefore || sameLimits(limitsBefore, limits)) continue;
    if (!admitsLimits(limits, unitsUsed, forced)) refuse(`units of the feature ${key}`, limits, unitsUsed);
  }
};

const switchSchedule = async (
  tx: Queryable,
  tenantId: string,
  { row, at }: Before,
  after: EntitlementTerms,
): Promise<void> => {
  if (after.usageResetSchedule === row.usage_reset_schedule) return;
  const { start } = usagePeriodAt(after.usageResetSchedule, activationOf(row), after.timeZone, at);
  if (start !== null) await beginUsagePeriod(tx, tenantId, row.entitlement_id, start);
};

/** Writes the new limits and the events that the change itself makes; answers the last sequence given. */
const tellChange = async (
  tx: Queryable,
  tenantId: string,
  { row, terms, features, at }: Before,
  after: EntitlementTerms,
): Promise<bigint> => {
  let { sequence } = row;
  const { entitlementId, seats } = after;
  if (!sameLimits(terms.seats, seats)) {
    sequence += 1n;
    const bought = Number(seats.bought);
    await recordLimits(tx, tenantId, [{ entitlementId, sequence, at, bought, hardCap: seats.hardCap }]);
  }
  // By what is recorded, as every other event was told: an end still to be recorded will tell its own.
  const usage = new Map(features.map((feature) => [feature.feature_id, feature.recorded]));
  const held = { terms, seatsUsed: row.seats_used, sequence, usage };
  const events = termsChangeEvents(held, after, at);
  await appendOutbox(tx, tenantId, outboxEvents(events));
  return events.at(-1)?.sequence ?? sequence;
};
