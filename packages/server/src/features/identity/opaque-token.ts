import { createHash, randomBytes } from 'node:crypto';

/** Opaque tokens: the tenant in front of 256 random bits, so that a look-up is of one tenant. Only a hash is kept. */

const pattern = /^(t_[A-Za-z0-9_-]{22})\.[A-Za-z0-9_-]{43}$/;

export interface OpaqueToken {
  readonly tenantId: string;
  /** sha-256: enough for what cannot be guessed. */
  readonly hash: Buffer;
}

export const newOpaqueToken = (tenantId: string): string =>
  `${tenantId}.${randomBytes(32).toString('base64url')}`;

/** Null when the text cannot be such a token. */
export const readOpaqueToken = (text: string): OpaqueToken | null => {
  const tenantId = pattern.exec(text)?.[1];
  return tenantId === undefined ? null : { tenantId, hash: createHash('sha256').update(text).digest() };
};
