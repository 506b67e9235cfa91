import { type Static, Type } from 'typebox';
import { Id, Int64, Nullable, Page, Reply } from '../schema.ts';
import { OverdraftLimitModel } from './shared.ts';

/** Ours, not the contract's: where a global feature or attribute has another value (rule 8). */

const where = {
  productId: Id('prod'),
  productName: Type.String(),
  /** Null: the value is the product's. */
  editionId: Nullable(Id('ed')),
  editionName: Nullable(Type.String()),
};

const OtherFeatureValueModel = Reply({
  ...where,
  value: Nullable(Int64()),
  overdraftLimit: OverdraftLimitModel,
});
export type OtherFeatureValueModel = Static<typeof OtherFeatureValueModel>;

const OtherAttributeValueModel = Reply({ ...where, value: Nullable(Type.String()) });
export type OtherAttributeValueModel = Static<typeof OtherAttributeValueModel>;

export const PaginatedListOfOtherFeatureValueModel = Page(OtherFeatureValueModel);
export const PaginatedListOfOtherAttributeValueModel = Page(OtherAttributeValueModel);
