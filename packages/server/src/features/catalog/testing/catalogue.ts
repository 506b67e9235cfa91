import type { CheckedApi } from '../../../testing/checked-api.ts';
import type { Leeway } from '../../../testing/leeway.ts';

/** A product with two editions, as tests of the levels need it. */

let products = 0;

export const newProduct = async (api: CheckedApi) => {
  products += 1;
  const { body } = await api('createProduct', 'POST /api/v1/products', { name: `CAD ${products}` });
  const at = `/api/v1/products/${body.id}`;
  const edition = async (name: string) =>
    `${at}/editions/${(await api('createEdition', `POST ${at}/editions`, { name })).body.id}`;
  return { productId: body.id as string, at, pro: await edition('Pro'), basic: await edition('Basic') };
};

export const catalogVersion = async ({ database, tenantId }: Leeway, productId: string): Promise<bigint> => {
  const [row] = await database.query<{ catalog_version: bigint }>(
    'select catalog_version from products where tenant_id = $1 and product_id = $2',
    [tenantId, productId],
  );
  return row?.catalog_version ?? 0n;
};
