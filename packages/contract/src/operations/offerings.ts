import { Type } from 'typebox';
import {
  OfferingApiRequest,
  OfferingModel,
  PaginatedListOfOfferingListModel,
  PatchOfferingApiRequest,
} from '../models/offerings.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { listFile } from './list-file.ts';
import { choiceOf, PagingQuery } from './paging.ts';

export const createOffering = operation('createOffering', 'POST /api/v1/offerings', {
  tag: 'offerings',
  summary: 'Creates an offering: edition, plan and limits under one SKU.',
  scopes: ['products:admin'],
  body: OfferingApiRequest,
  success: { status: 201, reply: OfferingModel },
});

const OfferingsQuery = {
  productId: Type.Optional(Id('prod')),
  planId: Type.Optional(Id('plan')),
  ...choiceOf('name', 'sku', 'description', 'edition', 'plan', 'seatCount', 'concurrencyMode'),
};

export const listOfferings = operation('listOfferings', 'GET /api/v1/offerings', {
  tag: 'offerings',
  summary: 'Lists the offerings.',
  scopes: ['products:read', 'products:admin'],
  query: Type.Object({
    ...PagingQuery.properties,
    ...OfferingsQuery,
    expand: Type.Optional(Type.String()),
  }),
  success: { status: 200, reply: PaginatedListOfOfferingListModel },
});

export const exportOfferings = listFile(
  'exportOfferings',
  listOfferings,
  'Returns the offerings as CSV or XLSX, each with its product, edition and plan.',
  OfferingsQuery,
);

export const getOffering = operation('getOffering', 'GET /api/v1/offerings/{offeringId}', {
  tag: 'offerings',
  summary: 'Returns one offering.',
  scopes: ['products:read', 'products:admin'],
  params: Type.Object({ offeringId: Id('off') }),
  query: Type.Object({ expand: Type.Optional(Type.String()) }),
  success: { status: 200, reply: OfferingModel },
});

export const updateOffering = operation('updateOffering', 'PUT /api/v1/offerings/{offeringId}', {
  tag: 'offerings',
  summary: 'Replaces an offering; entitlements already sold keep their limits.',
  scopes: ['products:admin'],
  params: Type.Object({ offeringId: Id('off') }),
  body: OfferingApiRequest,
  success: { status: 204 },
});

export const patchOffering = operation('patchOffering', 'PATCH /api/v1/offerings/{offeringId}', {
  tag: 'offerings',
  summary: 'Changes the named settings of an offering; entitlements already sold keep their limits.',
  scopes: ['products:admin'],
  params: Type.Object({ offeringId: Id('off') }),
  body: PatchOfferingApiRequest,
  success: { status: 204 },
});
