import { openIdSignInMinutes } from '@leeway/contract';
import { LRUCache } from 'lru-cache';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  type ClientMetadata,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  type CustomFetch,
  calculatePKCECodeChallenge,
  clockTolerance,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
} from 'openid-client';
import type { Clock } from '../../platform/clock.ts';
import { askOutside } from '../../platform/http/get-outside.ts';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { BegunSignIn } from './openid-store.ts';

/** A tenant's OpenID provider, as a client of it sees it: authorization code with PKCE, state and nonce. */

const timeoutMs = 5_000;
const bytesMax = 262_144;
const metadataMaxAgeMs = 3_600_000;
/** Clocks differ. */
const toleranceSeconds = 30;
/** One for each tenant that has any. */
const providersMax = 1_000;

export interface ProviderParts {
  readonly clock: Clock;
  /** Loopback and private addresses, which is what a test and a company's own provider have. */
  readonly allowPrivate: boolean;
  /** Where the provider sends people back to. */
  readonly callbackUrl: string;
}

/** A provider that is named, with the client we are there. */
export interface NamedProvider {
  readonly issuer: string;
  readonly clientId: string;
  /** Null: a public client. */
  readonly clientSecret: string | null;
}

/** What the provider says of who signed in there. */
export interface Vouched {
  readonly issuer: string;
  readonly subject: string;
  /** Null: the provider knows none that it has verified. */
  readonly verifiedEmail: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
}

class Unreachable extends Error {}

/** The library's requests, bounded and kept off private networks. */
const guardedFetch =
  (allowPrivate: boolean): CustomFetch =>
  async (url, { method, headers, body }) => {
    const sent = body === undefined || body === null ? {} : { body: String(body) };
    const request = { method: method === 'POST' ? 'POST' : 'GET', headers, ...sent } as const;
    const limits = { allowPrivate, timeoutMs, bytesMax };
    const answer = await askOutside(url, request, limits).catch((cause: Error) => {
      throw new Unreachable(cause.message, { cause });
    });
    const type = answer.headers['content-type'];
    return new Response(answer.body === '' ? null : answer.body, {
      status: answer.status,
      headers: type === undefined ? {} : { 'content-type': type },
    });
  };

/** As the provider takes it; what it says nothing about is the first way, by the specification. */
const authenticationOf = (secret: string | null): ClientAuth => {
  if (secret === null) return None();
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)];
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? basic : post)(server, client, body, headers);
  };
};

const isUnreachable = (error: unknown): boolean =>
  error instanceof Unreachable || (error instanceof Error && isUnreachable(error.cause));

const unavailable = (cause: unknown) =>
  new ApiProblem('authorityUnavailable', 'The OpenID provider of this account does not answer.', {
    retryAfterSeconds: 5,
    cause,
  });

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const namesOf = (claims: Readonly<Record<string, unknown>>) => {
  const [first = '', ...rest] = (textOf(claims.name) ?? '').split(/\s+/);
  return {
    firstName: textOf(claims.given_name) ?? textOf(first),
    lastName: textOf(claims.family_name) ?? textOf(rest.join(' ')),
  };
};

export const createOpenIdProviders = ({ clock, allowPrivate, callbackUrl }: ProviderParts) => {
  interface Known {
    readonly settings: string;
    readonly untilMs: number;
    readonly configuration: Promise<Configuration>;
  }
  const known = new LRUCache<string, Known>({ max: providersMax });

  const discover = ({ issuer, clientId, clientSecret }: NamedProvider): Promise<Configuration> => {
    const execute = [
      enableNonRepudiationChecks,
      ...(allowPrivate && issuer.startsWith('http:') ? [allowInsecureRequests] : []),
    ];
    const options = { [customFetch]: guardedFetch(allowPrivate), timeout: timeoutMs / 1000, execute };
    const client: Partial<ClientMetadata> = { [clockTolerance]: toleranceSeconds };
    return discovery(new URL(issuer), clientId, client, authenticationOf(clientSecret), options);
  };

  /** One look at the provider's metadata for an hour; a failed one is not remembered. Throws `authorityUnavailable`. */
  const configurationOf = async (tenantId: string, provider: NamedProvider): Promise<Configuration> => {
    const settings = JSON.stringify(provider);
    const found = known.get(tenantId);
    if (found && found.settings === settings && clock.now() < found.untilMs) return found.configuration;
    const configuration = discover(provider).catch((error) => {
      known.delete(tenantId);
      throw unavailable(error);
    });
    known.set(tenantId, { settings, untilMs: clock.now() + metadataMaxAgeMs, configuration });
    return configuration;
  };

  const claimsOf = async (
    configuration: Configuration,
    begun: BegunSignIn,
    state: string,
    currentUrl: URL,
  ): Promise<Record<string, unknown> & { readonly sub: string }> => {
    const tokens = await authorizationCodeGrant(configuration, currentUrl, {
      pkceCodeVerifier: begun.codeVerifier,
      expectedNonce: begun.nonce,
      expectedState: state,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new Error('the provider sent no identity token');
    // Most providers put the address there; the others tell it who asks.
    const isTold = claims.email !== undefined && claims.email_verified !== undefined;
    if (isTold || !configuration.serverMetadata().userinfo_endpoint) return claims;
    return { ...(await fetchUserInfo(configuration, tokens.access_token, claims.sub)), ...claims };
  };

  return {
    /** Where to send the browser, and what its return must fit. Throws ApiProblem `authorityUnavailable`. */
    begin: async (tenantId: string, provider: NamedProvider, state: string) => {
      const configuration = await configurationOf(tenantId, provider);
      const begun: BegunSignIn = {
        issuer: provider.issuer,
        nonce: randomNonce(),
        codeVerifier: randomPKCECodeVerifier(),
        expiresAt: new Date(clock.now() + openIdSignInMinutes * 60_000),
      };
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: callbackUrl,
        response_type: 'code',
        scope: 'openid email profile',
        state,
        nonce: begun.nonce,
        code_challenge: await calculatePKCECodeChallenge(begun.codeVerifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, begun };
    },

    /**
     * Whom the provider vouches for. @param query of the browser's return, with its `?`
     * Throws ApiProblem `authorityUnavailable`, or an Error that says why the answer is not accepted.
     */
    finish: async (
      tenantId: string,
      provider: NamedProvider,
      { begun, state, query }: { begun: BegunSignIn; state: string; query: string },
    ): Promise<Vouched> => {
      const configuration = await configurationOf(tenantId, provider);
      try {
        const claims = await claimsOf(configuration, begun, state, new URL(callbackUrl + query));
        const isVerified = claims.email_verified === true || claims.email_verified === 'true';
        return {
          issuer: provider.issuer,
          subject: claims.sub,
          verifiedEmail: isVerified ? textOf(claims.email) : null,
          ...namesOf(claims),
        };
      } catch (error) {
        throw isUnreachable(error) ? unavailable(error) : error;
      }
    },
  };
};

export type OpenIdProviders = ReturnType<typeof createOpenIdProviders>;
