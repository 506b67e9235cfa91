import { operations } from '@leeway/contract';
import { notFound } from '../../platform/http/problem.ts';
import { orDuplicate } from '../../platform/http/unique.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { featureSettings, tolerateConsumption, updatedFeature } from './feature-settings.ts';
import { findFeature, insertFeature, listFeatures, updateFeature } from './features-store.ts';
import { findProduct, touchProduct } from './products-store.ts';

export const registerFeatures = ({ route, database, clock }: RoomContext): void => {
  route(
    operations.createProductFeature,
    async ({ tenantId, author, params: { productId }, body }) => {
      const at = clock.now();
      const { type } = body;
      const level = { level: 'product', valueLevel: 'product' } as const;
      const feature = { id: newId('feat', at), type, ...level, ...featureSettings(type, body) };
      const creation = database.transaction(author, async (tx) => {
        if (!(await touchProduct(tx, tenantId, productId))) throw notFound('product', productId);
        await insertFeature(tx, tenantId, productId, feature, at);
      });
      await orDuplicate('key', feature.key, creation);
      return feature;
    },
    { tolerate: tolerateConsumption },
  );

  route(operations.listProductFeatures, async ({ tenantId, params: { productId } }) => {
    if (!(await findProduct(database, tenantId, productId))) throw notFound('product', productId);
    return { items: await listFeatures(database, tenantId, productId) };
  });

  route(operations.getProductFeature, async ({ tenantId, params: { productId, featureId } }) => {
    const feature = await findFeature(database, tenantId, productId, featureId);
    if (!feature) throw notFound('feature', featureId);
    return feature;
  });

  route(
    operations.updateProductFeature,
    async ({ tenantId, author, params: { productId, featureId }, body }) => {
      const update = database.transaction(author, async (tx) => {
        // Locks the product, so nobody else changes the feature between reading and writing it.
        if (!(await touchProduct(tx, tenantId, productId))) throw notFound('product', productId);
        const current = await findFeature(tx, tenantId, productId, featureId);
        if (!current) throw notFound('feature', featureId);
        await updateFeature(tx, tenantId, productId, featureId, updatedFeature(current, body));
      });
      await orDuplicate('key', body.key ?? '', update);
      return undefined;
    },
  );
};
