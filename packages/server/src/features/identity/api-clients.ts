import { createHash, randomBytes } from 'node:crypto';
import { scopes as allScopes, type Scope } from '@leeway/contract';
import { violatedUnique } from '../../platform/database.ts';
import { duplicate, invalid, notFound } from '../../platform/http/problem.ts';
import { newId } from '../../platform/ids.ts';
import {
  type ApiClientRow,
  insertApiClient,
  removeApiClient,
  selectApiClients,
  selectApiClientsBySecret,
  updateClientSecret,
} from './store.ts';
import { type ChangeParts, controlCharacter, type IdentityParts } from './tenants.ts';

/** What a client of a tenant can hold; `tenants:admin` is the operator's and only given by name. */
const tenantScopes: readonly Scope[] = allScopes.filter((scope) => scope !== 'tenants:admin');

export interface NewApiClient {
  /** 1 to 50 letters, digits, hyphens and underscores; begins with a letter. Unique in the tenant. */
  readonly clientId: string;
  /** At most 50 characters. */
  readonly clientName?: string | null;
  /** 32 to 64 characters; made from 256 random bits when left out. */
  readonly clientSecret?: string | null;
  /** `all`: every scope but `tenants:admin`. */
  readonly scopes: 'all' | readonly Scope[];
}

export interface CreatedApiClient {
  readonly apiId: string;
  readonly clientId: string;
  readonly clientName: string | null;
  /** Shown this once: only its hash is kept. */
  readonly clientSecret: string;
  readonly scopes: readonly Scope[];
}

const clientIdPattern = /^[A-Za-z](?:[A-Za-z0-9\-_]{0,48}[A-Za-z0-9])?$/;
const clientNameCharactersMax = 50;
const secretCharacters = { min: 32, max: 64 };

const newSecret = (): string => randomBytes(32).toString('base64url');

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

const refuseBadClient = ({ clientId, clientName, clientSecret }: NewApiClient) => {
  if (!clientIdPattern.test(clientId)) {
    throw invalid(
      'clientId',
      'must have 1 to 50 letters, digits, inner hyphens and underscores, and begin with a letter',
    );
  }
  if (clientName && (clientName.length > clientNameCharactersMax || controlCharacter.test(clientName))) {
    throw invalid('clientName', `must have at most ${clientNameCharactersMax} printable characters`);
  }
  const { min, max } = secretCharacters;
  // An empty secret is refused too: it must not become a secret anybody can guess.
  const secretLength = clientSecret?.length ?? min;
  if (secretLength < min || secretLength > max) {
    throw invalid('clientSecret', `must have ${min} to ${max} characters`);
  }
};

/** Checks words as scopes. Throws ApiProblem `validationFailed` naming the unknown one. */
export const scopesFrom = (words: readonly string[]): Scope[] =>
  words.map((word) => {
    const scope = allScopes.find((known) => known === word);
    if (!scope) throw invalid('scopes', `"${word}" is none of ${allScopes.join(', ')}`);
    return scope;
  });

/** Throws ApiProblem `validationFailed`, or `duplicate` when the tenant has a client of that id. */
export const createApiClient = async (
  { database, clock, author }: ChangeParts,
  tenantId: string,
  client: NewApiClient,
): Promise<CreatedApiClient> => {
  refuseBadClient(client);
  const now = clock.now();
  const clientSecret = client.clientSecret ?? newSecret();
  const scopes = client.scopes === 'all' ? tenantScopes : scopesFrom(client.scopes);
  const row: ApiClientRow = {
    tenantId,
    apiId: newId('api', now),
    clientId: client.clientId,
    clientName: client.clientName ?? null,
    scopes: [...new Set(scopes)],
    createdAt: new Date(now),
  };
  try {
    await database.transaction(author, (tx) => insertApiClient(tx, row, hashOf(clientSecret)));
  } catch (error) {
    if (violatedUnique(error) !== null) throw duplicate('clientId', client.clientId);
    throw error;
  }
  const { apiId, clientId, clientName } = row;
  return { apiId, clientId, clientName, clientSecret, scopes: [...new Set(scopes)] };
};

/** In the order of their creation. */
export const listApiClients = (
  { database }: Pick<IdentityParts, 'database'>,
  tenantId: string,
): Promise<ApiClientRow[]> => selectApiClients(database, tenantId);

/**
 * Its tokens are refused from now on: by every process after at most `tokenRecheckSeconds`.
 * Throws ApiProblem `notFound`.
 */
export const deleteApiClient = async (
  { database, author }: Pick<ChangeParts, 'database' | 'author'>,
  tenantId: string,
  apiId: string,
): Promise<void> => {
  const removed = await database.transaction(author, (tx) => removeApiClient(tx, tenantId, apiId));
  if (!removed) throw notFound('API client', apiId);
};

/**
 * Another secret in place of the present one, shown this once. Tokens the client has got live until they expire.
 * Throws ApiProblem `notFound`.
 */
export const rotateClientSecret = async (
  { database, author }: Pick<ChangeParts, 'database' | 'author'>,
  tenantId: string,
  apiId: string,
): Promise<CreatedApiClient> => {
  const clientSecret = newSecret();
  const row = await database.transaction(author, (tx) =>
    updateClientSecret(tx, tenantId, apiId, hashOf(clientSecret)),
  );
  if (!row) throw notFound('API client', apiId);
  const { clientId, clientName, scopes } = row;
  return { apiId, clientId, clientName, clientSecret, scopes: scopesFrom(scopes) };
};

/** The clients that id and secret fit: none, one, or two when no tenant is named and the secret cannot decide. */
export const findApiClientsBySecret = async (
  { database }: Pick<IdentityParts, 'database'>,
  tenantId: string | null,
  clientId: string,
  clientSecret: string,
): Promise<ApiClientRow[]> =>
  clientIdPattern.test(clientId)
    ? selectApiClientsBySecret(database, tenantId, clientId, hashOf(clientSecret))
    : [];
