import type { operations, SortOf } from '@leeway/contract';
import type { JWK } from 'jose';
import type { Queryable } from '../../platform/database.ts';
import { type ListChoice, namedSql, namePart, orderSqlOf } from '../../platform/http/list-choice.ts';

/** The tables of identity: tenants, api_clients, token_keys. */

export interface TenantRow {
  readonly tenantId: string;
  readonly slug: string;
  readonly name: string;
  readonly timeZone: string;
  /** The tokens of a disabled tenant are refused. */
  readonly enabled: boolean;
  /** Made for trying things out. */
  readonly isTest: boolean;
  /** Where its people sign in; null: here. */
  readonly customAuthUrl: string | null;
  readonly createdAt: Date;
}

export interface ApiClientRow {
  readonly tenantId: string;
  readonly apiId: string;
  readonly clientId: string;
  readonly clientName: string | null;
  readonly scopes: string[];
  readonly createdAt: Date;
}

export interface TokenKeyRow {
  readonly keyId: string;
  readonly privateJwk: JWK;
}

export const tenantColumns = `
  tenant_id as "tenantId", slug, name, time_zone as "timeZone", enabled, is_test as "isTest",
  custom_auth_url as "customAuthUrl", created_at as "createdAt"`;

const apiClientColumns = `
  tenant_id as "tenantId", api_id as "apiId", client_id as "clientId", client_name as "clientName",
  scopes, created_at as "createdAt"`;

// No unique index may lead with a slug, because the tenant leads them all: this lock makes slugs unique instead.
// Tenants are made by hand, so it is never contended.
const lockSlugs = `select pg_advisory_xact_lock(hashtext('leeway.tenants'))`;

