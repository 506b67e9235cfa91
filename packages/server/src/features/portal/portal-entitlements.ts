import type {
  EntitlementFeatureModel,
  EntitlementModel,
  PortalAttentionModel,
  PortalEntitlementDetailModel,
  PortalEntitlementModel,
  PortalFeatureModel,
  PortalOverviewModel,
} from '@leeway/contract';
import { portalOverviewMax } from '@leeway/contract';
import {
  bucketAt,
  compareStandings,
  featureLimits,
  limitInForce,
  limitsInUse,
  limitsOf,
  nextDateOf,
  nextStepOf,
  type SoldInUse,
  standingOf,
  trendDirection,
  unitsUntil,
} from '@leeway/rules';
import { instantText } from '../../platform/instant.ts';
import type { RoomContext } from '../../platform/room.ts';
import { productNames } from '../catalog/index.ts';
import { customersById } from '../customers/index.ts';
import {
  entitlementsHeld,
  groupModel,
  type HeldEntitlement,
  readEntitlement,
} from '../entitlements/index.ts';
import { deniedSeatsOf, type HistoryReader } from '../history/index.ts';
import { trendsOf } from '../insights/index.ts';
import { holderOf, mustSeeEntitlement, type PortalCaller, permits } from './portal-caller.ts';

/** What a customer bought and how much of it is used, as the caller may see it (rule 43). */

export interface ReadParts extends Pick<RoomContext, 'database' | 'clock'> {
  readonly history: HistoryReader;
}

/** Orders of one overview; a customer with more finds the others by order. */
const groupsMax = 500;
/** Logs that are read to their end for one overview; the others are as far as the background has read them. */
const readToEndMax = 50;

const ms = (date: string | null) => (date === null ? null : Date.parse(date));

interface Known {
  readonly denied: Awaited<ReturnType<typeof deniedSeatsOf>>;
  readonly trends: ReadonlyMap<string, number | null>;
  readonly products: ReadonlyMap<string, string>;
  readonly now: number;
}

/** Figures of the month and the past, in one go for all of them. */
const knownOf = async (
  { database, history }: ReadParts,
  { tenantId }: PortalCaller,
  held: readonly HeldEntitlement[],
  { timeZone, now }: { readonly timeZone: string; readonly now: number },
): Promise<Known> => {
  const ids = held.map(({ entitlement }) => entitlement.id);
  for (const id of ids.slice(0, readToEndMax)) await history.catchUp(tenantId, id);
  const month = bucketAt('month', now, timeZone);
  return {
    denied: await deniedSeatsOf(database, tenantId, ids, month),
    trends: await trendsOf(database, tenantId, ids),
    products: await productNames(
      database,
      tenantId,
      held.map(({ entitlement }) => entitlement.productId),
    ),
    now,
  };
};

const soldOf = (entitlement: EntitlementModel, deniedAttempts: number): SoldInUse => {
  const { seatCount, overdraftSeatLimit, seatsUsed, ownCap = null, status } = entitlement;
  return {
    status,
    limits: limitsInUse(limitsOf(BigInt(seatCount), overdraftSeatLimit), BigInt(seatsUsed)),
    ownCap: ownCap === null ? null : BigInt(ownCap),
    deniedAttempts,
  };
};

const nextDate = (entitlement: EntitlementModel, now: number): PortalEntitlementModel['nextDate'] => {
  const { status, activationDate, expiryDate, gracePeriodExpiry, maintenanceExpiryDate } = entitlement;
  const found = nextDateOf(
    {
      status,
      activationDate: ms(activationDate),
      expiryDate: ms(expiryDate),
      graceEnd: ms(gracePeriodExpiry),
      maintenanceExpiryDate: ms(maintenanceExpiryDate),
    },
    now,
  );
  return found && { kind: found.kind, at: instantText(found.at) };
};

interface Shown {
  readonly sold: SoldInUse;
  readonly view: PortalEntitlementModel;
}

