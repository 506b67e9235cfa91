import { Type } from 'typebox';
import {
  FeatureApiRequest,
  FeatureModel,
  FeaturesListModel,
  UpdateEditionFeatureApiRequest,
  UpdateFeatureApiRequest,
} from '../models/products.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { listFile } from './list-file.ts';
import { choiceOf } from './paging.ts';

export const createFeature = operation('createFeature', 'POST /api/v1/features', {
  tag: 'features',
  summary: 'Creates a global feature: every product has it.',
  scopes: ['products:admin'],
  body: FeatureApiRequest,
  success: { status: 201, reply: FeatureModel },
});

const FeaturesChoice = choiceOf('key', 'type', 'value', 'description');

export const listFeatures = operation('listFeatures', 'GET /api/v1/features', {
  tag: 'features',
  summary: 'Lists the global features in one answer.',
  scopes: ['products:read', 'products:admin'],
  query: Type.Object(FeaturesChoice),
  success: { status: 200, reply: FeaturesListModel },
});

export const exportFeatures = listFile(
  'exportFeatures',
  listFeatures,
  'Returns the global features as CSV or XLSX.',
  FeaturesChoice,
);

export const getFeature = operation('getFeature', 'GET /api/v1/features/{featureId}', {
  tag: 'features',
  summary: 'Returns one global feature.',
  scopes: ['products:read', 'products:admin'],
  params: Type.Object({ featureId: Id('feat') }),
  success: { status: 200, reply: FeatureModel },
});

export const updateFeature = operation('updateFeature', 'PUT /api/v1/features/{featureId}', {
  tag: 'features',
  summary: 'Changes a global feature in every product that has no value of its own.',
  scopes: ['products:admin'],
  params: Type.Object({ featureId: Id('feat') }),
  body: UpdateFeatureApiRequest,
  success: { status: 204 },
});

export const listEditionFeatures = operation(
  'listEditionFeatures',
  'GET /api/v1/products/{productId}/editions/{editionId}/features',
  {
    tag: 'editionFeatures',
    summary: 'Lists every feature of an edition with the level its value comes from.',
    scopes: ['products:read', 'products:admin'],
    params: Type.Object({ productId: Id('prod'), editionId: Id('ed') }),
    success: { status: 200, reply: FeaturesListModel },
  },
);

export const getEditionFeature = operation(
  'getEditionFeature',
  'GET /api/v1/products/{productId}/editions/{editionId}/features/{featureId}',
  {
    tag: 'editionFeatures',
    summary: 'Returns one feature as an edition has it.',
    scopes: ['products:read', 'products:admin'],
    params: Type.Object({ productId: Id('prod'), editionId: Id('ed'), featureId: Id('feat') }),
    success: { status: 200, reply: FeatureModel },
  },
);

export const updateEditionFeature = operation(
  'updateEditionFeature',
  'PUT /api/v1/products/{productId}/editions/{editionId}/features/{featureId}',
  {
    tag: 'editionFeatures',
    summary: "Sets a feature's value and overdraft for one edition.",
    scopes: ['products:admin'],
    params: Type.Object({ productId: Id('prod'), editionId: Id('ed'), featureId: Id('feat') }),
    body: UpdateEditionFeatureApiRequest,
    success: { status: 204 },
  },
);

export const deleteEditionFeature = operation(
  'deleteEditionFeature',
  'DELETE /api/v1/products/{productId}/editions/{editionId}/features/{featureId}',
  {
    tag: 'editionFeatures',
    summary: "Takes the edition's value away: the product's or the global one shows again.",
    scopes: ['products:admin'],
    params: Type.Object({ productId: Id('prod'), editionId: Id('ed'), featureId: Id('feat') }),
    success: { status: 204 },
  },
);
