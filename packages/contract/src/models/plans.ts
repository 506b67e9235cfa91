import { type Static, Type } from 'typebox';
import { Id, Nullable, Page, Reply, Request } from '../schema.ts';
import { Interval, IntervalApiRequest, LicenseStartType, LicenseType, PlanType } from './shared.ts';

/** Plans: licence type, start, duration. */

export const PlanModel = Reply({
  id: Id('plan'),
  name: Type.String(),
  description: Nullable(Type.String()),
  licenseType: LicenseType,
  licenseStartType: LicenseStartType,
  licenseDuration: Interval,
  planType: Nullable(PlanType),
});
export type PlanModel = Static<typeof PlanModel>;

export const PaginatedListOfPlanModel = Page(PlanModel);
export type PaginatedListOfPlanModel = Static<typeof PaginatedListOfPlanModel>;

export const PlanApiRequest = Request({
  name: Type.String({ minLength: 1, maxLength: 50 }),
  licenseType: LicenseType,
  licenseStartType: LicenseStartType,
  licenseDuration: Type.Optional(Nullable(IntervalApiRequest)),
  planType: Type.Optional(Nullable(PlanType)),
  description: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
});
export type PlanApiRequest = Static<typeof PlanApiRequest>;
