import { portalLinkSeconds } from '@leeway/contract';
import { SignJWT } from 'jose';
import type { RoomContext } from '../../platform/room.ts';
import { realmUrl } from './access-token.ts';
import { findTenant } from './tenants.ts';
import { createTokenKeys, tokenAlgorithm } from './token-keys.ts';

/** No access token: what it opens is the portal, for one customer. */
const linkType = 'portal-link+jwt';

/**
 * Makes links into a customer's portal, signed with the tenant's key and valid for `portalLinkSeconds`. `portalUrl` is
 * where the tenant says its portal is.
 */
export const createPortalLinks = (parts: Pick<RoomContext, 'database' | 'clock' | 'publicUrl'>) => {
  const { clock, publicUrl } = parts;
  const keys = createTokenKeys(parts);
  return async (tenantId: string, customerId: string, portalUrl: string): Promise<string> => {
    const tenant = await findTenant(parts, tenantId);
    if (!tenant) throw new Error(`a link for tenant ${tenantId}, which does not exist`);
    const key = await keys.forSigning(tenantId);
    const issuedAt = Math.floor(clock.now() / 1000);
    const link = await new SignJWT({ tenant_id: tenantId })
      .setProtectedHeader({ alg: tokenAlgorithm, typ: linkType, kid: key.keyId })
      .setIssuer(realmUrl(publicUrl, tenant.slug))
      .setAudience(`${publicUrl}/portal`)
      .setSubject(customerId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + portalLinkSeconds)
      .sign(key.privateKey);
    const url = new URL(portalUrl);
    url.searchParams.set('link', link);
    return url.href;
  };
};
