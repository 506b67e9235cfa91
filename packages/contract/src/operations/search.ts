import { Type } from 'typebox';
import { searchHitsMax } from '../limits.ts';
import { SearchKind, SearchModel } from '../models/search.ts';
import { operation } from '../operation.ts';
import { Int32 } from '../schema.ts';

/** Ours, not the contract's. It answers of each kind what the caller may list, and passes over the others. */

export const search = operation('search', 'GET /api/v1/search', {
  tag: 'search',
  summary: 'Finds customers, entitlements, orders, activation codes, seats, offerings and products.',
  scopes: [
    'customers:read',
    'customers:admin',
    'entitlements:read',
    'entitlements:admin',
    'products:read',
    'products:admin',
  ],
  query: Type.Object({
    /** A part of a name; the beginning of an order reference, a code, a seat or a SKU; an id. */
    q: Type.String({ minLength: 2, maxLength: 100 }),
    /** Of this kind alone. */
    kind: Type.Optional(SearchKind),
    /** Of each kind; 5 when left out. */
    limit: Type.Optional(Int32({ minimum: 1, maximum: searchHitsMax })),
  }),
  success: { status: 200, reply: SearchModel },
});
