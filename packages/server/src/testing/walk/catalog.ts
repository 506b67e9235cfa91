import { given, type Recipes, year } from './world.ts';

/** Valid requests of the catalogue's operations. */

const none = { type: 'none' };
const periods = { leasePeriod: { type: 'day', count: 7 }, offlineLeasePeriod: year, gracePeriod: none };

const products: Recipes = {
  createProduct: (w) => ({ body: { name: w.named('Product'), description: 'CAD' } }),
  listProducts: (w) => given(w.product(), { query: { pageSize: '5' } }),
  exportProducts: (w) => given(w.product(), { query: { format: 'xlsx' } }),
  getProduct: async (w) => ({ params: { productId: await w.product() } }),
  updateProduct: async (w) => ({
    params: { productId: await w.product() },
    body: { name: w.named('Product'), ...periods },
  }),
  patchProduct: async (w) => ({ params: { productId: await w.product() }, body: { description: 'CAD' } }),
  createEdition: async (w) => ({ params: { productId: await w.product() }, body: { name: 'Pro' } }),
  listEditions: async (w) => {
    const productId = await w.product();
    await w.edition(productId);
    return { params: { productId } };
  },
  getEdition: async (w) => {
    const productId = await w.product();
    return { params: { productId, editionId: await w.edition(productId) } };
  },
  updateEdition: async (w) => {
    const productId = await w.product();
    return { params: { productId, editionId: await w.edition(productId) }, body: { name: 'Pro' } };
  },
};

const productFeatures: Recipes = {
  createProductFeature: async (w) => ({
    params: { productId: await w.product() },
    body: { key: 'render', type: 'usageCount', value: 100, overdraftLimit: { type: 'absolute', value: 5 } },
  }),
  listProductFeatures: async (w) => ({ params: { productId: (await w.productWithFeature()).productId } }),
  getProductFeature: async (w) => {
    const { productId, featureId } = await w.productWithFeature();
    return { params: { productId, featureId } };
  },
  updateProductFeature: async (w) => {
    const { productId, featureId } = await w.productWithFeature();
    return { params: { productId, featureId }, body: { key: 'cores', value: 20 } };
  },
  listEditionFeatures: async (w) => {
    const { productId, editionId } = await w.productWithFeature();
    return { params: { productId, editionId } };
  },
  getEditionFeature: async (w) => ({ params: await w.productWithFeature() }),
  updateEditionFeature: async (w) => ({ params: await w.productWithFeature(), body: { value: 30 } }),
  deleteEditionFeature: async (w) => {
    const params = await w.productWithFeature();
    const path = `/products/${params.productId}/editions/${params.editionId}/features/${params.featureId}`;
    await w.create(`PUT ${path}`, { value: 30 });
    return { params };
  },
};

const productAttributes: Recipes = {
  createProductAttribute: async (w) => ({
    params: { productId: await w.product() },
    body: {
      ...{ key: 'mail', type: 'string', value: 'ada@example.com' },
      validationRules: [{ ruleType: 'regex', regex: '^.+@.+$', errorMessage: 'no address' }],
    },
  }),
  listProductAttributes: async (w) => ({ params: { productId: (await w.productWithAttribute()).productId } }),
  getProductAttribute: async (w) => {
    const { productId, attributeId } = await w.productWithAttribute();
    return { params: { productId, attributeId } };
  },
  updateProductAttribute: async (w) => {
    const { productId, attributeId } = await w.productWithAttribute();
    return { params: { productId, attributeId }, body: { key: 'region', value: 'south' } };
  },
  patchProductAttributeValue: async (w) => {
    const { productId, attributeId } = await w.productWithAttribute();
    return { params: { productId, attributeId }, body: { value: 'south' } };
  },
  listEditionAttributes: async (w) => {
    const { productId, editionId } = await w.productWithAttribute();
    return { params: { productId, editionId } };
  },
  getEditionAttribute: async (w) => ({ params: await w.productWithAttribute() }),
  patchEditionAttributeValue: async (w) => ({
    params: await w.productWithAttribute(),
    body: { value: 'south' },
  }),
  deleteEditionAttribute: async (w) => {
    const params = await w.productWithAttribute();
    const path = `/products/${params.productId}/editions/${params.editionId}/attributes/${params.attributeId}`;
    await w.create(`PATCH ${path}`, { value: 'south' });
    return { params };
  },
};

/** Each deletes what nobody has bought. */
const deletions: Recipes = {
  deleteProduct: async (w) => ({ params: { productId: (await w.productWithFeature()).productId } }),
  deleteEdition: async (w) => {
    const { productId, editionId } = await w.productWithFeature();
    return { params: { productId, editionId } };
  },
  deleteProductFeature: async (w) => {
    const { productId, featureId } = await w.productWithFeature();
    return { params: { productId, featureId } };
  },
  deleteProductAttribute: async (w) => {
    const { productId, attributeId } = await w.productWithAttribute();
    return { params: { productId, attributeId } };
  },
  deleteFeature: async (w) => ({
    params: { featureId: (await w.create('/features', { key: w.named('f'), type: 'bool' })).id },
  }),
  deleteAttribute: async (w) => ({
    params: { attributeId: (await w.create('/attributes', { key: w.named('a'), type: 'date' })).id },
  }),
  deletePlan: async (w) => ({ params: { planId: await w.plan() } }),
  deleteOffering: async (w) => ({ params: { offeringId: (await w.offering()).id } }),
};

