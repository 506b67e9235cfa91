import type {
  ActivateEntitlementApiRequest,
  OpenIdTokenCredentialsModel,
  PasswordCredentialsModel,
} from '@leeway/contract';
import type { ActivationMode, Decision } from '@leeway/rules';
import { newId } from '../../platform/ids.ts';
import type { VerifyAccount } from '../account-licensing/index.ts';
import type { Admission } from './admit.ts';

type AccountCredentials = OpenIdTokenCredentialsModel | PasswordCredentialsModel;

export interface AskedBy {
  readonly mode: ActivationMode;
  readonly ipAddress: string;
}

/**
 * Takes a seat for whoever the credentials name: a code opens its group, an account what it may use. Throws ApiProblem
 * when an account's credentials are refused, before anything queues: an authority that is slow holds up nobody else.
 */
export type ActivateWith = (
  tenantId: string,
  body: ActivateEntitlementApiRequest,
  by: AskedBy,
) => Promise<Decision>;

export const createActivateWith = (admission: Admission, verifyAccount: VerifyAccount): ActivateWith => {
  const forAccount = async (
    tenantId: string,
    body: ActivateEntitlementApiRequest,
    credentials: AccountCredentials,
    { mode, ipAddress }: AskedBy,
  ) => {
    const { activationMethod, username, ...account } = await verifyAccount(tenantId, credentials, ipAddress);
    return admission.activateForAccount(
      tenantId,
      { ...account, productId: body.productId, editionId: body.editionId ?? null },
      {
        seatId: body.seatId,
        seatName: body.seatName ?? null,
        activationMethod,
        username,
        mode,
        newActivationId: newId('act'),
        ipAddress,
      },
    );
  };

  return (tenantId, body, by) => {
    const credentials = body.activationCredentials;
    if (credentials.type !== 'activationCode') return forAccount(tenantId, body, credentials, by);
    return admission.activate(
      tenantId,
      { code: credentials.code, productId: body.productId, editionId: body.editionId ?? null },
      {
        seatId: body.seatId,
        seatName: body.seatName ?? null,
        activationMethod: 'activationCode',
        username: null,
        mode: by.mode,
        newActivationId: newId('act'),
        ipAddress: by.ipAddress,
      },
    );
  };
};
