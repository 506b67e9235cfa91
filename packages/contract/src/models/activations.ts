import { type Static, Type } from 'typebox';
import { DateTime, Id, Int64, Nullable, Page, Reply, Request, Words } from '../schema.ts';
import { LimitsModel } from './limits.ts';
import { AttributeType, ConcurrencyMode, EntitlementStatus, FeatureType } from './shared.ts';

/** Activations: seats held under a lease, and the features they use. */

export const ActivationMethod = Words(['activationCode', 'openIdToken', 'password']);
export type ActivationMethod = Static<typeof ActivationMethod>;

export const ActivationMode = Words(['online', 'offline']);
export type ActivationMode = Static<typeof ActivationMode>;

export const ActivationStatus = Words(['active', 'leaseExpired']);
export type ActivationStatus = Static<typeof ActivationStatus>;

export const ActivationModel = Reply({
  id: Id('act'),
  activationMethod: ActivationMethod,
  status: ActivationStatus,
  leaseExpiry: DateTime(),
  productId: Nullable(Id('prod')),
  entitlementId: Nullable(Id('ent')),
  seatId: Type.String(),
  seatName: Nullable(Type.String()),
  username: Nullable(Type.String()),
  activated: DateTime(),
  lastLease: DateTime(),
  deactivated: Nullable(DateTime()),
  mode: ActivationMode,
});
export type ActivationModel = Static<typeof ActivationModel>;

export const PaginatedListOfActivationModel = Page(ActivationModel);
export type PaginatedListOfActivationModel = Static<typeof PaginatedListOfActivationModel>;

export const ActivationAttributeModel = Reply({
  key: Type.String(),
  type: AttributeType,
  value: Nullable(Type.String()),
});
export type ActivationAttributeModel = Static<typeof ActivationAttributeModel>;

export const ActivationFeatureModel = Reply({
  key: Type.String(),
  type: FeatureType,
  active: Nullable(Int64()),
  available: Nullable(Int64()),
  total: Nullable(Int64()),
  currentUsagePeriodStart: Nullable(DateTime()),
  nextUsagePeriodStart: Nullable(DateTime()),
});
export type ActivationFeatureModel = Static<typeof ActivationFeatureModel>;

export const ActivationStateModel = Reply({
  ...ActivationModel.properties,
  entitlementExpiryDate: Nullable(DateTime()),
  entitlementGracePeriodExpiry: Nullable(DateTime()),
  entitlementStatus: Nullable(EntitlementStatus),
  entitlementConcurrencyMode: ConcurrencyMode,
  hasMaintenance: Type.Boolean(),
  maintenanceExpiryDate: Nullable(DateTime()),
  attributes: Type.Array(ActivationAttributeModel),
  features: Type.Array(ActivationFeatureModel),
});
export type ActivationStateModel = Static<typeof ActivationStateModel>;

/** The answer to a decision about a seat: the contract's model and the limits it was made against (rule 33). */
export const ActivationStateWithLimitsModel = Reply({
  ...ActivationStateModel.properties,
  limits: LimitsModel,
});
export type ActivationStateWithLimitsModel = Static<typeof ActivationStateWithLimitsModel>;

/** The answer to a decision about a feature; a feature that is only on or off has no limits. */
export const ActivationFeatureWithLimitsModel = Reply({
  ...ActivationFeatureModel.properties,
  limits: Nullable(LimitsModel),
});
export type ActivationFeatureWithLimitsModel = Static<typeof ActivationFeatureWithLimitsModel>;

export const ActivationCodeCredentialsModel = Request({
  type: Type.Literal('activationCode'),
  code: Type.String({ minLength: 1, maxLength: 50 }),
});
export type ActivationCodeCredentialsModel = Static<typeof ActivationCodeCredentialsModel>;

export const OpenIdTokenCredentialsModel = Request({
  type: Type.Literal('openIdToken'),
  token: Type.String({ minLength: 1 }),
});
export type OpenIdTokenCredentialsModel = Static<typeof OpenIdTokenCredentialsModel>;

export const PasswordCredentialsModel = Request({
  type: Type.Literal('password'),
  username: Type.String({ format: 'email', minLength: 1 }),
  password: Type.String({ minLength: 1 }),
});
export type PasswordCredentialsModel = Static<typeof PasswordCredentialsModel>;

/** `type` decides which, and with it which fault a caller is told. */
export const ActivationCredentialsModel = Type.Unsafe<
  ActivationCodeCredentialsModel | OpenIdTokenCredentialsModel | PasswordCredentialsModel
>({
  type: 'object',
  discriminator: { propertyName: 'type' },
  oneOf: [ActivationCodeCredentialsModel, OpenIdTokenCredentialsModel, PasswordCredentialsModel],
});
export type ActivationCredentialsModel = Static<typeof ActivationCredentialsModel>;

export const ActivateEntitlementApiRequest = Request({
  productId: Id('prod'),
  activationCredentials: ActivationCredentialsModel,
  seatId: Type.String({ minLength: 1, maxLength: 100 }),
  seatName: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
  editionId: Type.Optional(Nullable(Id('ed'))),
});
export type ActivateEntitlementApiRequest = Static<typeof ActivateEntitlementApiRequest>;

export const RefreshActivationApiRequest = Request({ activationId: Id('act') });
export type RefreshActivationApiRequest = Static<typeof RefreshActivationApiRequest>;

export const CheckoutFeatureApiRequest = Request({
  key: Type.String({ minLength: 1, maxLength: 50 }),
  amount: Int64({ minimum: 1 }),
});
export type CheckoutFeatureApiRequest = Static<typeof CheckoutFeatureApiRequest>;

export const ReturnFeatureApiRequest = Request(CheckoutFeatureApiRequest.properties);
export type ReturnFeatureApiRequest = Static<typeof ReturnFeatureApiRequest>;
