import type { FastifyRequest } from 'fastify';
import type { RoomContext } from '../../platform/room.ts';
import { findTenant, selectOnlyTenant, type TenantRow } from '../identity/index.ts';
import { findChoices, findHost, findTenantOfHost } from './store.ts';

/** Where a tenant's portal is, and which tenant a request is for: by its host name, by its slug, or the only one. */

type AddressParts = Pick<RoomContext, 'database' | 'publicUrl'>;

/** Scheme, host and port; no slash at the end. Another host name is this server all the same. */
const originAt = (publicUrl: string, host: string | null): string => {
  if (host === null) return publicUrl;
  const url = new URL(publicUrl);
  url.hostname = host;
  return url.origin;
};

/** Where the server answers for a tenant's portal. */
export const portalOrigin = async (
  { database, publicUrl }: AddressParts,
  tenantId: string,
): Promise<string> => originAt(publicUrl, await findHost(database, tenantId));

/** The portal this server brings, unless the tenant says that its own is elsewhere. No slash at the end. */
export const defaultPortalUrl = async (parts: AddressParts, tenantId: string): Promise<string> => {
  const tenant = await findTenant(parts, tenantId);
  return `${await portalOrigin(parts, tenantId)}/portal/${tenant?.slug ?? ''}`;
};

/** Where a tenant's customers find their portal; no slash at the end. */
export const createPortalUrls =
  (parts: AddressParts) =>
  async (tenantId: string): Promise<string> => {
    const chosen = (await findChoices(parts.database, tenantId))?.url ?? null;
    return (chosen ?? (await defaultPortalUrl(parts, tenantId))).replace(/\/+$/, '');
  };

/** Whether a host name is a tenant's own, for its portal. */
export const isPortalHost = async (database: AddressParts['database'], host: string): Promise<boolean> =>
  (await findTenantOfHost(database, host)) !== null;

/**
 * The tenant a request without a session is for; null: there is none, it is disabled, or the host is another tenant's.
 * @param asked slug or id
 */
export const tenantOfRequest = async (
  { database }: Pick<AddressParts, 'database'>,
  request: FastifyRequest,
  asked: string | undefined,
): Promise<TenantRow | null> => {
  const ofHost = await findTenantOfHost(database, request.hostname.toLowerCase());
  const named = asked ?? ofHost;
  const tenant = named === null ? await selectOnlyTenant(database) : await findTenant({ database }, named);
  if (!tenant?.enabled || (ofHost !== null && tenant.tenantId !== ofHost)) return null;
  return tenant;
};