const shownTo = (caller: PortalCaller, known: Known, { entitlement, orderRefId }: HeldEntitlement): Shown => {
  const denied = known.denied.get(entitlement.id);
  const sold = soldOf(entitlement, denied?.attempts ?? 0);
  const { limits, ownCap } = sold;
  const limit = limitInForce(limits, ownCap);
  const perMonth = known.trends.get(entitlement.id) ?? null;
  const trend = { direction: trendDirection(perMonth, limits.bought ?? 0n), perMonth };
  const seesGroups = permits(caller, 'groups');
  const view: PortalEntitlementModel = {
    ...{ id: entitlement.id, offeringName: entitlement.offeringName, sku: entitlement.sku },
    productName: known.products.get(entitlement.productId) ?? '',
    ...{ status: entitlement.status, licenseType: entitlement.licenseType },
    concurrencyMode: entitlement.concurrencyMode,
    entitlementGroupId: seesGroups ? entitlement.entitlementGroupId : null,
    orderRefId: seesGroups ? orderRefId : null,
    limits: { ...limits },
    ...{ ownCap, limit, seatsUntilLimit: unitsUntil(limit, limits.used), standing: standingOf(sold) },
    deniedThisMonth: {
      attempts: denied?.attempts ?? 0,
      seats: denied?.seats ?? 0,
      lastDeniedAt: denied?.lastDeniedAt.toISOString() ?? null,
    },
    trend: permits(caller, 'graph') ? trend : null,
    nextDate: nextDate(entitlement, known.now),
    created: entitlement.created,
  };
  return { sold, view };
};

/** Worst first, then by the share of the limit that is used. */
const byUrgency = (one: Shown, other: Shown): number => {
  const share = ({ view }: Shown) => {
    const level = view.limit ?? view.limits.bought;
    return level === null || level === 0n ? 0 : Number(view.limits.used) / Number(level);
  };
  return compareStandings(one.view.standing, other.view.standing) || share(other) - share(one);
};

const attentionOf = (
  shown: readonly Shown[],
  role: PortalCaller['portalRole'],
): PortalAttentionModel | null => {
  const [worst] = shown;
  if (!worst) return null;
  const { standing, id } = worst.view;
  const nextStep = nextStepOf(standing, worst.sold, role);
  return nextStep && { entitlementId: id, standing, nextStep };
};

export const portalOverview = async (
  parts: ReadParts,
  caller: PortalCaller,
): Promise<PortalOverviewModel> => {
  const { database, clock } = parts;
  const { tenantId, customerId, timeZone } = caller;
  const now = clock.now();
  const held = await entitlementsHeld(database, holderOf(caller), groupsMax, now);
  const known = await knownOf(parts, caller, held, { timeZone, now });
  const shown = held.map((one) => shownTo(caller, known, one)).sort(byUrgency);
  const customer = (await customersById(database, tenantId, [customerId])).get(customerId);
  return {
    customer: { id: customerId, name: customer?.name ?? '' },
    asOf: instantText(now),
    timeZone,
    attention: attentionOf(shown, caller.portalRole),
    entitlements: shown.slice(0, portalOverviewMax).map(({ view }) => view),
    elementsTotal: shown.length,
  };
};

const featureModel = (feature: EntitlementFeatureModel): PortalFeatureModel => {
  const { key, description, type, value, used, overdraftLimit, nextUsagePeriodStart } = feature;
  const isSwitch = type === 'bool';
  const limits = limitsInUse(featureLimits(type, value, overdraftLimit), used ?? 0n);
  return {
    ...{ key, description, type },
    limits: isSwitch ? null : { ...limits },
    enabled: !isSwitch || value !== 0n,
    resetsAt: nextUsagePeriodStart,
  };
};

/** 404 unless the caller sees it. */
export const portalEntitlement = async (
  parts: ReadParts,
  caller: PortalCaller,
  entitlementId: string,
): Promise<PortalEntitlementDetailModel> => {
  const { database, clock } = parts;
  const { tenantId, timeZone } = caller;
  await mustSeeEntitlement(database, caller, entitlementId);
  const now = clock.now();
  const entitlement = await readEntitlement(database, tenantId, entitlementId, new Set(['features']), now);
  const groupId = entitlement.entitlementGroupId;
  const group = groupId === null ? null : await groupModel(database, tenantId, groupId, new Set(), now);
  const held = { entitlement, orderRefId: group?.orderRefId ?? null };
  const known = await knownOf(parts, caller, [held], { timeZone, now });
  const { view } = shownTo(caller, known, held);
  return { ...view, features: (entitlement.features ?? []).map(featureModel) };
};
