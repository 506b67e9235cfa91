import type { JWK } from 'jose';
import type { Queryable } from '../../platform/database.ts';

/** The table account_keys: one key a tenant. */

export interface AccountKeyRow {
  readonly keyId: string;
  readonly privateJwk: JWK;
}

const selectSql = `
  select key_id as "keyId", private_jwk as "privateJwk" from account_keys where tenant_id = $1`;

const insertFirstSql = `
  insert into account_keys (tenant_id, key_id, private_jwk, created_at)
  values ($1, $2, $3, $4)
  on conflict (tenant_id) do nothing`;

export const selectAccountKey = async (db: Queryable, tenantId: string) =>
  (await db.query<AccountKeyRow>(selectSql, [tenantId]))[0] ?? null;

/** Does nothing when the tenant has a key already. */
export const insertFirstAccountKey = (tx: Queryable, tenantId: string, key: AccountKeyRow, createdAt: Date) =>
  tx.query(insertFirstSql, [tenantId, key.keyId, JSON.stringify(key.privateJwk), createdAt]);
