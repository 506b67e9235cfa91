import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';

/** A real OpenID provider on a port of its own. People sign in as a browser would: forms, cookies, redirects. */

/** The application that people sign in to. */
export interface ProviderClient {
  readonly clientId: string;
  readonly redirectUri: string;
  /** Null: a public client. */
  readonly clientSecret: string | null;
  /** Whether the address is in the identity token; else the provider tells it who asks with the access token. */
  readonly hasClaimsInToken: boolean;
}

const app: ProviderClient = {
  clientId: 'app',
  redirectUri: 'https://app.example.com/signed-in',
  clientSecret: null,
  hasClaimsInToken: true,
};

/** Claims of each person by the name they sign in with. */
export type People = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const newKeys = async () => {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const keyId = randomBytes(8).toString('hex');
  return { keys: [{ ...(await exportJWK(privateKey)), kid: keyId, alg: 'RS256', use: 'sig' }] };
};

const configuration = async (
  people: People,
  { clientId, redirectUri, clientSecret, hasClaimsInToken }: ProviderClient,
): Promise<Configuration> => ({
  clients: [
    {
      client_id: clientId,
      redirect_uris: [redirectUri],
      ...(clientSecret === null
        ? { token_endpoint_auth_method: 'none' }
        : { client_secret: clientSecret, token_endpoint_auth_method: 'client_secret_basic' }),
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  jwks: await newKeys(),
  cookies: { keys: ['a secret of the test'] },
  pkce: { required: () => true },
  // What the scopes open is in the identity token itself, as most providers have it.
  conformIdTokenClaims: !hasClaimsInToken,
  claims: {
    openid: ['sub', 'email', 'licenses'],
    email: ['email', 'email_verified'],
    profile: ['name', 'given_name', 'family_name'],
  },
  ttl: { IdToken: 600, Interaction: 600, Grant: 600, Session: 600, AccessToken: 600 },
  findAccount: (_ctx, accountId) => ({
    accountId,
    claims: async () => ({ sub: accountId, ...people[accountId] }),
  }),
  loadExistingGrant: async ({ oidc }) => {
    const { session, client, provider } = oidc;
    if (!session?.accountId || !client) return undefined;
    const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/**
 * Follows the provider's redirects from where the application sends a person until the provider sends them back; answers
 * that URL. Null: the person thinks better of it.
 */
const visitAt = async (
  issuer: string,
  redirectUri: string,
  from: string,
  username: string | null,
): Promise<string> => {
  const cookies = new Map<string, string>();
  const visit = async (url: string, form?: Record<string, string>): Promise<string> => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      cookies.set(name, value);
    }
    const next = response.headers.get('location');
    if (!next) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
    return new URL(next, issuer).href;
  };
  let at = await visit(from);
  while (!at.startsWith(redirectUri)) {
    if (!at.includes('/interaction/')) at = await visit(at);
    else if (username === null) at = await visit(`${at}/abort`);
    else at = await visit(at, { prompt: 'login', login: username, password: 'any' });
  }
  return at;
};

const signInAt = async (
  issuer: string,
  { clientId, redirectUri }: ProviderClient,
  username: string,
): Promise<string> => {
  const verifier = randomBytes(32).toString('base64url');
  const asked = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const at = await visitAt(issuer, redirectUri, `${issuer}/auth?${asked}`, username);
  const code = new URL(at).searchParams.get('code');
  if (!code) throw new Error(`nobody was signed in: ${at}`);
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: redirectUri,
      code,
      code_verifier: verifier,
    }),
  });
  const { id_token: token } = (await response.json()) as { id_token?: string };
  if (!token) throw new Error(`no identity token: ${response.status}`);
  return token;
};

export const startOpenIdProvider = async (people: People, client: ProviderClient = app) => {
  const requests: string[] = [];
  let server: Server;
  let port = 0;
  const open = async () => {
    server = createServer();
    port = await listen(server, port);
    const provider = new Provider(`http://127.0.0.1:${port}`, await configuration(people, client));
    const serve = provider.callback();
    server.on('request', (request, response) => {
      requests.push(request.url ?? '');
      void serve(request, response);
    });
  };
  await open();
  const issuer = `http://127.0.0.1:${port}`;
  return {
    issuer,
    audience: client.clientId,
    /** Paths asked of it so far. */
    requests,
    /** Signs a person in; answers the identity token. */
    signIn: (username: string) => signInAt(issuer, client, username),
    /** A person at the provider, sent there by the application; answers where they are sent back to. Null: they cancel. */
    visit: (from: string, username: string | null) => visitAt(issuer, client.redirectUri, from, username),
    stop: () => close(server),
    /** At the same address, with keys of its own. */
    restartWithOtherKeys: async () => {
      await close(server);
      await open();
    },
  };
};

export type OpenIdProvider = Awaited<ReturnType<typeof startOpenIdProvider>>;
