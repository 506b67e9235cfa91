/** The token URLs for the served OpenAPI document and the serialiser. RFC 6749, 8414 and 7517 say what they mean. */

const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;

const oauthError = {
  description: 'RFC 6749, section 5.2',
  type: 'object',
  properties: { error: text, error_description: text },
  required: ['error', 'error_description'],
} as const;

export const tokenSchema = {
  tags: ['tokens'],
  summary: 'Exchanges a client id and secret for an access token (OAuth 2.0 client credentials).',
  consumes: ['application/x-www-form-urlencoded', 'application/json'],
  body: {
    type: 'object',
    properties: {
      grant_type: { type: 'string', enum: ['client_credentials'] },
      client_id: text,
      client_secret: text,
      scope: { type: 'string', description: 'Words with spaces between; all of the client when left out.' },
    },
    required: ['grant_type'],
  },
  response: {
    200: {
      description: 'The token',
      type: 'object',
      properties: {
        access_token: text,
        token_type: text,
        expires_in: { type: 'integer' },
        scope: text,
      },
      required: ['access_token', 'token_type', 'expires_in', 'scope'],
    },
    400: oauthError,
    401: oauthError,
    404: oauthError,
    429: oauthError,
    500: oauthError,
    503: oauthError,
  },
} as const;

export const configurationSchema = {
  tags: ['tokens'],
  summary: 'Where the token URLs of a realm are (OpenID Connect discovery).',
  response: {
    200: {
      description: 'The configuration',
      type: 'object',
      properties: {
        issuer: text,
        token_endpoint: text,
        jwks_uri: text,
        grant_types_supported: texts,
        token_endpoint_auth_methods_supported: texts,
        scopes_supported: texts,
        response_types_supported: texts,
        subject_types_supported: texts,
        id_token_signing_alg_values_supported: texts,
      },
    },
  },
} as const;

export const certsSchema = {
  tags: ['tokens'],
  summary: "The public keys of a realm's tokens (JWKS).",
  response: {
    200: {
      description: 'The keys',
      type: 'object',
      properties: {
        keys: {
          type: 'array',
          items: {
            type: 'object',
            properties: { kty: text, crv: text, x: text, y: text, kid: text, alg: text, use: text },
          },
        },
      },
    },
  },
} as const;
