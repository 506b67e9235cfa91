import { type CreateAttributeApiRequest, operations } from '@leeway/contract';
import type { Author } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { notFound } from '../../platform/http/problem.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import {
  type AttributeEdit,
  attributeSettings,
  refuseDefinition,
  updatedAttribute,
} from './attribute-settings.ts';
import {
  clearEditionAttribute,
  findAttribute,
  insertAttribute,
  listAttributes,
  setAttributeValue,
  updateAttribute,
} from './attributes-store.ts';
import {
  beginEdit,
  everywhere,
  inProduct,
  levelAt,
  type Place,
  refuseTakenKey,
  refuseUnknownPlace,
} from './levels.ts';
import { attributeColumns } from './list-columns.ts';
import { listOtherAttributeValues } from './other-values-store.ts';
import { refuseInvalidValue } from './validation-rules.ts';

/** Attributes of all products, of one, and of an edition: the same acts at three places (rule 8). */

const attributeActs = ({ database, clock }: RoomContext) => {
  const create = async (author: Author, tenantId: string, place: Place, body: CreateAttributeApiRequest) => {
    const at = clock.now();
    const { type } = body;
    const { productId } = place;
    const level = productId === null ? 'global' : 'product';
    const settings = attributeSettings(type, body);
    const attribute = { id: newId('atr', at), type, level, valueLevel: level, ...settings } as const;
    await database.transaction(author, async (tx) => {
      await beginEdit(tx, tenantId, place);
      await refuseTakenKey(tx, tenantId, 'attributes', { ...attribute, productId });
      await insertAttribute(tx, tenantId, productId, attribute, at);
    });
    return attribute;
  };

  const list = async (tenantId: string, place: Place) => {
    await refuseUnknownPlace(database, tenantId, place);
    return { items: await listAttributes(database, tenantId, place) };
  };

  const known = async (db: Queryable, tenantId: string, place: Place, attributeId: string) => {
    const attribute = await findAttribute(db, tenantId, place, attributeId);
    if (!attribute) throw notFound('attribute', attributeId);
    return attribute;
  };

  const get = async (tenantId: string, place: Place, attributeId: string) => {
    await refuseUnknownPlace(database, tenantId, place);
    return known(database, tenantId, place, attributeId);
  };

  const edit = (author: Author, tenantId: string, place: Place, attributeId: string, edited: AttributeEdit) =>
    database.transaction(author, async (tx) => {
      await beginEdit(tx, tenantId, place);
      const current = await known(tx, tenantId, place, attributeId);
      if (current.level === levelAt(place)) {
        const settings = updatedAttribute(current, edited);
        const { productId } = place;
        await refuseTakenKey(tx, tenantId, 'attributes', { id: attributeId, key: settings.key, productId });
        await updateAttribute(tx, tenantId, attributeId, settings);
        return undefined;
      }
      refuseDefinition(current, edited);
      if (edited.value === undefined) return undefined;
      refuseInvalidValue('value', current, edited.value);
      await setAttributeValue(tx, tenantId, place, attributeId, edited.value);
      return undefined;
    });

  const clear = (
    author: Author,
    tenantId: string,
    place: Place & { editionId: string },
    attributeId: string,
  ) =>
    database.transaction(author, async (tx) => {
      await beginEdit(tx, tenantId, place);
      await known(tx, tenantId, place, attributeId);
      await clearEditionAttribute(tx, tenantId, place.editionId, attributeId);
      return undefined;
    });

  return { create, list, get, edit, clear };
};

export const registerAttributes = (context: RoomContext): void => {
  const { route } = context;
  const acts = attributeActs(context);

  route(operations.createAttribute, ({ author, tenantId, body }) =>
    acts.create(author, tenantId, everywhere, body),
  );
  route(operations.listAttributes, async ({ tenantId, query }) => ({
    items: await listAttributes(context.database, tenantId, everywhere, query),
  }));
  route(operations.exportAttributes, (asked) =>
    context.sendList(asked, {
      ...{ title: 'Global attributes', columns: attributeColumns },
      read: async (db) => ({ items: await listAttributes(db, asked.tenantId, everywhere, asked.query) }),
    }),
  );
  route(operations.getAttribute, ({ tenantId, params }) =>
    acts.get(tenantId, everywhere, params.attributeId),
  );
  route(operations.listAttributeValues, async ({ tenantId, params: { attributeId }, query }) => {
    await acts.get(tenantId, everywhere, attributeId);
    const page = pageAsked(query);
    const { items, total } = await listOtherAttributeValues(context.database, tenantId, attributeId, page);
    return pageReply(page, items, total);
  });
  route(operations.updateAttribute, ({ author, tenantId, params, body }) =>
    acts.edit(author, tenantId, everywhere, params.attributeId, body),
  );

  route(operations.createProductAttribute, ({ author, tenantId, params, body }) =>
    acts.create(author, tenantId, inProduct(params.productId), body),
  );
  route(operations.listProductAttributes, ({ tenantId, params }) =>
    acts.list(tenantId, inProduct(params.productId)),
  );
  route(operations.getProductAttribute, ({ tenantId, params }) =>
    acts.get(tenantId, inProduct(params.productId), params.attributeId),
  );
  route(operations.updateProductAttribute, ({ author, tenantId, params, body }) =>
    acts.edit(author, tenantId, inProduct(params.productId), params.attributeId, body),
  );
  route(operations.patchProductAttributeValue, ({ author, tenantId, params, body: { value } }) =>
    acts.edit(author, tenantId, inProduct(params.productId), params.attributeId, { value }),
  );

  route(operations.listEditionAttributes, ({ tenantId, params }) => acts.list(tenantId, params));
  route(operations.getEditionAttribute, ({ tenantId, params }) =>
    acts.get(tenantId, params, params.attributeId),
  );
  route(operations.patchEditionAttributeValue, ({ author, tenantId, params, body: { value } }) =>
    acts.edit(author, tenantId, params, params.attributeId, { value }),
  );
  route(operations.deleteEditionAttribute, ({ author, tenantId, params }) =>
    acts.clear(author, tenantId, params, params.attributeId),
  );
};
