import type { KeyObject } from 'node:crypto';
import { CompactSign, compactVerify, importJWK, type JWK } from 'jose';
import { stringify } from 'lossless-json';
import { parseJson } from './http/validation.ts';

/** Tokens that others keep and check without asking: a JWS that any JWT library verifies. */

/** RSA: what the oldest verifier knows. */
const algorithm = 'RS256';

export interface SigningKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicJwk: JWK;
}

/** `typ` tells tokens of one key apart, so that none passes for another. Amounts beyond 2^53 stay exact. */
export const signToken = (
  { keyId, privateKey }: SigningKey,
  typ: string,
  content: Readonly<Record<string, unknown>>,
): Promise<string> =>
  new CompactSign(new TextEncoder().encode(stringify(content)))
    .setProtectedHeader({ alg: algorithm, kid: keyId, typ })
    .sign(privateKey);

/** The content of a token of that type which the key signed; null: it is none. */
export const readSignedToken = async (
  { publicJwk }: SigningKey,
  typ: string,
  token: string,
): Promise<Readonly<Record<string, unknown>> | null> => {
  try {
    const key = await importJWK(publicJwk, algorithm);
    const { payload, protectedHeader } = await compactVerify(token, key, { algorithms: [algorithm] });
    const content = parseJson(new TextDecoder().decode(payload));
    const isContent = typeof content === 'object' && content !== null && protectedHeader.typ === typ;
    return isContent ? (content as Record<string, unknown>) : null;
  } catch {
    return null;
  }
};
