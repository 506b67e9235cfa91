import { Type } from 'typebox';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';

/** Ours, not the contract's, which only adds to a catalogue: what nobody has bought may go again. */

const scopes = ['products:admin'] as const;
const success = { status: 204 } as const;

export const deleteProduct = operation('deleteProduct', 'DELETE /api/v1/products/{productId}', {
  tag: 'products',
  summary: 'Deletes a product that no offering sells, with its editions, features and attributes.',
  scopes,
  params: Type.Object({ productId: Id('prod') }),
  success,
});

export const deleteEdition = operation(
  'deleteEdition',
  'DELETE /api/v1/products/{productId}/editions/{editionId}',
  {
    tag: 'editions',
    summary: 'Deletes an edition that no offering sells, with the values it has.',
    scopes,
    params: Type.Object({ productId: Id('prod'), editionId: Id('ed') }),
    success,
  },
);

export const deleteProductFeature = operation(
  'deleteProductFeature',
  'DELETE /api/v1/products/{productId}/features/{featureId}',
  {
    tag: 'productFeatures',
    summary:
      "Deletes a feature of a product that was never used; of a global one it takes the product's value away.",
    scopes,
    params: Type.Object({ productId: Id('prod'), featureId: Id('feat') }),
    success,
  },
);

export const deleteProductAttribute = operation(
  'deleteProductAttribute',
  'DELETE /api/v1/products/{productId}/attributes/{attributeId}',
  {
    tag: 'productAttributes',
    summary: "Deletes an attribute of a product; of a global one it takes the product's value away.",
    scopes,
    params: Type.Object({ productId: Id('prod'), attributeId: Id('atr') }),
    success,
  },
);

export const deleteFeature = operation('deleteFeature', 'DELETE /api/v1/features/{featureId}', {
  tag: 'features',
  summary: 'Deletes a global feature that was never used, with its values in products and editions.',
  scopes,
  params: Type.Object({ featureId: Id('feat') }),
  success,
});

export const deleteAttribute = operation('deleteAttribute', 'DELETE /api/v1/attributes/{attributeId}', {
  tag: 'attributes',
  summary: 'Deletes a global attribute with its values in products and editions.',
  scopes,
  params: Type.Object({ attributeId: Id('atr') }),
  success,
});

export const deletePlan = operation('deletePlan', 'DELETE /api/v1/plans/{planId}', {
  tag: 'plans',
  summary: 'Deletes a plan that no offering has.',
  scopes,
  params: Type.Object({ planId: Id('plan') }),
  success,
});

export const deleteOffering = operation('deleteOffering', 'DELETE /api/v1/offerings/{offeringId}', {
  tag: 'offerings',
  summary: 'Deletes an offering that was never sold, with its rates and thresholds.',
  scopes,
  params: Type.Object({ offeringId: Id('off') }),
  success,
});
