import { scopes as allScopes, type Scope } from '@leeway/contract';

/** What a client asks of a token URL, read from the forms of RFC 6749. */

export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'too_many_requests'
  | 'temporarily_unavailable'
  | 'server_error';

/** An answer in the form of RFC 6749, section 5.2. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly status: 400 | 401 | 404 | 429 | 500 | 503;
  readonly code: OAuthErrorCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: OAuthError['status'],
    code: OAuthErrorCode,
    description: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(description);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export interface TokenRequest {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whether the credentials came as HTTP Basic: a refusal then names that scheme. */
  readonly isBasic: boolean;
  /** Null: all the client holds. */
  readonly scopes: readonly string[] | null;
}

const badRequest = (description: string) => new OAuthError(400, 'invalid_request', description);

export const invalidClient = (isBasic: boolean, description = 'The client or its secret is wrong.') =>
  new OAuthError(
    401,
    'invalid_client',
    description,
    isBasic ? { 'www-authenticate': 'Basic realm="leeway"' } : {},
  );

/** One text parameter; null when absent or empty, which section 3.2 calls the same. */
const parameter = (body: unknown, name: string): string | null => {
  if (typeof body !== 'object' || body === null) return null;
  const value = (body as Record<string, unknown>)[name];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string') throw badRequest(`${name} must be one text.`);
  return value;
};

/** Section 2.3.1: both parts are form-encoded before they are joined and put into base64. */
const formDecode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

/** Null when the header is absent or of another scheme. */
const basicCredentials = (header: string | undefined) => {
  const encoded = /^basic\b *(\S*)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) throw invalidClient(true, 'The Authorization header holds no client id and secret.');
  try {
    return { clientId: formDecode(text.slice(0, colon)), clientSecret: formDecode(text.slice(colon + 1)) };
  } catch {
    throw invalidClient(true, 'Client id and secret in the Authorization header must be form-encoded.');
  }
};

const credentials = (header: string | undefined, body: unknown) => {
  const clientId = parameter(body, 'client_id');
  const clientSecret = parameter(body, 'client_secret');
  const basic = basicCredentials(header);
  if (basic) {
    if (clientSecret !== null) throw badRequest('Send the secret once: in the header or in the body.');
    if (clientId !== null && clientId !== basic.clientId) {
      throw badRequest('client_id differs from the Authorization header.');
    }
    return { ...basic, isBasic: true };
  }
  if (clientId === null || clientSecret === null) {
    throw invalidClient(false, 'client_id and client_secret are needed.');
  }
  return { clientId, clientSecret, isBasic: false };
};

/** Throws OAuthError. */
export const readTokenRequest = (authorization: string | undefined, body: unknown): TokenRequest => {
  const grantType = parameter(body, 'grant_type');
  if (grantType === null) throw badRequest('grant_type is needed.');
  if (grantType !== 'client_credentials') {
    throw new OAuthError(400, 'unsupported_grant_type', 'grant_type must be client_credentials.');
  }
  const scope = parameter(body, 'scope');
  return {
    ...credentials(authorization, body),
    scopes: scope === null ? null : scope.split(' ').filter((word) => word !== ''),
  };
};

/**
 * The scopes of a token: those asked for, or all that are held when none is. `openid`, which generic clients send by
 * themselves, is accepted and stands for nothing. Throws OAuthError `invalid_scope`.
 */
export const grantScopes = (asked: readonly string[] | null, held: readonly string[]): readonly string[] => {
  const wanted = [...new Set(asked ?? [])].filter((word) => word !== 'openid');
  if (wanted.length === 0) return held;
  const refused = wanted.find((word) => !held.includes(word));
  if (refused === undefined) return wanted;
  // Only a known word is repeated: the description may hold no quote, backslash or control character.
  const known = allScopes.find((scope): scope is Scope => scope === refused);
  throw new OAuthError(
    400,
    'invalid_scope',
    known ? `The client does not hold ${known}.` : 'An unknown scope was asked for.',
  );
};
