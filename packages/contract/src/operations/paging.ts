import { type Static, Type } from 'typebox';
import { Int32 } from '../schema.ts';

/** Which page of a list: both optional, pages count from 1, a too large `pageSize` is cut to the largest served. */
export const PagingQuery = Type.Object({
  pageNumber: Type.Optional(Int32({ minimum: 1, default: 1 })),
  pageSize: Type.Optional(Int32({ minimum: 1 })),
});
export type PagingQuery = Static<typeof PagingQuery>;
