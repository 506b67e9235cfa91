import type { RoleName } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import type { OpaqueToken } from './opaque-token.ts';

/** The tables openid_sign_in_settings, openid_sign_ins. */

export interface OpenIdSettings {
  readonly enabled: boolean;
  readonly issuer: string | null;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  /** Null: only users can sign in. */
  readonly defaultRole: RoleName | null;
}

const none: OpenIdSettings = {
  enabled: false,
  issuer: null,
  clientId: null,
  clientSecret: null,
  defaultRole: null,
};

const selectSql = `
  select enabled, issuer, client_id as "clientId", client_secret as "clientSecret", default_role as "defaultRole"
  from openid_sign_in_settings
  where tenant_id = $1`;

const lockSql = `${selectSql} for update`;

const replaceSql = `
  insert into openid_sign_in_settings (tenant_id, enabled, issuer, client_id, client_secret, default_role)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (tenant_id) do update
  set enabled = excluded.enabled, issuer = excluded.issuer, client_id = excluded.client_id,
    client_secret = excluded.client_secret, default_role = excluded.default_role`;

const insertBegunSql = `
  insert into openid_sign_ins (tenant_id, state_hash, issuer, nonce, code_verifier, expires_at)
  values ($1, $2, $3, $4, $5, $6)`;

const takeBegunSql = `
  delete from openid_sign_ins
  where tenant_id = $1 and state_hash = $2
  returning issuer, nonce, code_verifier as "codeVerifier", expires_at as "expiresAt"`;

const forgetBegunSql = `delete from openid_sign_ins where expires_at <= $1`;

export const selectOpenIdSettings = async (db: Queryable, tenantId: string): Promise<OpenIdSettings> =>
  (await db.query<OpenIdSettings>(selectSql, [tenantId]))[0] ?? none;

export const lockOpenIdSettings = async (tx: Queryable, tenantId: string): Promise<OpenIdSettings> =>
  (await tx.query<OpenIdSettings>(lockSql, [tenantId]))[0] ?? none;

export const replaceOpenIdSettings = (tx: Queryable, tenantId: string, settings: OpenIdSettings) =>
  tx.query(replaceSql, [
    tenantId,
    settings.enabled,
    settings.issuer,
    settings.clientId,
    settings.clientSecret,
    settings.defaultRole,
  ]);

/** A sign-in that has gone to the provider. */
export interface BegunSignIn {
  readonly issuer: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly expiresAt: Date;
}

export const insertOpenIdSignIn = (db: Queryable, { tenantId, hash }: OpaqueToken, begun: BegunSignIn) =>
  db.query(insertBegunSql, [tenantId, hash, begun.issuer, begun.nonce, begun.codeVerifier, begun.expiresAt]);

/** Each is taken once; null when it never was or is taken. */
export const takeOpenIdSignIn = async (db: Queryable, { tenantId, hash }: OpaqueToken) =>
  (await db.query<BegunSignIn>(takeBegunSql, [tenantId, hash]))[0] ?? null;

export const forgetOpenIdSignIns = (db: Queryable, now: Date) => db.query(forgetBegunSql, [now]);
