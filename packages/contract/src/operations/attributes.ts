import { Type } from 'typebox';
import {
  AttributeModel,
  AttributesListModel,
  CreateAttributeApiRequest,
  UpdateAttributeApiRequest,
  UpdateAttributeValueApiRequest,
} from '../models/attributes.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { listFile } from './list-file.ts';
import { choiceOf } from './paging.ts';

export const createAttribute = operation('createAttribute', 'POST /api/v1/attributes', {
  tag: 'attributes',
  summary: 'Creates a global attribute: every product has it.',
  scopes: ['products:admin'],
  body: CreateAttributeApiRequest,
  success: { status: 201, reply: AttributeModel },
});

const AttributesChoice = choiceOf('key', 'type', 'value');

export const listAttributes = operation('listAttributes', 'GET /api/v1/attributes', {
  tag: 'attributes',
  summary: 'Lists the global attributes in one answer.',
  scopes: ['products:read', 'products:admin'],
  query: Type.Object(AttributesChoice),
  success: { status: 200, reply: AttributesListModel },
});

export const exportAttributes = listFile(
  'exportAttributes',
  listAttributes,
  'Returns the global attributes as CSV or XLSX.',
  AttributesChoice,
);

export const getAttribute = operation('getAttribute', 'GET /api/v1/attributes/{attributeId}', {
  tag: 'attributes',
  summary: 'Returns one global attribute.',
  scopes: ['products:read', 'products:admin'],
  params: Type.Object({ attributeId: Id('atr') }),
  success: { status: 200, reply: AttributeModel },
});

export const updateAttribute = operation('updateAttribute', 'PUT /api/v1/attributes/{attributeId}', {
  tag: 'attributes',
  summary: 'Changes a global attribute in every product that has no value of its own.',
  scopes: ['products:admin'],
  params: Type.Object({ attributeId: Id('atr') }),
  body: UpdateAttributeApiRequest,
  success: { status: 204 },
});

export const createProductAttribute = operation(
  'createProductAttribute',
  'POST /api/v1/products/{productId}/attributes',
  {
    tag: 'productAttributes',
    summary: 'Creates an attribute at product level.',
    scopes: ['products:admin'],
    params: Type.Object({ productId: Id('prod') }),
    body: CreateAttributeApiRequest,
    success: { status: 201, reply: AttributeModel },
  },
);

export const listProductAttributes = operation(
  'listProductAttributes',
  'GET /api/v1/products/{productId}/attributes',
  {
    tag: 'productAttributes',
    summary: 'Lists every attribute of a product, the global ones included.',
    scopes: ['products:read', 'products:admin'],
    params: Type.Object({ productId: Id('prod') }),
    success: { status: 200, reply: AttributesListModel },
  },
);

export const getProductAttribute = operation(
  'getProductAttribute',
  'GET /api/v1/products/{productId}/attributes/{attributeId}',
  {
    tag: 'productAttributes',
    summary: 'Returns one attribute as a product has it.',
    scopes: ['products:read', 'products:admin'],
    params: Type.Object({ productId: Id('prod'), attributeId: Id('atr') }),
    success: { status: 200, reply: AttributeModel },
  },
);

export const updateProductAttribute = operation(
  'updateProductAttribute',
  'PUT /api/v1/products/{productId}/attributes/{attributeId}',
  {
    tag: 'productAttributes',
    summary: "Changes an attribute at product level; of a global one only the product's value.",
    scopes: ['products:admin'],
    params: Type.Object({ productId: Id('prod'), attributeId: Id('atr') }),
    body: UpdateAttributeApiRequest,
    success: { status: 204 },
  },
);

export const patchProductAttributeValue = operation(
  'patchProductAttributeValue',
  'PATCH /api/v1/products/{productId}/attributes/{attributeId}',
  {
    tag: 'productAttributes',
    summary: "Sets an attribute's value at product level.",
    scopes: ['products:admin'],
    params: Type.Object({ productId: Id('prod'), attributeId: Id('atr') }),
    body: UpdateAttributeValueApiRequest,
    success: { status: 204 },
  },
);

export const listEditionAttributes = operation(
  'listEditionAttributes',
  'GET /api/v1/products/{productId}/editions/{editionId}/attributes',
  {
    tag: 'editionAttributes',
    summary: 'Lists every attribute of an edition with the level its value comes from.',
    scopes: ['products:read', 'products:admin'],
    params: Type.Object({ productId: Id('prod'), editionId: Id('ed') }),
    success: { status: 200, reply: AttributesListModel },
  },
);

export const getEditionAttribute = operation(
  'getEditionAttribute',
  'GET /api/v1/products/{productId}/editions/{editionId}/attributes/{attributeId}',
  {
    tag: 'editionAttributes',
    summary: 'Returns one attribute as an edition has it.',
    scopes: ['products:read', 'products:admin'],
    params: Type.Object({ productId: Id('prod'), editionId: Id('ed'), attributeId: Id('atr') }),
    success: { status: 200, reply: AttributeModel },
  },
);

export const patchEditionAttributeValue = operation(
  'patchEditionAttributeValue',
  'PATCH /api/v1/products/{productId}/editions/{editionId}/attributes/{attributeId}',
  {
    tag: 'editionAttributes',
    summary: "Sets an attribute's value for one edition.",
    scopes: ['products:admin'],
    params: Type.Object({ productId: Id('prod'), editionId: Id('ed'), attributeId: Id('atr') }),
    body: UpdateAttributeValueApiRequest,
    success: { status: 204 },
  },
);

export const deleteEditionAttribute = operation(
  'deleteEditionAttribute',
  'DELETE /api/v1/products/{productId}/editions/{editionId}/attributes/{attributeId}',
  {
    tag: 'editionAttributes',
    summary: "Takes the edition's value away: the product's or the global one shows again.",
    scopes: ['products:admin'],
    params: Type.Object({ productId: Id('prod'), editionId: Id('ed'), attributeId: Id('atr') }),
    success: { status: 204 },
  },
);
