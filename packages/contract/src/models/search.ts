import { type Static, Type } from 'typebox';
import { Id, Nullable, Reply, Words } from '../schema.ts';

/** The search over everything. Ours; the contract has none. */

export const SearchKind = Words([
  'customer',
  'entitlement',
  'order',
  'activationCode',
  'seat',
  'offering',
  'product',
]);
export type SearchKind = Static<typeof SearchKind>;

export const SearchHitModel = Reply({
  kind: SearchKind,
  /** Of what was found; of an activation code the code itself. */
  id: Type.String(),
  /** What it is called. */
  title: Type.String(),
  /** What tells it from others of the name: whose it is, its SKU. Empty: nothing. */
  details: Type.Array(Type.String()),
  /** Of an entitlement or a seat; of an order or a code the first one in it. Null: another kind, or an empty order. */
  entitlementId: Nullable(Id('ent')),
  /** Of an order, a code, an entitlement or a seat. */
  entitlementGroupId: Nullable(Id('egr')),
});
export type SearchHitModel = Static<typeof SearchHitModel>;

/** The best first within a kind, kinds in a fixed order. */
export const SearchModel = Reply({ items: Type.Array(SearchHitModel) });
