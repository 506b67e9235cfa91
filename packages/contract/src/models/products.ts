import { type Static, Type } from 'typebox';
import { Id, Int64, Nullable, Page, Reply, Request } from '../schema.ts';
import {
  AttributeLevel,
  FeatureType,
  Interval,
  IntervalApiRequest,
  OverdraftLimitApiRequest,
  OverdraftLimitModel,
} from './shared.ts';

/** Products, their editions and their features. */

export const ProductModel = Reply({
  id: Id('prod'),
  name: Type.String(),
  description: Nullable(Type.String()),
  leasePeriod: Interval,
  offlineLeasePeriod: Interval,
  gracePeriod: Interval,
});
export type ProductModel = Static<typeof ProductModel>;

export const PaginatedListOfProductModel = Page(ProductModel);
export type PaginatedListOfProductModel = Static<typeof PaginatedListOfProductModel>;

export const CreateProductApiRequest = Request({
  name: Type.String({ minLength: 1, maxLength: 50 }),
  description: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
});
export type CreateProductApiRequest = Static<typeof CreateProductApiRequest>;

export const UpdateProductApiRequest = Request({
  name: Type.String({ minLength: 1, maxLength: 50 }),
  leasePeriod: IntervalApiRequest,
  offlineLeasePeriod: IntervalApiRequest,
  gracePeriod: IntervalApiRequest,
  description: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
});
export type UpdateProductApiRequest = Static<typeof UpdateProductApiRequest>;

export const PatchProductApiRequest = Request(
  {
    name: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
    leasePeriod: Type.Optional(Nullable(IntervalApiRequest)),
    offlineLeasePeriod: Type.Optional(Nullable(IntervalApiRequest)),
    gracePeriod: Type.Optional(Nullable(IntervalApiRequest)),
    description: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
  },
  { minProperties: 1 },
);
export type PatchProductApiRequest = Static<typeof PatchProductApiRequest>;

export const EditionModel = Reply({
  id: Id('ed'),
  productId: Id('prod'),
  name: Type.String(),
  description: Nullable(Type.String()),
});
export type EditionModel = Static<typeof EditionModel>;

export const PaginatedListOfEditionModel = Page(EditionModel);
export type PaginatedListOfEditionModel = Static<typeof PaginatedListOfEditionModel>;

export const EditionApiRequest = Request(CreateProductApiRequest.properties);
export type EditionApiRequest = Static<typeof EditionApiRequest>;

export const FeatureModel = Reply({
  id: Id('feat'),
  type: FeatureType,
  key: Type.String(),
  description: Nullable(Type.String()),
  value: Nullable(Int64()),
  level: AttributeLevel,
  valueLevel: AttributeLevel,
  overdraftLimit: OverdraftLimitModel,
});
export type FeatureModel = Static<typeof FeatureModel>;

export const FeaturesListModel = Reply({ items: Type.Array(FeatureModel) });
export type FeaturesListModel = Static<typeof FeaturesListModel>;

export const FeatureApiRequest = Request({
  type: FeatureType,
  key: Type.String({ minLength: 1, maxLength: 50 }),
  value: Type.Optional(Nullable(Int64({ minimum: 0, maximum: 9007199254740990n }))),
  description: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
  overdraftLimit: Type.Optional(Nullable(OverdraftLimitApiRequest)),
});
export type FeatureApiRequest = Static<typeof FeatureApiRequest>;

export const UpdateProductFeatureApiRequest = Request({
  key: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
  value: Type.Optional(Nullable(Int64({ minimum: 0, maximum: 9007199254740990n }))),
  description: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
  overdraftLimit: Type.Optional(Nullable(OverdraftLimitApiRequest)),
});
export type UpdateProductFeatureApiRequest = Static<typeof UpdateProductFeatureApiRequest>;

export const UpdateFeatureApiRequest = Request({
  ...UpdateProductFeatureApiRequest.properties,
  key: Type.String({ minLength: 1, maxLength: 50 }),
});
export type UpdateFeatureApiRequest = Static<typeof UpdateFeatureApiRequest>;

export const UpdateEditionFeatureApiRequest = Request({
  value: Type.Optional(Nullable(Int64({ minimum: 0, maximum: 9007199254740990n }))),
  overdraftLimit: Type.Optional(Nullable(OverdraftLimitApiRequest)),
});
export type UpdateEditionFeatureApiRequest = Static<typeof UpdateEditionFeatureApiRequest>;
