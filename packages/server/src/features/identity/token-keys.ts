import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { LRUCache } from 'lru-cache';
import { systemAuthor } from '../../platform/author.ts';
import { newId } from '../../platform/ids.ts';
import { insertFirstTokenKey, selectTokenKeys, type TokenKeyRow } from './store.ts';
import type { IdentityParts } from './tenants.ts';

/** ES256: what every OAuth library verifies; about 130 us to sign and as much to verify. */
export const tokenAlgorithm = 'ES256';

export interface TokenKey {
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** Keys that were read from the database are imported once; a tenant has one or two. */
const importedKeysMax = 1_000;

const publicHalf = ({ kty, crv, x, y }: JWK, keyId: string): JWK => ({
  ...{ kty, crv, x, y },
  kid: keyId,
  alg: tokenAlgorithm,
  use: 'sig',
});

const importKey = async ({ keyId, privateJwk }: TokenKeyRow): Promise<TokenKey> => {
  const publicJwk = publicHalf(privateJwk, keyId);
  const [privateKey, publicKey] = await Promise.all([
    importJWK(privateJwk, tokenAlgorithm),
    importJWK(publicJwk, tokenAlgorithm),
  ]);
  return { keyId, publicJwk, privateKey: privateKey as CryptoKey, publicKey: publicKey as CryptoKey };
};

/** The keys tokens are signed with. Every look-up is of one tenant: no tenant's key vouches for another. */
export const createTokenKeys = ({ database, clock }: IdentityParts) => {
  const imported = new LRUCache<string, TokenKey>({ max: importedKeysMax });

  const keyOf = async (tenantId: string, row: TokenKeyRow): Promise<TokenKey> => {
    const at = `${tenantId}/${row.keyId}`;
    const known = imported.get(at);
    if (known) return known;
    const key = await importKey(row);
    imported.set(at, key);
    return key;
  };

  /** Newest first; none before the tenant's first token. Always read: a key may be removed at any time. */
  const list = async (tenantId: string): Promise<TokenKey[]> =>
    Promise.all((await selectTokenKeys(database, tenantId)).map((row) => keyOf(tenantId, row)));

  const createFirst = async (tenantId: string): Promise<void> => {
    const { privateKey } = await generateKeyPair(tokenAlgorithm, { extractable: true });
    const now = clock.now();
    const row = { keyId: newId('key', now), privateJwk: await exportJWK(privateKey) };
    await database.transaction(systemAuthor, (tx) => insertFirstTokenKey(tx, tenantId, row, new Date(now)));
  };

  return {
    list,
    /** The key of that id, or null. */
    find: async (tenantId: string, keyId: string): Promise<TokenKey | null> =>
      (await list(tenantId)).find((key) => key.keyId === keyId) ?? null,
    /** The newest key; the tenant's first one is made here. */
    forSigning: async (tenantId: string): Promise<TokenKey> => {
      const [newest] = await list(tenantId);
      if (newest) return newest;
      await createFirst(tenantId);
      const [first] = await list(tenantId);
      if (!first) throw new Error(`tenant ${tenantId} has no token key after one was made`);
      return first;
    },
  };
};

export type TokenKeys = ReturnType<typeof createTokenKeys>;