const globals: Recipes = {
  listFeatureValues: async (w) => {
    const productId = await w.product();
    const { id: featureId } = await w.create('/features', { key: w.named('f'), type: 'usageCount' });
    await w.create(`PUT /products/${productId}/features/${featureId}`, { value: 5 });
    return { params: { featureId } };
  },
  listAttributeValues: async (w) => {
    const productId = await w.product();
    const { id: attributeId } = await w.create('/attributes', { key: w.named('a'), type: 'string' });
    await w.create(`PATCH /products/${productId}/attributes/${attributeId}`, { value: 'x' });
    return { params: { attributeId } };
  },
  createFeature: (w) => ({ body: { key: w.named('feature'), type: 'bool', value: 1 } }),
  listFeatures: (w) => given(w.create('/features', { key: w.named('f'), type: 'bool' })),
  exportFeatures: () => ({ query: { format: 'csv' } }),
  getFeature: async (w) => ({
    params: { featureId: (await w.create('/features', { key: w.named('f'), type: 'usageCount' })).id },
  }),
  updateFeature: async (w) => ({
    params: { featureId: (await w.create('/features', { key: w.named('f'), type: 'usageCount' })).id },
    body: { key: w.named('f'), value: 7 },
  }),
  createAttribute: (w) => ({ body: { key: w.named('attribute'), type: 'number', value: '7' } }),
  listAttributes: (w) => given(w.create('/attributes', { key: w.named('a'), type: 'string' })),
  exportAttributes: () => ({}),
  getAttribute: async (w) => ({
    params: { attributeId: (await w.create('/attributes', { key: w.named('a'), type: 'date' })).id },
  }),
  updateAttribute: async (w) => ({
    params: { attributeId: (await w.create('/attributes', { key: w.named('a'), type: 'string' })).id },
    body: { key: w.named('a'), value: 'x' },
  }),
};

const planBody = { licenseType: 'subscription', licenseStartType: 'activation', licenseDuration: year };

const offerings: Recipes = {
  createPlan: (w) => ({ body: { name: w.named('Plan'), ...planBody } }),
  listPlans: (w) => given(w.plan()),
  exportPlans: (w) => given(w.plan()),
  getPlan: async (w) => ({ params: { planId: await w.plan() } }),
  updatePlan: async (w) => ({
    params: { planId: await w.plan() },
    body: { name: w.named('Plan'), ...planBody },
  }),
  createOffering: async (w) => ({ body: await w.offeringBody() }),
  exportOfferings: (w) => given(w.offering(), { query: { format: 'csv' } }),
  listOfferings: (w) => given(w.offering(), { query: { expand: 'edition,edition.product,plan' } }),
  getOffering: async (w) => ({
    params: { offeringId: (await w.offering()).id },
    query: { expand: 'edition,plan,stats' },
  }),
  updateOffering: async (w) => {
    const { id, sku, editionId, planId } = await w.offering();
    const body = { name: 'Renamed', sku, editionId, planId, seatCount: 5, concurrencyMode: 'nodeLock' };
    return { params: { offeringId: id }, body };
  },
  patchOffering: async (w) => ({
    params: { offeringId: (await w.offering()).id },
    body: { overdraftSeatLimit: { type: 'percentage', value: 20 } },
  }),
};

/** Lower-case letters only: what the contract allows in a key. */
const fieldKey = (text: string) =>
  text.replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? 'a').replaceAll('-', '.');

const customFields: Recipes = {
  createCustomField: (w) => ({ body: { entityType: 'customer', key: fieldKey(w.named('field')) } }),
  listCustomFields: async (w) => {
    await w.create('/account/custom-fields', { entityType: 'offering', key: fieldKey(w.named('field')) });
    return {};
  },
  exportCustomFields: () => ({ query: { format: 'csv' } }),
  getCustomField: async (w) => {
    const body = { entityType: 'customer', key: fieldKey(w.named('field')), displayName: 'Field' };
    return { params: { customFieldId: (await w.create('/account/custom-fields', body)).id } };
  },
  updateCustomField: async (w) => {
    const body = { entityType: 'customer', key: fieldKey(w.named('field')) };
    const { id } = await w.create('/account/custom-fields', body);
    return { params: { customFieldId: id }, body: { ...body, group: 'Sales' } };
  },
  listEntityCustomFields: async (w) => {
    await w.create('/account/custom-fields', { entityType: 'customer', key: fieldKey(w.named('field')) });
    return { params: { entityType: 'customer' } };
  },
};

export const catalogRecipes: Recipes = {
  ...products,
  ...productFeatures,
  ...productAttributes,
  ...deletions,
  ...globals,
  ...offerings,
  ...customFields,
};
