import { portalLinkSeconds } from '@leeway/contract';
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { Author } from '../../platform/author.ts';
import type { RoomContext } from '../../platform/room.ts';
import { realmUrl } from './access-token.ts';
import { findTenant, isTenantId } from './tenants.ts';
import { createTokenKeys, tokenAlgorithm } from './token-keys.ts';

/** No access token: what it opens is the portal, for one customer. */
const linkType = 'portal-link+jwt';

/**
 * Makes links into a customer's portal, signed with the tenant's key and valid for `portalLinkSeconds`. `portalUrl` is
 * where the tenant says its portal is; `author` opens it, and is named in the audit log.
 */
export const createPortalLinks = (parts: Pick<RoomContext, 'database' | 'clock' | 'publicUrl'>) => {
  const { clock, publicUrl } = parts;
  const keys = createTokenKeys(parts);
  return async (tenantId: string, customerId: string, portalUrl: string, author: Author): Promise<string> => {
    const tenant = await findTenant(parts, tenantId);
    if (!tenant) throw new Error(`a link for tenant ${tenantId}, which does not exist`);
    const key = await keys.forSigning(tenantId);
    const issuedAt = Math.floor(clock.now() / 1000);
    const link = await new SignJWT({ tenant_id: tenantId, author: { ...author } })
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

/** What a link opens: the portal of one customer, for one of the vendor's people. */
export interface PortalLink {
  readonly tenantId: string;
  readonly customerId: string;
  readonly author: Author;
}

const isAuthor = (value: unknown): value is Author =>
  typeof value === 'object' && value !== null && 'kind' in value && 'id' in value && 'name' in value;

const linkOf = ({ tenant_id: tenantId, sub: customerId, author }: JWTPayload): PortalLink | null =>
  isTenantId(tenantId) && customerId !== undefined && isAuthor(author)
    ? { tenantId, customerId, author }
    : null;

/** Reads such links; null: it is none of ours, was changed, or has expired. */
export const createPortalLinkReader = (parts: Pick<RoomContext, 'database' | 'clock' | 'publicUrl'>) => {
  const { clock, publicUrl } = parts;
  const keys = createTokenKeys(parts);

  const keyOf = async (text: string, payload: JWTPayload) => {
    const { kid } = decodeProtectedHeader(text);
    const tenantId = payload.tenant_id;
    if (!isTenantId(tenantId) || kid === undefined) return null;
    const tenant = await findTenant(parts, tenantId);
    const key = await keys.find(tenantId, kid);
    return tenant?.enabled && key ? { tenant, key } : null;
  };

  return async (text: string): Promise<PortalLink | null> => {
    try {
      // Whose key it is to be held against; believed only after that.
      const found = await keyOf(text, decodeJwt(text));
      if (!found) return null;
      const { payload } = await jwtVerify(text, found.key.publicKey, {
        algorithms: [tokenAlgorithm],
        typ: linkType,
        issuer: realmUrl(publicUrl, found.tenant.slug),
        audience: `${publicUrl}/portal`,
        currentDate: new Date(clock.now()),
      });
      return linkOf(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof TypeError) return null;
      throw error;
    }
  };
};
