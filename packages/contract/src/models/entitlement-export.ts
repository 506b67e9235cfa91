import { type Static, Type } from 'typebox';
import { Id, Nullable, Reply, Request } from '../schema.ts';

/** An entitlement handed over to a local license server, and taken back. */

export const ExportEntitlementApiRequest = Request({ localLicenseServerId: Id('lls') });
export type ExportEntitlementApiRequest = Static<typeof ExportEntitlementApiRequest>;

export const ExportEntitlementModel = Reply({ token: Type.String() });
export type ExportEntitlementModel = Static<typeof ExportEntitlementModel>;

export const ImportEntitlementApiRequest = Request({
  token: Type.Optional(Nullable(Type.String())),
  importWithoutToken: Type.Optional(Type.Boolean()),
});
export type ImportEntitlementApiRequest = Static<typeof ImportEntitlementApiRequest>;
