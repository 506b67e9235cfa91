import { sessionHoursMax } from '@leeway/contract';
import type { FastifyRequest } from 'fastify';
import { ApiProblem } from './problem.ts';

/**
 * A browser keeps a session in a cookie that scripts cannot read. A cookie is sent whoever makes the browser send a
 * request, so it counts for a change only together with a header of our own: another site's page cannot set one
 * without asking this server first (CORS), and is refused. `SameSite=Strict` is the second line of defence.
 */

const csrfHeader = 'x-leeway-csrf';
const safeMethods = new Set(['GET', 'HEAD']);

const secure = (publicUrl: string) => (publicUrl.startsWith('https:') ? '; Secure' : '');

/** Of one name, sent below one path. */
export const createSessionCookie = (name: string, path: string) => {
  const pattern = new RegExp(`(?:^|;\\s*)${name}=([^;\\s]+)`);
  const attributes = (publicUrl: string) => `Path=${path}; HttpOnly; SameSite=Strict${secure(publicUrl)}`;
  return {
    /** The token of the cookie, or null. Throws ApiProblem `unauthenticated` for a change that may be another site's. */
    token: ({ method, headers }: FastifyRequest): string | null => {
      const token = headers.cookie === undefined ? undefined : pattern.exec(headers.cookie)?.[1];
      if (token === undefined) return null;
      const site = headers['sec-fetch-site'];
      const isForeign = site === 'cross-site' || site === 'same-site';
      if (!safeMethods.has(method) && (headers[csrfHeader] === undefined || isForeign)) {
        throw new ApiProblem(
          'unauthenticated',
          `A change with the session cookie needs the header ${csrfHeader}.`,
        );
      }
      return token;
    },
    set: (publicUrl: string, token: string): string =>
      `${name}=${token}; ${attributes(publicUrl)}; Max-Age=${sessionHoursMax * 3600}`,
    clear: (publicUrl: string): string => `${name}=; ${attributes(publicUrl)}; Max-Age=0`,
  };
};

/** Ties what is begun elsewhere to the browser that began it. It comes back from another site: `Strict` would keep it away. */
export const createReturnCookie = (name: string, path: string, minutes: number) => {
  const pattern = new RegExp(`(?:^|;\\s*)${name}=([^;\\s]+)`);
  const attributes = (publicUrl: string) => `Path=${path}; HttpOnly; SameSite=Lax${secure(publicUrl)}`;
  return {
    read: ({ headers }: FastifyRequest): string | null => pattern.exec(headers.cookie ?? '')?.[1] ?? null,
    set: (publicUrl: string, state: string): string =>
      `${name}=${state}; ${attributes(publicUrl)}; Max-Age=${minutes * 60}`,
    clear: (publicUrl: string): string => `${name}=; ${attributes(publicUrl)}; Max-Age=0`,
  };
};
