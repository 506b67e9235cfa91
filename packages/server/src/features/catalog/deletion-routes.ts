import { operations } from '@leeway/contract';
import { notFound } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { findAttribute } from './attributes-store.ts';
import {
  type CatalogueUse,
  type Deletion,
  deleteFromCatalogue,
  refuseOffered,
  refuseSold,
  refuseUsed,
} from './delete-from-catalogue.ts';
import { clearProductAttribute, clearProductFeature } from './deletion-store.ts';
import { editedBy, knownFeature, type TellFeatureEdit } from './edit-feature.ts';
import { findEdition } from './editions-store.ts';
import { beginEdit, everywhere, inProduct } from './levels.ts';
import { lockOffering } from './offerings-store.ts';
import { touchProduct } from './products-store.ts';

interface Others extends CatalogueUse {
  readonly tellFeatureEdit: TellFeatureEdit;
}

export const registerDeletions = (context: RoomContext, others: Others): void => {
  registerProductDeletions(context, others);
  registerOfferingDeletions(context, others);
  registerFeatureDeletions(context, others);
  registerAttributeDeletions(context);
};

const registerProductDeletions = ({ route, database }: RoomContext, use: CatalogueUse): void => {
  route(operations.deleteProduct, ({ author, tenantId, params: { productId } }) =>
    deleteFromCatalogue(database, { author, tenantId, what: 'product', id: productId }, async (tx) => {
      if (!(await touchProduct(tx, tenantId, productId))) throw notFound('product', productId);
      await refuseOffered(tx, tenantId, 'product', { productId });
      await refuseSold(use, tx, tenantId, 'product', { productId });
    }),
  );

  route(operations.deleteEdition, ({ author, tenantId, params: { productId, editionId } }) =>
    deleteFromCatalogue(database, { author, tenantId, what: 'edition', id: editionId }, async (tx) => {
      if (!(await touchProduct(tx, tenantId, productId))) throw notFound('product', productId);
      if (!(await findEdition(tx, tenantId, productId, editionId))) throw notFound('edition', editionId);
      await refuseOffered(tx, tenantId, 'edition', { editionId });
      await refuseSold(use, tx, tenantId, 'edition', { editionId });
    }),
  );
};

const registerOfferingDeletions = ({ route, database }: RoomContext, use: CatalogueUse): void => {
  route(operations.deletePlan, ({ author, tenantId, params: { planId } }) =>
    deleteFromCatalogue(database, { author, tenantId, what: 'plan', id: planId }, (tx) =>
      refuseOffered(tx, tenantId, 'plan', { planId }),
    ),
  );

  route(operations.deleteOffering, ({ author, tenantId, params: { offeringId } }) =>
    deleteFromCatalogue(database, { author, tenantId, what: 'offering', id: offeringId }, async (tx) => {
      if (!(await lockOffering(tx, tenantId, offeringId))) throw notFound('offering', offeringId);
      await refuseSold(use, tx, tenantId, 'offering', { offeringId });
    }),
  );
};

const registerFeatureDeletions = (context: RoomContext, { tellFeatureEdit, ...use }: Others): void => {
  const { route, database } = context;
  const editParts = { ...context, tellFeatureEdit };

  route(operations.deleteFeature, ({ author, tenantId, params: { featureId } }) =>
    deleteFromCatalogue(database, { author, tenantId, what: 'feature', id: featureId }, async (tx) => {
      await beginEdit(tx, tenantId, everywhere);
      await knownFeature(tx, tenantId, everywhere, featureId);
      await refuseUsed(use, tx, tenantId, featureId);
    }),
  );

  route(operations.deleteProductFeature, async ({ author, tenantId, params: { productId, featureId } }) => {
    const place = inProduct(productId);
    const { level } = await knownFeature(database, tenantId, place, featureId);
    if (level === 'global') {
      return database.transaction(author, async (tx) => {
        await beginEdit(tx, tenantId, place);
        await tellFeatureEdit(tx, editedBy(editParts, { author, tenantId, place, featureId }), () =>
          clearProductFeature(tx, tenantId, productId, featureId),
        );
        return undefined;
      });
    }
    const deletion: Deletion = { author, tenantId, what: 'feature', id: featureId };
    return deleteFromCatalogue(database, deletion, async (tx) => {
      await beginEdit(tx, tenantId, place);
      await refuseUsed(use, tx, tenantId, featureId);
    });
  });
};

const registerAttributeDeletions = ({ route, database }: RoomContext): void => {
  route(operations.deleteAttribute, ({ author, tenantId, params: { attributeId } }) =>
    deleteFromCatalogue(database, { author, tenantId, what: 'attribute', id: attributeId }, async (tx) => {
      await beginEdit(tx, tenantId, everywhere);
      if (!(await findAttribute(tx, tenantId, everywhere, attributeId)))
        throw notFound('attribute', attributeId);
    }),
  );

  route(
    operations.deleteProductAttribute,
    async ({ author, tenantId, params: { productId, attributeId } }) => {
      const place = inProduct(productId);
      const attribute = await findAttribute(database, tenantId, place, attributeId);
      if (!attribute) throw notFound('attribute', attributeId);
      if (attribute.level === 'global') {
        return database.transaction(author, async (tx) => {
          await beginEdit(tx, tenantId, place);
          await clearProductAttribute(tx, tenantId, productId, attributeId);
          return undefined;
        });
      }
      const deletion: Deletion = { author, tenantId, what: 'attribute', id: attributeId };
      return deleteFromCatalogue(database, deletion, (tx) => beginEdit(tx, tenantId, place));
    },
  );
};
