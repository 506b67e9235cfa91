import { type FeatureApiRequest, operations } from '@leeway/contract';
import type { Author } from '../../platform/author.ts';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { clearFeature, editFeature, knownFeature, type TellFeatureEdit } from './edit-feature.ts';
import { featureSettings, tolerateConsumption } from './feature-settings.ts';
import { insertFeature, listFeatures } from './features-store.ts';
import {
  beginEdit,
  everywhere,
  inProduct,
  type Place,
  refuseTakenKey,
  refuseUnknownPlace,
} from './levels.ts';
import { featureColumns } from './list-columns.ts';
import { listOtherFeatureValues } from './other-values-store.ts';

/** Features of all products, of one, and of an edition: the same acts at three places (rule 8). */

const featureReads = ({ database }: RoomContext) => {
  const list = async (tenantId: string, place: Place) => {
    await refuseUnknownPlace(database, tenantId, place);
    return { items: await listFeatures(database, tenantId, place) };
  };
  const get = async (tenantId: string, place: Place, featureId: string) => {
    await refuseUnknownPlace(database, tenantId, place);
    return knownFeature(database, tenantId, place, featureId);
  };
  return { list, get };
};

const createFeature =
  ({ database, clock }: RoomContext) =>
  async (author: Author, tenantId: string, place: Place, body: FeatureApiRequest) => {
    const at = clock.now();
    const { type } = body;
    const { productId } = place;
    const level = productId === null ? 'global' : 'product';
    const settings = featureSettings(type, body);
    const feature = { id: newId('feat', at), type, level, valueLevel: level, ...settings } as const;
    await database.transaction(author, async (tx) => {
      await beginEdit(tx, tenantId, place);
      await refuseTakenKey(tx, tenantId, 'features', { ...feature, productId });
      await insertFeature(tx, tenantId, productId, feature, at);
    });
    return feature;
  };

export const registerFeatures = (context: RoomContext, tellFeatureEdit: TellFeatureEdit): void => {
  const { route } = context;
  const { list, get } = featureReads(context);
  const create = createFeature(context);
  const parts = { ...context, tellFeatureEdit };
  const tolerant = { tolerate: tolerateConsumption };

  route(
    operations.createFeature,
    ({ author, tenantId, body }) => create(author, tenantId, everywhere, body),
    tolerant,
  );
  route(operations.listFeatures, async ({ tenantId, query }) => ({
    items: await listFeatures(context.database, tenantId, everywhere, query),
  }));
  route(operations.exportFeatures, (asked) =>
    context.sendList(asked, {
      ...{ title: 'Global features', columns: featureColumns },
      read: async (db) => ({ items: await listFeatures(db, asked.tenantId, everywhere, asked.query) }),
    }),
  );
  route(operations.getFeature, ({ tenantId, params }) => get(tenantId, everywhere, params.featureId));
  route(operations.listFeatureValues, async ({ tenantId, params: { featureId }, query }) => {
    await knownFeature(context.database, tenantId, everywhere, featureId);
    const page = pageAsked(query);
    const { items, total } = await listOtherFeatureValues(context.database, tenantId, featureId, page);
    return pageReply(page, items, total);
  });
  route(operations.updateFeature, ({ author, tenantId, params: { featureId }, body }) =>
    editFeature(parts, { author, tenantId, place: everywhere, featureId }, body),
  );

  route(
    operations.createProductFeature,
    ({ author, tenantId, params, body }) => create(author, tenantId, inProduct(params.productId), body),
    tolerant,
  );
  route(operations.listProductFeatures, ({ tenantId, params }) =>
    list(tenantId, inProduct(params.productId)),
  );
  route(operations.getProductFeature, ({ tenantId, params }) =>
    get(tenantId, inProduct(params.productId), params.featureId),
  );
  route(operations.updateProductFeature, ({ author, tenantId, params: { productId, featureId }, body }) =>
    editFeature(parts, { author, tenantId, place: inProduct(productId), featureId }, body),
  );

  route(operations.listEditionFeatures, ({ tenantId, params }) => list(tenantId, params));
  route(operations.getEditionFeature, ({ tenantId, params }) => get(tenantId, params, params.featureId));
  route(operations.updateEditionFeature, ({ author, tenantId, params, body }) => {
    const { value, overdraftLimit } = body;
    const target = { author, tenantId, place: params, featureId: params.featureId };
    return editFeature(parts, target, { value, overdraftLimit });
  });
  route(operations.deleteEditionFeature, ({ author, tenantId, params }) =>
    clearFeature(parts, { author, tenantId, place: params, featureId: params.featureId }),
  );
};