const insertTenantSql = `
  insert into tenants (tenant_id, slug, name, time_zone, enabled, is_test, custom_auth_url, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;

const describeTenantSql = `update tenants set name = $2, time_zone = $3 where tenant_id = $1`;

const selectTenantsSql = `select ${tenantColumns} from tenants order by created_at, tenant_id`;

const selectFirstTenantsSql = `${selectTenantsSql} limit 2`;

const selectTenantSql = `select ${tenantColumns} from tenants where tenant_id = $1`;

const selectTenantBySlugSql = `select ${tenantColumns} from tenants where slug = $1`;

const insertApiClientSql = `
  insert into api_clients (tenant_id, api_id, client_id, client_name, secret_hash, scopes, created_at)
  values ($1, $2, $3, $4, $5, $6, $7)`;

type ApiClientsChoice = ListChoice<SortOf<typeof operations.listApiClients>>;

const clientsOrderSql = orderSqlOf<SortOf<typeof operations.listApiClients>>({
  by: { clientId: 'lower(client_id)', clientName: 'lower(client_name)', createdAt: 'created_at' },
  createdAt: 'created_at',
  id: 'api_id',
});

const selectApiClientsSql = (sort: ApiClientsChoice['sort']) => `
  select ${apiClientColumns}
  from api_clients
  where tenant_id = $1 and ${namedSql('$2', 'client_id', 'client_name')}
  ${clientsOrderSql(sort)}`;

const deleteApiClientSql = `delete from api_clients where tenant_id = $1 and api_id = $2 returning api_id`;

const updateSecretSql = `
  update api_clients set secret_hash = $3 where tenant_id = $1 and api_id = $2
  returning ${apiClientColumns}`;

// The hash of a secret of 256 random bits tells nothing when it is compared in variable time.
const selectApiClientBySecretSql = `
  select ${apiClientColumns} from api_clients
  where tenant_id = $1 and client_id = $2 and secret_hash = $3`;

// A token URL without a realm: the secret tells the tenant. Two are enough to know that it does not.
const selectApiClientsOfAnyTenantBySecretSql = `
  select ${apiClientColumns} from api_clients
  where client_id = $1 and secret_hash = $2
  limit 2`;

// A tenant is disabled to stop all of its tokens, a client is deleted to stop its own, a key is removed to stop all it
// signed.
const selectStandingSql = `
  select exists (select from tenants where tenant_id = $1 and enabled)
     and exists (select from api_clients where tenant_id = $1 and api_id = $2)
     and exists (select from token_keys where tenant_id = $1 and key_id = $3) as "isGood"`;

const selectTokenKeysSql = `
  select key_id as "keyId", private_jwk as "privateJwk"
  from token_keys
  where tenant_id = $1
  order by created_at desc, key_id desc`;

// Two processes that need the first key at once agree on one. Not "for update", which would wait for every open
// transaction that has inserted a row of this tenant.
const lockTenantSql = `select tenant_id from tenants where tenant_id = $1 for no key update`;

const insertFirstTokenKeySql = `
  insert into token_keys (tenant_id, key_id, private_jwk, created_at)
  select $1, $2, $3, $4
  where not exists (select from token_keys where tenant_id = $1)`;

export const lockTenantSlugs = (tx: Queryable) => tx.query(lockSlugs);

export const insertTenant = (tx: Queryable, tenant: TenantRow) =>
  tx.query(insertTenantSql, [
    tenant.tenantId,
    tenant.slug,
    tenant.name,
    tenant.timeZone,
    tenant.enabled,
    tenant.isTest,
    tenant.customAuthUrl,
    tenant.createdAt,
  ]);

export const describeTenantRow = (tx: Queryable, tenantId: string, name: string, timeZone: string) =>
  tx.query(describeTenantSql, [tenantId, name, timeZone]);

export const selectTenants = (db: Queryable) => db.query<TenantRow>(selectTenantsSql);

/** The only tenant of the installation; null when there is none, or more than one. */
export const selectOnlyTenant = async (db: Queryable): Promise<TenantRow | null> => {
  const [tenant, another] = await db.query<TenantRow>(selectFirstTenantsSql);
  return another ? null : (tenant ?? null);
};

export const selectTenant = async (db: Queryable, tenantId: string) =>
  (await db.query<TenantRow>(selectTenantSql, [tenantId]))[0] ?? null;

export const selectTenantBySlug = async (db: Queryable, slug: string) =>
  (await db.query<TenantRow>(selectTenantBySlugSql, [slug]))[0] ?? null;

export const insertApiClient = (db: Queryable, client: ApiClientRow, secretHash: Buffer) =>
  db.query(insertApiClientSql, [
    client.tenantId,
    client.apiId,
    client.clientId,
    client.clientName,
    secretHash,
    client.scopes,
    client.createdAt,
  ]);

export const selectApiClients = (db: Queryable, tenantId: string, { name, sort }: ApiClientsChoice = {}) =>
  db.query<ApiClientRow>(selectApiClientsSql(sort), [tenantId, namePart(name)]);

/** False when there was none. */
export const removeApiClient = async (db: Queryable, tenantId: string, apiId: string) =>
  (await db.query(deleteApiClientSql, [tenantId, apiId])).length === 1;

/** Null when there is none. */
export const updateClientSecret = async (
  tx: Queryable,
  tenantId: string,
  apiId: string,
  secretHash: Buffer,
): Promise<ApiClientRow | null> =>
  (await tx.query<ApiClientRow>(updateSecretSql, [tenantId, apiId, secretHash]))[0] ?? null;

/** The clients with this id and secret: of one tenant at most one, without a tenant one or two. */
export const selectApiClientsBySecret = (
  db: Queryable,
  tenantId: string | null,
  clientId: string,
  secretHash: Buffer,
) =>
  tenantId === null
    ? db.query<ApiClientRow>(selectApiClientsOfAnyTenantBySecretSql, [clientId, secretHash])
    : db.query<ApiClientRow>(selectApiClientBySecretSql, [tenantId, clientId, secretHash]);

/** Whether the tenant of a token is enabled, and its client and its key still exist. */
export const selectStanding = async (db: Queryable, tenantId: string, apiId: string, keyId: string) =>
  (await db.query<{ isGood: boolean }>(selectStandingSql, [tenantId, apiId, keyId]))[0]?.isGood ?? false;

/** Newest first. */
export const selectTokenKeys = (db: Queryable, tenantId: string) =>
  db.query<TokenKeyRow>(selectTokenKeysSql, [tenantId]);

/** Does nothing when the tenant has a key already. Runs in a transaction. */
export const insertFirstTokenKey = async (
  tx: Queryable,
  tenantId: string,
  key: TokenKeyRow,
  createdAt: Date,
) => {
  await tx.query(lockTenantSql, [tenantId]);
  await tx.query(insertFirstTokenKeySql, [tenantId, key.keyId, JSON.stringify(key.privateJwk), createdAt]);
};
