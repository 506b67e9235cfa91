import { operations } from '@leeway/contract';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { notFound } from '../../platform/http/problem.ts';
import { orDuplicate } from '../../platform/http/unique.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { findEdition, insertEdition, listEditions, updateEdition } from './editions-store.ts';
import { productColumns } from './list-columns.ts';
import { defaultPeriods, patchedProduct, replacedProduct } from './product-settings.ts';
import {
  findProduct,
  insertProduct,
  listProducts,
  lockProduct,
  touchProduct,
  updateProduct,
} from './products-store.ts';
import { refuseBlank } from './terms.ts';

export const registerProducts = (context: RoomContext): void => {
  const { route, database, clock, sendList } = context;

  route(operations.createProduct, async ({ tenantId, author, body }) => {
    const at = clock.now();
    refuseBlank('name', body.name);
    const { name, description = null } = body;
    const product = { id: newId('prod', at), name, description, ...defaultPeriods };
    const creation = database.transaction(author, (tx) => insertProduct(tx, tenantId, product, at));
    await orDuplicate('name', name, creation);
    return product;
  });

  route(operations.listProducts, async ({ tenantId, query }) => {
    const page = pageAsked(query);
    const { items, total } = await listProducts(database, tenantId, query, page);
    return pageReply(page, items, total);
  });

  route(operations.exportProducts, (asked) =>
    sendList(asked, {
      ...{ title: 'Products', columns: productColumns },
      read: async (db, page) => {
        const { items, total } = await listProducts(db, asked.tenantId, asked.query, page);
        return { items, elementsTotal: total };
      },
    }),
  );

  route(operations.getProduct, async ({ tenantId, params: { productId } }) => {
    const product = await findProduct(database, tenantId, productId);
    if (!product) throw notFound('product', productId);
    return product;
  });

  route(operations.updateProduct, async ({ tenantId, author, params: { productId }, body }) => {
    const settings = replacedProduct(body);
    const update = database.transaction(author, (tx) => updateProduct(tx, tenantId, productId, settings));
    if (!(await orDuplicate('name', settings.name, update))) throw notFound('product', productId);
    return undefined;
  });

  route(operations.patchProduct, async ({ tenantId, author, params: { productId }, body }) => {
    const patch = database.transaction(author, async (tx) => {
      const current = await lockProduct(tx, tenantId, productId);
      if (!current) throw notFound('product', productId);
      await updateProduct(tx, tenantId, productId, patchedProduct(current, body));
    });
    await orDuplicate('name', body.name ?? '', patch);
    return undefined;
  });

  registerEditions(context);
};

const registerEditions = ({ route, database, clock }: RoomContext): void => {
  route(operations.createEdition, async ({ tenantId, author, params: { productId }, body }) => {
    const at = clock.now();
    refuseBlank('name', body.name);
    const { name, description = null } = body;
    const edition = { id: newId('ed', at), productId, name, description };
    const creation = database.transaction(author, async (tx) => {
      if (!(await touchProduct(tx, tenantId, productId))) throw notFound('product', productId);
      await insertEdition(tx, tenantId, edition, at);
    });
    await orDuplicate('name', name, creation);
    return edition;
  });

  route(operations.listEditions, async ({ tenantId, params: { productId }, query }) => {
    if (!(await findProduct(database, tenantId, productId))) throw notFound('product', productId);
    const page = pageAsked(query);
    const { items, total } = await listEditions(database, tenantId, productId, page);
    return pageReply(page, items, total);
  });

  route(operations.getEdition, async ({ tenantId, params: { productId, editionId } }) => {
    const edition = await findEdition(database, tenantId, productId, editionId);
    if (!edition) throw notFound('edition', editionId);
    return edition;
  });

  route(operations.updateEdition, async ({ tenantId, author, params: { productId, editionId }, body }) => {
    refuseBlank('name', body.name);
    const { name, description = null } = body;
    const update = database.transaction(author, async (tx) => {
      if (!(await touchProduct(tx, tenantId, productId))) throw notFound('product', productId);
      const known = await updateEdition(tx, tenantId, productId, editionId, { name, description });
      if (!known) throw notFound('edition', editionId);
    });
    await orDuplicate('name', name, update);
    return undefined;
  });
};
