import type { Queryable } from '../../platform/database.ts';
import type { NamedProvider, TenantRow } from '../identity/index.ts';

/** The table portal_openid_settings. */

export const openIdStartPath = '/portal/openid/start';
export const openIdCallbackPath = '/portal/openid/callback';

export interface PortalOpenIdSettings {
  readonly enabled: boolean;
  readonly issuer: string | null;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
}

const none: PortalOpenIdSettings = { enabled: false, issuer: null, clientId: null, clientSecret: null };

const selectSql = `
  select enabled, issuer, client_id as "clientId", client_secret as "clientSecret"
  from portal_openid_settings
  where tenant_id = $1`;

const lockSql = `${selectSql} for update`;

const replaceSql = `
  insert into portal_openid_settings (tenant_id, enabled, issuer, client_id, client_secret)
  values ($1, $2, $3, $4, $5)
  on conflict (tenant_id) do update
  set enabled = excluded.enabled, issuer = excluded.issuer, client_id = excluded.client_id,
    client_secret = excluded.client_secret`;

export const findPortalOpenId = async (db: Queryable, tenantId: string): Promise<PortalOpenIdSettings> =>
  (await db.query<PortalOpenIdSettings>(selectSql, [tenantId]))[0] ?? none;

export const lockPortalOpenId = async (tx: Queryable, tenantId: string): Promise<PortalOpenIdSettings> =>
  (await tx.query<PortalOpenIdSettings>(lockSql, [tenantId]))[0] ?? none;

export const replacePortalOpenId = (tx: Queryable, tenantId: string, settings: PortalOpenIdSettings) =>
  tx.query(replaceSql, [
    tenantId,
    settings.enabled,
    settings.issuer,
    settings.clientId,
    settings.clientSecret,
  ]);

/** Null: the tenant's customers do not sign in by OpenID. */
export const providerOf = (settings: PortalOpenIdSettings): NamedProvider | null => {
  const { enabled, issuer, clientId, clientSecret } = settings;
  return enabled && issuer !== null && clientId !== null ? { issuer, clientId, clientSecret } : null;
};

/** Where the browser goes to sign in there; null: nowhere. @param origin in front of the path; empty: here */
export const openIdUrlOf = async (
  db: Queryable,
  { tenantId, slug }: Pick<TenantRow, 'tenantId' | 'slug'>,
  origin: string,
): Promise<string | null> =>
  providerOf(await findPortalOpenId(db, tenantId)) ? `${origin}${openIdStartPath}?tenant=${slug}` : null;
