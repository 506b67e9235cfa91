import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { type Configuration } from 'oidc-provider';

/** A real OpenID provider on a port of its own. People sign in as a browser would: forms, cookies, redirects. */

const clientId = 'app';
const redirectUri = 'https://app.example.com/signed-in';

/** Claims of each person by the name they sign in with. */
export type People = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const newKeys = async () => {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const keyId = randomBytes(8).toString('hex');
  return { keys: [{ ...(await exportJWK(privateKey)), kid: keyId, alg: 'RS256', use: 'sig' }] };
};

const configuration = async (people: People): Promise<Configuration> => ({
  clients: [
    {
      client_id: clientId,
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  jwks: await newKeys(),
  cookies: { keys: ['a secret of the test'] },
  pkce: { required: () => true },
  // What the scopes open is in the identity token itself, as most providers have it.
  conformIdTokenClaims: false,
  claims: { openid: ['sub', 'email', 'licenses'] },
  ttl: { IdToken: 600, Interaction: 600, Grant: 600, Session: 600, AccessToken: 600 },
  findAccount: (_ctx, accountId) => ({
    accountId,
    claims: async () => ({ sub: accountId, ...people[accountId] }),
  }),
  loadExistingGrant: async ({ oidc }) => {
    const { session, client, provider } = oidc;
    if (!session?.accountId || !client) return undefined;
    const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
    grant.addOIDCScope('openid');
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

/** Follows the provider's redirects until it sends the person back to the application. */
const signInAt = async (issuer: string, username: string): Promise<string> => {
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
  const verifier = randomBytes(32).toString('base64url');
  const asked = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  let at = await visit(`${issuer}/auth?${asked}`);
  while (!at.startsWith(redirectUri)) {
    at = at.includes('/interaction/')
      ? await visit(at, { prompt: 'login', login: username, password: 'any' })
      : await visit(at);
  }
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

export const startOpenIdProvider = async (people: People) => {
  const requests: string[] = [];
  let server: Server;
  let port = 0;
  const open = async () => {
    server = createServer();
    port = await listen(server, port);
    const provider = new Provider(`http://127.0.0.1:${port}`, await configuration(people));
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
    audience: clientId,
    /** Paths asked of it so far. */
    requests,
    /** Signs a person in; answers the identity token. */
    signIn: (username: string) => signInAt(issuer, username),
    stop: () => close(server),
    /** At the same address, with keys of its own. */
    restartWithOtherKeys: async () => {
      await close(server);
      await open();
    },
  };
};

export type OpenIdProvider = Awaited<ReturnType<typeof startOpenIdProvider>>;
