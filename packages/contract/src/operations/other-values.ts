import { Type } from 'typebox';
import {
  PaginatedListOfOtherAttributeValueModel,
  PaginatedListOfOtherFeatureValueModel,
} from '../models/other-values.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { PagingQuery } from './paging.ts';

/** Ours, not the contract's. */

export const listFeatureValues = operation('listFeatureValues', 'GET /api/v1/features/{featureId}/values', {
  tag: 'features',
  summary: 'Lists the products and editions that give a global feature a value of their own.',
  scopes: ['products:read', 'products:admin'],
  params: Type.Object({ featureId: Id('feat') }),
  query: PagingQuery,
  success: { status: 200, reply: PaginatedListOfOtherFeatureValueModel },
});

export const listAttributeValues = operation(
  'listAttributeValues',
  'GET /api/v1/attributes/{attributeId}/values',
  {
    tag: 'attributes',
    summary: 'Lists the products and editions that give a global attribute a value of their own.',
    scopes: ['products:read', 'products:admin'],
    params: Type.Object({ attributeId: Id('atr') }),
    query: PagingQuery,
    success: { status: 200, reply: PaginatedListOfOtherAttributeValueModel },
  },
);
