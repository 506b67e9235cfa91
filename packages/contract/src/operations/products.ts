import { Type } from 'typebox';
import {
  CreateProductApiRequest,
  EditionApiRequest,
  EditionModel,
  FeatureApiRequest,
  FeatureModel,
  FeaturesListModel,
  PaginatedListOfEditionModel,
  PaginatedListOfProductModel,
  PatchProductApiRequest,
  ProductModel,
  UpdateProductApiRequest,
  UpdateProductFeatureApiRequest,
} from '../models/products.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { listFile } from './list-file.ts';
import { choiceOf, PagingQuery } from './paging.ts';

export const createProduct = operation('createProduct', 'POST /api/v1/products', {
  tag: 'products',
  summary: 'Creates a product.',
  scopes: ['products:admin'],
  body: CreateProductApiRequest,
  success: { status: 201, reply: ProductModel },
});

const ProductsChoice = choiceOf('name', 'description', 'leasePeriod', 'gracePeriod', 'offlineLeasePeriod');

export const listProducts = operation('listProducts', 'GET /api/v1/products', {
  tag: 'products',
  summary: 'Lists the products, oldest first.',
  scopes: ['products:read', 'products:admin'],
  query: Type.Object({ ...PagingQuery.properties, ...ProductsChoice }),
  success: { status: 200, reply: PaginatedListOfProductModel },
});

export const exportProducts = listFile(
  'exportProducts',
  listProducts,
  'Returns the products as CSV or XLSX.',
  ProductsChoice,
);

export const getProduct = operation('getProduct', 'GET /api/v1/products/{productId}', {
  tag: 'products',
  summary: 'Returns one product.',
  scopes: ['products:read', 'products:admin'],
  params: Type.Object({ productId: Id('prod') }),
  success: { status: 200, reply: ProductModel },
});

export const updateProduct = operation('updateProduct', 'PUT /api/v1/products/{productId}', {
  tag: 'products',
  summary: "Replaces a product's settings.",
  scopes: ['products:admin'],
  params: Type.Object({ productId: Id('prod') }),
  body: UpdateProductApiRequest,
  success: { status: 204 },
});

export const patchProduct = operation('patchProduct', 'PATCH /api/v1/products/{productId}', {
  tag: 'products',
  summary: 'Changes the named settings of a product.',
  scopes: ['products:admin'],
  params: Type.Object({ productId: Id('prod') }),
  body: PatchProductApiRequest,
  success: { status: 204 },
});

export const createEdition = operation('createEdition', 'POST /api/v1/products/{productId}/editions', {
  tag: 'editions',
  summary: 'Creates an edition of a product.',
  scopes: ['products:admin'],
  params: Type.Object({ productId: Id('prod') }),
  body: EditionApiRequest,
  success: { status: 201, reply: EditionModel },
});

export const listEditions = operation('listEditions', 'GET /api/v1/products/{productId}/editions', {
  tag: 'editions',
  summary: "Lists a product's editions.",
  scopes: ['products:read', 'products:admin'],
  params: Type.Object({ productId: Id('prod') }),
  query: PagingQuery,
  success: { status: 200, reply: PaginatedListOfEditionModel },
});

export const getEdition = operation('getEdition', 'GET /api/v1/products/{productId}/editions/{editionId}', {
  tag: 'editions',
  summary: 'Returns one edition.',
  scopes: ['products:read', 'products:admin'],
  params: Type.Object({ productId: Id('prod'), editionId: Id('ed') }),
  success: { status: 200, reply: EditionModel },
});

export const updateEdition = operation(
  'updateEdition',
  'PUT /api/v1/products/{productId}/editions/{editionId}',
  {
    tag: 'editions',
    summary: "Replaces an edition's name and description.",
    scopes: ['products:admin'],
    params: Type.Object({ productId: Id('prod'), editionId: Id('ed') }),
    body: EditionApiRequest,
    success: { status: 204 },
  },
);

export const createProductFeature = operation(
  'createProductFeature',
  'POST /api/v1/products/{productId}/features',
  {
    tag: 'productFeatures',
    summary: 'Creates a feature at product level.',
    scopes: ['products:admin'],
    params: Type.Object({ productId: Id('prod') }),
    body: FeatureApiRequest,
    success: { status: 201, reply: FeatureModel },
  },
);

export const listProductFeatures = operation(
  'listProductFeatures',
  'GET /api/v1/products/{productId}/features',
  {
    tag: 'productFeatures',
    summary: 'Lists every feature of a product in one answer.',
    scopes: ['products:read', 'products:admin'],
    params: Type.Object({ productId: Id('prod') }),
    success: { status: 200, reply: FeaturesListModel },
  },
);

export const getProductFeature = operation(
  'getProductFeature',
  'GET /api/v1/products/{productId}/features/{featureId}',
  {
    tag: 'productFeatures',
    summary: 'Returns one feature of a product.',
    scopes: ['products:read', 'products:admin'],
    params: Type.Object({ productId: Id('prod'), featureId: Id('feat') }),
    success: { status: 200, reply: FeatureModel },
  },
);

export const updateProductFeature = operation(
  'updateProductFeature',
  'PUT /api/v1/products/{productId}/features/{featureId}',
  {
    tag: 'productFeatures',
    summary: "Changes a feature's value and overdraft at product level.",
    scopes: ['products:admin'],
    params: Type.Object({ productId: Id('prod'), featureId: Id('feat') }),
    body: UpdateProductFeatureApiRequest,
    success: { status: 204 },
  },
);
