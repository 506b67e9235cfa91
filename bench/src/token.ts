import type { Catalogue } from './load.ts';
import type { Server } from './servers.ts';

export const tokenFrom = async (
  server: Server,
  { clientId, clientSecret }: Pick<Catalogue, 'clientId' | 'clientSecret'>,
): Promise<string> => {
  const response = await fetch(`http://127.0.0.1:${server.port}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }),
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (!token) throw new Error(`no token: ${response.status}`);
  return token;
};
