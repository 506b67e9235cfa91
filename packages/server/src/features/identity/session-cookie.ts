import { openIdSignInMinutes, sessionHoursMax } from '@leeway/contract';
import type { FastifyRequest } from 'fastify';
import { ApiProblem } from '../../platform/http/problem.ts';

/**
 * A browser keeps the session in a cookie that scripts cannot read. A cookie is sent whoever makes the browser send a
 * request, so it counts for a change only together with a header of our own: another site's page cannot set one
 * without asking this server first (CORS), and is refused. `SameSite=Strict` is the second line of defence.
 */

const cookieName = 'leeway_session';
const csrfHeader = 'x-leeway-csrf';
const safeMethods = new Set(['GET', 'HEAD']);

const cookiePattern = new RegExp(`(?:^|;\\s*)${cookieName}=([^;\\s]+)`);

/** The token of the cookie, or null. Throws ApiProblem `unauthenticated` for a change that may be another site's. */
export const cookieToken = ({ method, headers }: FastifyRequest): string | null => {
  const token = headers.cookie === undefined ? undefined : cookiePattern.exec(headers.cookie)?.[1];
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
};

const attributes = (publicUrl: string): string =>
  `Path=/; HttpOnly; SameSite=Strict${publicUrl.startsWith('https:') ? '; Secure' : ''}`;

export const setCookie = (publicUrl: string, token: string): string =>
  `${cookieName}=${token}; ${attributes(publicUrl)}; Max-Age=${sessionHoursMax * 3600}`;

/**
 * Ties a sign-in at an OpenID provider to the browser that began it. It comes back from another site, so `Strict` would
 * keep it away.
 */
const openIdCookieName = 'leeway_openid';
const openIdPattern = new RegExp(`(?:^|;\\s*)${openIdCookieName}=([^;\\s]+)`);

const openIdAttributes = (publicUrl: string): string =>
  `Path=/console/openid; HttpOnly; SameSite=Lax${publicUrl.startsWith('https:') ? '; Secure' : ''}`;

export const openIdState = ({ headers }: FastifyRequest): string | null =>
  openIdPattern.exec(headers.cookie ?? '')?.[1] ?? null;

export const setOpenIdCookie = (publicUrl: string, state: string): string =>
  `${openIdCookieName}=${state}; ${openIdAttributes(publicUrl)}; Max-Age=${openIdSignInMinutes * 60}`;

export const clearOpenIdCookie = (publicUrl: string): string =>
  `${openIdCookieName}=; ${openIdAttributes(publicUrl)}; Max-Age=0`;

export const clearCookie = (publicUrl: string): string =>
  `${cookieName}=; ${attributes(publicUrl)}; Max-Age=0`;
