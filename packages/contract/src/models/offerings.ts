import { type Static, Type } from 'typebox';
import { Id, Int32, MapOf, Nullable, Page, Reply, Request } from '../schema.ts';
import { PlanModel } from './plans.ts';
import { ProductModel } from './products.ts';
import {
  ConcurrencyMode,
  Interval,
  IntervalApiRequest,
  OverdraftLimitApiRequest,
  OverdraftLimitModel,
  UsageResetSchedule,
} from './shared.ts';

/** Offerings: edition, plan and limits sold together under one SKU. */

export const OfferingProductModel = Reply(ProductModel.properties);
export type OfferingProductModel = Static<typeof OfferingProductModel>;

export const OfferingEditionModel = Reply({
  id: Id('ed'),
  productId: Id('prod'),
  name: Type.String(),
  description: Nullable(Type.String()),
  product: Type.Optional(Nullable(OfferingProductModel)),
});
export type OfferingEditionModel = Static<typeof OfferingEditionModel>;

export const OfferingPlanModel = Reply(PlanModel.properties);
export type OfferingPlanModel = Static<typeof OfferingPlanModel>;

export const OfferingStatsModel = Reply({ entitlementsCount: Int32() });
export type OfferingStatsModel = Static<typeof OfferingStatsModel>;

export const OfferingModel = Reply({
  id: Id('off'),
  editionId: Id('ed'),
  edition: Type.Optional(Nullable(OfferingEditionModel)),
  planId: Id('plan'),
  plan: Type.Optional(Nullable(OfferingPlanModel)),
  name: Type.String(),
  sku: Type.String(),
  description: Nullable(Type.String()),
  seatCount: Int32(),
  hasMaintenance: Type.Boolean(),
  maintenanceDuration: Interval,
  overdraftSeatLimit: OverdraftLimitModel,
  concurrencyMode: ConcurrencyMode,
  stats: Type.Optional(Nullable(OfferingStatsModel)),
  customFields: Nullable(MapOf(Nullable(Type.String()))),
  usageResetSchedule: UsageResetSchedule,
  gracePeriod: Nullable(Interval),
});
export type OfferingModel = Static<typeof OfferingModel>;

export const OfferingListModel = Reply({
  id: Id('off'),
  editionId: Id('ed'),
  edition: Type.Optional(Nullable(OfferingEditionModel)),
  planId: Id('plan'),
  plan: Type.Optional(Nullable(OfferingPlanModel)),
  name: Type.String(),
  sku: Type.String(),
  description: Nullable(Type.String()),
  seatCount: Int32(),
  hasMaintenance: Type.Boolean(),
  maintenanceDuration: Interval,
  overdraftSeatLimit: OverdraftLimitModel,
  concurrencyMode: ConcurrencyMode,
});
export type OfferingListModel = Static<typeof OfferingListModel>;

export const PaginatedListOfOfferingListModel = Page(OfferingListModel);
export type PaginatedListOfOfferingListModel = Static<typeof PaginatedListOfOfferingListModel>;

export const OfferingApiRequest = Request({
  name: Type.String({ minLength: 1, maxLength: 50 }),
  sku: Type.String({ minLength: 1, maxLength: 50 }),
  description: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
  editionId: Id('ed'),
  planId: Id('plan'),
  seatCount: Int32({ minimum: 1 }),
  hasMaintenance: Type.Optional(Nullable(Type.Boolean())),
  maintenanceDuration: Type.Optional(Nullable(IntervalApiRequest)),
  overdraftSeatLimit: Type.Optional(Nullable(OverdraftLimitApiRequest)),
  concurrencyMode: ConcurrencyMode,
  customFields: Type.Optional(Nullable(MapOf(Nullable(Type.String())))),
  usageResetSchedule: Type.Optional(Nullable(UsageResetSchedule)),
  gracePeriod: Type.Optional(Nullable(IntervalApiRequest)),
});
export type OfferingApiRequest = Static<typeof OfferingApiRequest>;

export const PatchOfferingApiRequest = Request({
  name: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
  sku: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
  description: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
  editionId: Type.Optional(Nullable(Id('ed'))),
  planId: Type.Optional(Nullable(Id('plan'))),
  seatCount: Type.Optional(Nullable(Int32({ minimum: 1 }))),
  hasMaintenance: Type.Optional(Nullable(Type.Boolean())),
  maintenanceDuration: Type.Optional(Nullable(IntervalApiRequest)),
  overdraftSeatLimit: Type.Optional(Nullable(OverdraftLimitApiRequest)),
  concurrencyMode: Type.Optional(Nullable(ConcurrencyMode)),
  customFields: Type.Optional(Nullable(MapOf(Nullable(Type.String())))),
  usageResetSchedule: Type.Optional(Nullable(UsageResetSchedule)),
  gracePeriod: Type.Optional(Nullable(IntervalApiRequest)),
});
export type PatchOfferingApiRequest = Static<typeof PatchOfferingApiRequest>;
