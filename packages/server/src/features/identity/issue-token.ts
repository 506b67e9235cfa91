import { accessTokenSeconds } from '@leeway/contract';
import type { RoomContext } from '../../platform/room.ts';
import { signAccessToken } from './access-token.ts';
import { findApiClientsBySecret } from './api-clients.ts';
import { createFailureLimiter } from './failure-limiter.ts';
import type { ApiClientRow, TenantRow } from './store.ts';
import { findTenant } from './tenants.ts';
import { createTokenKeys } from './token-keys.ts';
import { grantScopes, invalidClient, OAuthError, type TokenRequest } from './token-request.ts';

export interface TokenReply {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly scope: string;
}

type IssuerParts = Pick<RoomContext, 'database' | 'clock' | 'publicUrl'>;

/** Exchanges a client's id and secret for an access token. Throws OAuthError. */
export const createIssuer = ({ database, clock, publicUrl }: IssuerParts) => {
  const keys = createTokenKeys({ database, clock });
  const limiter = createFailureLimiter(clock);

  const authenticate = async (
    realm: TenantRow | null,
    { clientId, clientSecret, isBasic }: TokenRequest,
    address: string,
  ): Promise<ApiClientRow> => {
    const attempt = `${clientId.slice(0, 64)} ${address}`;
    const wait = limiter.waitSeconds(attempt);
    if (wait > 0) {
      throw new OAuthError(429, 'too_many_requests', `Too many wrong secrets: wait ${wait} seconds.`, {
        'retry-after': String(wait),
      });
    }
    const [client, another] = await findApiClientsBySecret(
      { database },
      realm?.tenantId ?? null,
      clientId,
      clientSecret,
    );
    if (!client) {
      limiter.count(attempt);
      throw invalidClient(isBasic);
    }
    if (another) {
      throw new OAuthError(
        400,
        'invalid_request',
        'Several tenants have this client: use /realms/{realm}/protocol/openid-connect/token.',
      );
    }
    return client;
  };

  return {
    keys,
    /** `realm` null: the secret tells the tenant. `address`: where the request comes from, for the limiter. */
    issue: async (realm: TenantRow | null, request: TokenRequest, address: string): Promise<TokenReply> => {
      const client = await authenticate(realm, request, address);
      const scopes = grantScopes(request.scopes, client.scopes);
      const tenant = realm ?? (await findTenant({ database }, client.tenantId));
      if (!tenant) throw invalidClient(request.isBasic);
      if (!tenant.enabled) throw invalidClient(request.isBasic, 'The tenant is disabled.');
      const key = await keys.forSigning(tenant.tenantId);
      const nowMs = clock.now();
      return {
        access_token: await signAccessToken(key, { publicUrl, tenant, client, scopes, nowMs }),
        token_type: 'Bearer',
        expires_in: accessTokenSeconds,
        scope: scopes.join(' '),
      };
    },
  };
};
