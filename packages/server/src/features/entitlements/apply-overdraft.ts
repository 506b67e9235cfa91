import type { ApplyOfferingOverdraftApiRequest, OverdraftAppliedModel } from '@leeway/contract';
import { limitsInUse, type OverdraftLimit, type OverdraftStory, overdraftStory } from '@leeway/rules';
import type { Author } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { ApiProblem, notFound } from '../../platform/http/problem.ts';
import { appendOutbox, type EntitlementTold } from '../../platform/outbox.ts';
import { lockOfferingOverdraft, setOfferingOverdraft } from '../catalog/index.ts';
import { updatedPayload } from './edit-events.ts';
import { instantOfEdit } from './edit-store.ts';
import type { EditParts, Settle } from './edit-under-lock.ts';
import { askedOverdraft, overdraftEffects, revisionOf, type SoldEffect } from './overdraft-plan.ts';
import { lockSold, soldOf, writeOverdraft, writeSequences } from './overdraft-store.ts';
import { totalsModel } from './preview-overdraft.ts';
import { type LimitChange, recordLimits } from './sell-offerings.ts';
import { outboxEvents } from './state-events.ts';

/** Rule 9, the one explicit call: the offering's overdraft and every entitlement it alters, in one transaction. */

export interface OverdraftApplication {
  readonly author: Author;
  readonly tenantId: string;
  readonly offeringId: string;
  readonly body: ApplyOfferingOverdraftApiRequest;
}

/** Leases of many entitlements end all the time; what ends after these rounds is told when it is recorded. */
const settlesMax = 2;
/** Settled at once; keeps the queue of decisions open for others. */
const settledTogetherMax = 500;
/** Named one by one in a refusal; a preview pages through all. */
const namedInRefusalMax = 100;

type Applied = { readonly due: readonly string[] } | { readonly reply: OverdraftAppliedModel };

/**
 * Applies the overdraft, all or nothing. 404, 422 naming a field; 409 `seatCountBelowUsage` naming the entitlements whose
 * hard cap would fall below present use, unless forced; 409 `conflict` when the revision is not the present one.
 */
export const applyOverdraft = async (
  parts: EditParts,
  application: OverdraftApplication,
): Promise<OverdraftAppliedModel> => {
  const { database, settle } = parts;
  for (let settled = 0; ; settled += 1) {
    const mayWait = settle !== undefined && settled < settlesMax;
    const applied = await database.transaction(application.author, (tx) =>
      applyLocked(tx, parts, application, mayWait),
    );
    if ('reply' in applied) return applied.reply;
    if (settle) await settleAll(settle, application.tenantId, applied.due);
  }
};

const settleAll = async (settle: Settle, tenantId: string, ids: readonly string[]): Promise<void> => {
  for (let from = 0; from < ids.length; from += settledTogetherMax)
    await Promise.all(ids.slice(from, from + settledTogetherMax).map((id) => settle(tenantId, id)));
};

/** `due`: in these something has ended that must be recorded first, under the limits it happened under (rule 28). */
const applyLocked = async (
  tx: Queryable,
  { clock }: EditParts,
  { tenantId, offeringId, body }: OverdraftApplication,
  mayWait: boolean,
): Promise<Applied> => {
  const offering = await lockOfferingOverdraft(tx, tenantId, offeringId);
  if (!offering) throw notFound('offering', offeringId);
  const overdraft = askedOverdraft(body, offering);
  await lockSold(tx, tenantId, offeringId);
  const at = await instantOfEdit(tx, clock.offsetMs);
  const sold = await soldOf(tx, tenantId, offeringId, at);
  const effects = overdraftEffects(sold, overdraft, body.includeEdited ?? []);
  const altered = effects.filter(({ leftOut }) => leftOut === null);
  const due = altered.filter((effect) => effect.sold.dueAt !== null && effect.sold.dueAt <= at);
  if (mayWait && due.length > 0) return { due: due.map((effect) => effect.sold.entitlementId) };
  refuseOutdated(body.revision ?? null, overdraft, effects);
  if (!body.forceSeatCount) refuseBelowUsage(altered);
  await setOfferingOverdraft(tx, tenantId, offeringId, overdraft);
  await alter(tx, tenantId, altered, overdraft, at);
  const totals = totalsModel(effects, sold.length);
  return { reply: { offeringId, before: offering.overdraft, after: overdraft, totals } };
};

