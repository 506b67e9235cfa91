/**
 * The error catalogue (rule 44): code, HTTP status, title and what the caller can do. The text for the caller is made
 * where the error arises; what only the operator should see goes to the log.
 */
export interface ErrorEntry {
  readonly status: 400 | 401 | 402 | 403 | 404 | 409 | 422 | 429 | 500 | 503;
  readonly title: string;
  readonly remedy: string;
}

const entry = (status: ErrorEntry['status'], title: string, remedy: string): ErrorEntry => ({
  status,
  title,
  remedy,
});

export const errorCatalogue = {
  malformedBody: entry(400, 'The body cannot be read', 'Send valid JSON with content-type application/json.'),
  bodyTooLarge: entry(400, 'The body is too large', 'Send a smaller body; the limit is in the details.'),
  unsupportedMediaType: entry(
    400,
    'The content type is not supported',
    'Send content-type application/json.',
  ),
  unauthenticated: entry(
    401,
    'No valid token',
    'Get a token from the token endpoint and send it as a Bearer token.',
  ),
  signInRejected: entry(
    401,
    'The sign-in was not accepted',
    'Check name and password, and that the account is enabled.',
  ),
  secondFactorRejected: entry(
    401,
    'The code was not accepted',
    'Take the next code of the authenticator app, or a recovery code.',
  ),
  invalidClient: entry(
    401,
    'The client is unknown or its secret is wrong',
    'Check client id and client secret.',
  ),
  seatLimitReached: entry(
    402,
    'No seat is left',
    'Release a seat, wait until retryAt, or ask for more seats.',
  ),
  featureLimitReached: entry(
    402,
    'Not enough of the feature is left',
    'Ask for less, return units, or ask for more.',
  ),
  entitlementNotActive: entry(
    402,
    'The entitlement is not active',
    'Renew, activate or enable the entitlement.',
  ),
  ownCapReached: entry(
    402,
    "The customer's own cap is reached",
    "Raise the customer's own cap in the portal.",
  ),
  credentialsRejected: entry(
    402,
    'The activation credentials were not accepted',
    'Check the activation code, the token, or the username and password.',
  ),
  missingScope: entry(
    403,
    'The token lacks a scope',
    'Ask for a token with one of the scopes in the details.',
  ),
  roleForbids: entry(
    403,
    'The role does not permit it',
    'Ask an Account Administrator to do it, or for another role.',
  ),
  portalForbids: entry(
    403,
    'The portal does not show it to you',
    'Ask an admin of your company; what admins do not see the vendor does not show.',
  ),
  secondFactorRequired: entry(
    403,
    'A second factor is required',
    'Set up a second factor in the console; nothing else is possible before.',
  ),
  wrongTenant: entry(
    403,
    'The tenant differs from the token',
    'Leave N-TenantId out or send the tenant of the token.',
  ),
  notFound: entry(404, 'Not found', 'Check the id or the path.'),
  conflict: entry(409, 'The state does not allow it', 'Read the object again and decide anew.'),
  duplicate: entry(409, 'It exists already', 'Choose another value for the field in the details.'),
  seatCountBelowUsage: entry(
    409,
    'More is in use than the change would allow',
    'Release seats first, or repeat the call with forceSeatCount=true.',
  ),
  validationFailed: entry(422, 'The request is not valid', 'Mend the fields in validationErrors.'),
  unknownReference: entry(
    422,
    'A referenced object does not exist',
    'Check the id in the field of validationErrors.',
  ),
  idempotencyKeyReused: entry(
    422,
    'The idempotency key was used for another request',
    'Use a new Idempotency-Key for a new request.',
  ),
  tooManyRequests: entry(429, 'Too many requests', 'Wait as long as Retry-After says.'),
  internal: entry(500, 'Something went wrong on our side', 'Report the trace id to the operator.'),
  overloaded: entry(503, 'The server has more requests than it can queue', 'Repeat after Retry-After.'),
  authorityUnavailable: entry(
    503,
    'The OpenID authority does not answer',
    'Repeat after Retry-After; activation codes work meanwhile.',
  ),
  databaseUnavailable: entry(
    503,
    'The database does not answer',
    'Repeat after Retry-After; nothing is known lost.',
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
