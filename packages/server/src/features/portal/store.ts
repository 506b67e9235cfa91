import type { Queryable } from '../../platform/database.ts';
import type { PortalChoices } from './settings.ts';

/** The tables of the portal: portal_settings, portal_logos. */

export interface Logo {
  readonly logoId: string;
  /** Media type. */
  readonly type: string;
  readonly bytes: Buffer;
}

const choiceColumns = `
  url,
  theme_overrides as "themeOverrides",
  show_activations_graph as "showActivationsGraph",
  show_activation_codes as "showActivationCodes",
  show_entitlement_groups as "showEntitlementGroups",
  show_user_management as "showUserManagement"`;

const selectChoicesSql = `select ${choiceColumns} from portal_settings where tenant_id = $1`;

// Two edits at once wait for each other, so that neither undoes the other.
const ensureRowSql = `
  insert into portal_settings (tenant_id) values ($1)
  on conflict (tenant_id) do nothing`;

const lockChoicesSql = `${selectChoicesSql} for update`;

const updateChoicesSql = `
  update portal_settings
  set url = $2, theme_overrides = $3, show_activations_graph = $4, show_activation_codes = $5,
    show_entitlement_groups = $6, show_user_management = $7
  where tenant_id = $1`;

const selectTenantOfHostSql = `select tenant_id as "tenantId" from portal_settings where host = $1`;

// No unique index may lead with a host, because the tenant leads them all: this lock makes hosts unique instead.
const lockHostsSql = `select pg_advisory_xact_lock(hashtext('leeway.portalHosts'))`;

const selectHostSql = `select host from portal_settings where tenant_id = $1`;

const updateHostSql = `update portal_settings set host = $2 where tenant_id = $1`;

const selectLogoIdSql = `select logo_id as "logoId" from portal_logos where tenant_id = $1`;

const selectLogoSql = `
  select logo_id as "logoId", type, bytes from portal_logos where tenant_id = $1 and logo_id = $2`;

const replaceLogoSql = `
  insert into portal_logos (tenant_id, logo_id, type, bytes, created_at)
  values ($1, $2, $3, $4, $5)
  on conflict (tenant_id) do update
  set logo_id = excluded.logo_id, type = excluded.type, bytes = excluded.bytes, created_at = excluded.created_at`;

const deleteLogoSql = `delete from portal_logos where tenant_id = $1 returning logo_id`;

/** Null: the tenant has chosen nothing yet. */
export const findChoices = async (db: Queryable, tenantId: string) =>
  (await db.query<PortalChoices>(selectChoicesSql, [tenantId]))[0] ?? null;

/** Runs in a transaction, until whose end no other edit begins. */
export const lockChoices = async (tx: Queryable, tenantId: string) => {
  await tx.query(ensureRowSql, [tenantId]);
  return (await tx.query<PortalChoices>(lockChoicesSql, [tenantId]))[0] ?? null;
};

export const updateChoices = (tx: Queryable, tenantId: string, choices: PortalChoices) =>
  tx.query(updateChoicesSql, [
    tenantId,
    choices.url,
    choices.themeOverrides === null ? null : JSON.stringify(choices.themeOverrides),
    choices.showActivationsGraph,
    choices.showActivationCodes,
    choices.showEntitlementGroups,
    choices.showUserManagement,
  ]);

/** The host at which a tenant's portal is found; null: it has none of its own. */
export const findHost = async (db: Queryable, tenantId: string): Promise<string | null> =>
  (await db.query<{ host: string | null }>(selectHostSql, [tenantId]))[0]?.host ?? null;

/** @param host in lower case, without a port */
export const findTenantOfHost = async (db: Queryable, host: string): Promise<string | null> =>
  (await db.query<{ tenantId: string }>(selectTenantOfHostSql, [host]))[0]?.tenantId ?? null;

/** False: the host is another tenant's. Runs in a transaction. */
export const replaceHost = async (tx: Queryable, tenantId: string, host: string | null): Promise<boolean> => {
  await tx.query(lockHostsSql);
  const holder = host === null ? null : await findTenantOfHost(tx, host);
  if (holder !== null && holder !== tenantId) return false;
  await lockChoices(tx, tenantId);
  await tx.query(updateHostSql, [tenantId, host]);
  return true;
};

export const findLogoId = async (db: Queryable, tenantId: string): Promise<string | null> =>
  (await db.query<{ logoId: string }>(selectLogoIdSql, [tenantId]))[0]?.logoId ?? null;

export const findLogo = async (db: Queryable, tenantId: string, logoId: string) =>
  (await db.query<Logo>(selectLogoSql, [tenantId, logoId]))[0] ?? null;

/** @param at epoch ms */
export const replaceLogo = (tx: Queryable, tenantId: string, logo: Logo, at: number) =>
  tx.query(replaceLogoSql, [tenantId, logo.logoId, logo.type, logo.bytes, new Date(at)]);

/** False when there was none. */
export const removeLogo = async (tx: Queryable, tenantId: string): Promise<boolean> =>
  (await tx.query(deleteLogoSql, [tenantId])).length === 1;