const refuseOutdated = (
  revision: string | null,
  overdraft: OverdraftLimit,
  effects: readonly SoldEffect[],
): void => {
  if (revision === null || revision === revisionOf(overdraft, effects)) return;
  throw new ApiProblem('conflict', 'What the preview showed is no longer so: preview again.');
};

const reasonOf = ({ sold, after }: SoldEffect) => ({
  code: 'seatCountBelowUsage',
  detail: `${sold.entitlementId}: ${sold.used} seats are in use, but at most ${after.hardCap} would be allowed.`,
});

/** Rule 10: refused as a whole, telling how many and which. */
const refuseBelowUsage = (altered: readonly SoldEffect[]): void => {
  const below = altered.filter(({ belowUsage }) => belowUsage);
  const [first] = below;
  if (!first) return;
  const named = below.slice(0, namedInRefusalMax);
  const rest = below.length - named.length;
  throw new ApiProblem(
    'seatCountBelowUsage',
    `${below.length} of ${altered.length} entitlements have more seats in use than would be allowed: ${named
      .map(({ sold }) => sold.entitlementId)
      .join(', ')}${rest > 0 ? ` and ${rest} others` : ''}.`,
    { reasons: named.map(reasonOf), limits: limitsInUse(first.after, first.sold.used) },
  );
};

type Told = { readonly effect: SoldEffect; readonly story: OverdraftStory };

const limitStep = ({ effect: { sold, after }, story }: Told, at: number): LimitChange[] =>
  story.limitSequence === null
    ? []
    : [
        {
          entitlementId: sold.entitlementId,
          sequence: story.limitSequence,
          at,
          bought: Number(sold.bought),
          hardCap: after.hardCap,
        },
      ];

/** As any other edit is told, after the changes of state it makes. */
const updatedEvent = (
  { effect: { sold }, story }: Told,
  { type, value }: OverdraftLimit,
  at: number,
): EntitlementTold => {
  const payload = updatedPayload(
    {
      entitlement_id: sold.entitlementId,
      entitlement_group_id: sold.entitlementGroupId,
      expiry_date: sold.expiryDate,
      seat_count: Number(sold.bought),
      disabled_date: sold.disabledDate,
      overdraft_type: type,
      overdraft_value: value,
    },
    new Date(at).toISOString(),
  );
  const { entitlementId } = sold;
  return { entitlementId, sequence: story.sequence + 1n, at, eventCode: 'entitlement.updated', payload };
};

const alter = async (
  tx: Queryable,
  tenantId: string,
  altered: readonly SoldEffect[],
  overdraft: OverdraftLimit,
  at: number,
): Promise<void> => {
  if (altered.length === 0) return;
  const told = altered.map((effect) => ({ effect, story: overdraftStory(effect, effect.sold, at) }));
  const ids = altered.map(({ sold }) => sold.entitlementId);
  await writeOverdraft(tx, tenantId, ids, overdraft);
  await recordLimits(
    tx,
    tenantId,
    told.flatMap((each) => limitStep(each, at)),
  );
  const updates = told.map((each) => updatedEvent(each, overdraft, at));
  const changes = outboxEvents(told.flatMap(({ story }) => story.events));
  await appendOutbox(tx, tenantId, [...changes, ...updates]);
  const sequences = told.map(({ story }) => story.sequence + 1n);
  await writeSequences(tx, tenantId, ids, sequences);
};
