import type { EntitlementListModel, EntitlementModel } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import { notFound } from '../../platform/http/problem.ts';
import { findProduct, listAttributes, listFeatures, offeringsById } from '../catalog/index.ts';
import { attributeModels } from './attribute-view.ts';
import { actionsOf } from './entitlement-actions.ts';
import {
  countEntitlements,
  type EntitlementFilter,
  type EntitlementInUseRow,
  findEntitlement,
  pageOfEntitlements,
} from './entitlement-store.ts';
import { editInfoOf, entitlementListModel, entitlementModel, offeringModel } from './entitlement-view.ts';
import { featureModels, featuresInUse } from './feature-view.ts';
import { groupsById } from './group-store.ts';
import { groupsOfEntitlements } from './group-view.ts';

/** Entitlements as they are at an instant, with what `expand` asks for. */

const presentOffering = async (db: Queryable, tenantId: string, offeringId: string) => {
  const offering = (await offeringsById(db, tenantId, [offeringId])).get(offeringId);
  if (!offering) return null;
  const place = { productId: offering.edition.productId, editionId: offering.editionId };
  const features = await listFeatures(db, tenantId, place);
  return offeringModel(offering, features, await listAttributes(db, tenantId, place));
};

const catalogueParts = async (
  db: Queryable,
  tenantId: string,
  row: EntitlementInUseRow,
  expand: ReadonlySet<string>,
): Promise<Pick<EntitlementModel, 'product' | 'offering'>> => {
  const product = expand.has('product') ? await findProduct(db, tenantId, row.product_id) : undefined;
  const offering = expand.has('offering') ? await presentOffering(db, tenantId, row.offering_id) : undefined;
  return { ...(product === undefined ? {} : { product }), ...(offering === undefined ? {} : { offering }) };
};

/** @param at the instant of all figures, epoch ms. 404 when there is no such entitlement. */
export const readEntitlement = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  expand: ReadonlySet<string>,
  at: number,
): Promise<EntitlementModel> => {
  const row = await findEntitlement(db, tenantId, entitlementId, at);
  if (!row) throw notFound('entitlement', entitlementId);
  return {
    ...entitlementModel(row, at),
    ...(await catalogueParts(db, tenantId, row, expand)),
    ...(expand.has('features')
      ? { features: featureModels(await featuresInUse(db, tenantId, row, at), row, at) }
      : {}),
    ...(expand.has('attributes') ? { attributes: await attributeModels(db, tenantId, entitlementId) } : {}),
    ...(expand.has('editInfo') ? { editInfo: editInfoOf(row) } : {}),
    ...(expand.has('actions') ? { actions: actionsOf(row, at) } : {}),
  };
};

/** One page of entitlements, oldest first. `expand`: `customer` adds the customer to each item's group. */
export const listEntitlements = async (
  db: Queryable,
  tenantId: string,
  asked: {
    readonly filter: EntitlementFilter;
    readonly page: PageAsked;
    readonly expand: ReadonlySet<string>;
  },
  at: number,
): Promise<{ items: EntitlementListModel[]; total: number }> => {
  const { filter, page, expand } = asked;
  const rows = await pageOfEntitlements(db, tenantId, filter, page, at);
  const groups = await groupsById(
    db,
    tenantId,
    rows.map((row) => row.entitlement_group_id),
  );
  const shown = await groupsOfEntitlements(db, tenantId, groups, expand);
  const items = rows.map((row) => entitlementListModel(row, shown.get(row.entitlement_group_id) ?? null));
  return { items, total: await countEntitlements(db, tenantId, filter) };
};
