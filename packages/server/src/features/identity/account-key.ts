import { createPrivateKey, type KeyObject } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { systemAuthor } from '../../platform/author.ts';
import { newId } from '../../platform/ids.ts';
import { insertFirstAccountKey, selectAccountKey } from './account-key-store.ts';
import type { IdentityParts } from './tenants.ts';

/** RSASSA-PKCS1-v1_5 with SHA-256: what every platform verifies, old ones included. */
const accountKeyAlgorithm = 'RS256';
const modulusBits = 2048;

export interface AccountKey {
  readonly keyId: string;
  /** For `sign('sha256', data, privateKey)` of node:crypto, and for jose with `RS256`. */
  readonly privateKey: KeyObject;
  readonly publicJwk: Required<Pick<JWK, 'kty' | 'n' | 'e' | 'kid' | 'alg' | 'use'>>;
}

/** Outside any transaction, because it takes a tenth of a second; of two processes, the first to write it wins. */
const createFirst = async ({ database, clock }: IdentityParts, tenantId: string): Promise<void> => {
  const { privateKey } = await generateKeyPair(accountKeyAlgorithm, {
    modulusLength: modulusBits,
    extractable: true,
  });
  const now = clock.now();
  const row = { keyId: newId('key', now), privateJwk: await exportJWK(privateKey) };
  await database.transaction(systemAuthor, (tx) => insertFirstAccountKey(tx, tenantId, row, new Date(now)));
};

/** The key a tenant signs webhooks and offline tokens with; made when it is first asked for, and kept. */
export const accountKeyOf = async (parts: IdentityParts, tenantId: string): Promise<AccountKey> => {
  let row = await selectAccountKey(parts.database, tenantId);
  if (!row) {
    await createFirst(parts, tenantId);
    row = await selectAccountKey(parts.database, tenantId);
  }
  const { kty, n, e } = row?.privateJwk ?? {};
  if (!row || !kty || !n || !e) throw new Error(`tenant ${tenantId} has no account key after one was made`);
  const { keyId, privateJwk } = row;
  return {
    keyId,
    privateKey: createPrivateKey({ key: { ...privateJwk }, format: 'jwk' }),
    publicJwk: { kty, n, e, kid: keyId, alg: accountKeyAlgorithm, use: 'sig' },
  };
};
