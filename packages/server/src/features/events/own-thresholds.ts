import { type OwnThresholdApiRequest, type OwnThresholdModel, ownThresholdsMax } from '@leeway/contract';
import type { Author } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import { ApiProblem, invalid, notFound, unknownReference } from '../../platform/http/problem.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { openFeed } from './feed-store.ts';
import { contactAddresses, metersOf } from './sold-meters.ts';
import {
  deleteThreshold,
  insertThreshold,
  pageOfThresholds,
  type StoredThreshold,
  type ThresholdSettings,
  updateThreshold,
} from './thresholds-store.ts';

/** Thresholds that a customer sets itself: watched as the vendor's are, told by mail to its own people and to nobody else. */

export interface OwnThresholdParts extends Pick<RoomContext, 'database' | 'clock'> {
  readonly author: Author;
  readonly tenantId: string;
  readonly customerId: string;
}

const ownThresholdModel = (threshold: StoredThreshold): OwnThresholdModel => {
  const { thresholdId, entitlementId, featureKey, measure, value, mail, quietHours, createdAt } = threshold;
  if (entitlementId === null) throw new Error(`${thresholdId} is of no entitlement`);
  return {
    ...{ id: thresholdId, entitlementId, featureKey, measure, value, quietHours },
    addresses: [...(mail?.addresses ?? [])],
    createdAt: createdAt.toISOString(),
  };
};

/** 422 for a feature the entitlement does not have, and for an address of somebody else. */
const settingsFrom = async (
  db: Queryable,
  { tenantId, customerId, clock }: OwnThresholdParts,
  body: OwnThresholdApiRequest,
): Promise<ThresholdSettings> => {
  const { entitlementId, featureKey = null, measure, value, addresses, quietHours = null } = body;
  const meters = await metersOf(db, tenantId, entitlementId, clock.now());
  if (!meters.some((meter) => meter.featureKey === featureKey)) {
    throw unknownReference('featureKey', 'feature of the entitlement', featureKey ?? '');
  }
  const known = await contactAddresses(db, tenantId, customerId, addresses);
  const theirs = new Set(known.map((email) => email.toLowerCase()));
  const foreign = addresses.findIndex((address) => !theirs.has(address.toLowerCase()));
  if (foreign >= 0) {
    throw invalid(`addresses.${foreign}`, 'must be the address of one of your people; invite them first');
  }
  const mail = { toOwners: false, toContacts: false, addresses: known };
  return { offeringId: null, entitlementId, featureKey, measure, value, mail, quietHours };
};

/** The caller has seen to it that the entitlement is the customer's. 409 when it has as many as there may be. */
export const createOwnThreshold = async (
  parts: OwnThresholdParts,
  body: OwnThresholdApiRequest,
): Promise<OwnThresholdModel> => {
  const { database, clock, author, tenantId, customerId } = parts;
  const at = clock.now();
  const settings = await settingsFrom(database, parts, body);
  const threshold = { thresholdId: newId('thr', at), customerId, createdAt: new Date(at), ...settings };
  const isCreated = await database.transaction(author, async (tx) => {
    await openFeed(tx, tenantId);
    return insertThreshold(tx, tenantId, threshold, ownThresholdsMax);
  });
  if (!isCreated) {
    throw new ApiProblem(
      'conflict',
      `An entitlement has at most ${ownThresholdsMax} alerts of the customer's.`,
    );
  }
  return ownThresholdModel(threshold);
};

/** 404 unless it is the customer's own. */
export const updateOwnThreshold = async (
  parts: OwnThresholdParts,
  thresholdId: string,
  body: OwnThresholdApiRequest,
): Promise<OwnThresholdModel> => {
  const { database, author, tenantId, customerId } = parts;
  const settings = await settingsFrom(database, parts, body);
  const createdAt = await database.transaction(author, (tx) =>
    updateThreshold(tx, tenantId, thresholdId, settings, customerId),
  );
  if (!createdAt) throw notFound('threshold', thresholdId);
  return ownThresholdModel({ thresholdId, customerId, createdAt, ...settings });
};

/** 404 unless it is the customer's own. */
export const deleteOwnThreshold = async (
  { database, author, tenantId, customerId }: OwnThresholdParts,
  thresholdId: string,
): Promise<void> => {
  const isDeleted = await database.transaction(author, (tx) =>
    deleteThreshold(tx, tenantId, thresholdId, customerId),
  );
  if (!isDeleted) throw notFound('threshold', thresholdId);
};

export const pageOfOwnThresholds = async (
  { database, tenantId, customerId }: OwnThresholdParts,
  page: PageAsked,
): Promise<{ items: OwnThresholdModel[]; total: number }> => {
  const { rows, total } = await pageOfThresholds(database, tenantId, {}, page, customerId);
  return { items: rows.map(ownThresholdModel), total };
};
