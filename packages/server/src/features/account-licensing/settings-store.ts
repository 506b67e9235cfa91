import type { Queryable } from '../../platform/database.ts';

/** Whose OpenID tokens a tenant accepts. */
export interface LicensingSettings {
  readonly authorityUrl: string | null;
  readonly issuer: string | null;
  readonly audience: string | null;
  readonly userClaim: string;
  readonly groupIdsClaim: string | null;
}

const noSettings: LicensingSettings = {
  authorityUrl: null,
  issuer: null,
  audience: null,
  userClaim: 'sub',
  groupIdsClaim: null,
};

const selectSql = `
  select authority_url as "authorityUrl", issuer, audience, user_claim as "userClaim",
    group_ids_claim as "groupIdsClaim"
  from licensing_settings
  where tenant_id = $1`;

const upsertSql = `
  insert into licensing_settings (tenant_id, authority_url, issuer, audience, user_claim, group_ids_claim)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (tenant_id) do update
  set authority_url = excluded.authority_url, issuer = excluded.issuer, audience = excluded.audience,
    user_claim = excluded.user_claim, group_ids_claim = excluded.group_ids_claim`;

export const findSettings = async (db: Queryable, tenantId: string): Promise<LicensingSettings> =>
  (await db.query<LicensingSettings>(selectSql, [tenantId]))[0] ?? noSettings;

export const storeSettings = async (
  tx: Queryable,
  tenantId: string,
  settings: LicensingSettings,
): Promise<void> => {
  const { authorityUrl, issuer, audience, userClaim, groupIdsClaim } = settings;
  await tx.query(upsertSql, [tenantId, authorityUrl, issuer, audience, userClaim, groupIdsClaim]);
};
