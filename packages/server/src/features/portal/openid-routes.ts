import { operations, type UpdatePortalOpenIdSettingsApiRequest } from '@leeway/contract';
import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Author } from '../../platform/author.ts';
import { outsideFault } from '../../platform/http/get-outside.ts';
import { ApiProblem, invalid } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import {
  createFailureLimiter,
  createOpenIdProviders,
  findTenant,
  newOpaqueToken,
  type OpenIdProviders,
  readOpaqueToken,
} from '../identity/index.ts';
import { beginPortalOpenId, finishPortalOpenId, PortalOpenIdRefusal } from './openid-sign-in.ts';
import {
  findPortalOpenId,
  lockPortalOpenId,
  openIdCallbackPath,
  openIdStartPath,
  type PortalOpenIdSettings,
  replacePortalOpenId,
} from './openid-store.ts';
import { portalOrigin, tenantOfRequest } from './portal-address.ts';
import { openIdCookie, sessionCookie } from './portal-cookie.ts';

/** Where a contact's browser goes to sign in at the vendor's OpenID provider, and comes back to; and how it is set up. */

/** Beginnings a minute from one address: each may ask the provider something. */
const beginningsMax = 30;
/** Addresses at which portals are found: the public one, and one for each tenant with a host of its own. */
const originsMax = 1_000;

export interface PortalOptions {
  /** Whether a provider may be at a loopback or private address. */
  readonly allowPrivate: boolean;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const redirecting = (summary: string) => ({
  schema: { tags: ['portal'], summary, response: { 302: { type: 'null', description: 'Found' } } },
});

/** Back to the page where people sign in, which tells what the matter was. */
const sendBack = (reply: FastifyReply, problem: string, slug?: string | undefined) => {
  const page = slug === undefined ? '/portal' : `/portal/${slug}/sign-in`;
  return reply
    .header('cache-control', 'no-store')
    .redirect(`${page}?${new URLSearchParams({ problem })}`, 302);
};

const problemOf = (error: unknown): string => {
  if (error instanceof ApiProblem && error.code === 'authorityUnavailable') return error.code;
  return error instanceof PortalOpenIdRefusal ? error.problem : 'openIdRejected';
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${reasonOf(error.cause)}`;
};

const refuseIncomplete = (
  { enabled, issuer, clientId }: PortalOpenIdSettings,
  allowPrivate: boolean,
): void => {
  const fault = issuer === null ? null : outsideFault(issuer, allowPrivate);
  if (fault) throw invalid('issuer', fault);
  if (enabled && issuer === null) throw invalid('issuer', 'is needed to sign in there', 'required');
  if (enabled && clientId === null) throw invalid('clientId', 'is needed to sign in there', 'required');
};

const updateSettings = (
  { database }: Pick<RoomContext, 'database'>,
  { tenantId, author, allowPrivate }: { tenantId: string; author: Author; allowPrivate: boolean },
  { enabled, issuer = null, clientId = null, clientSecret }: UpdatePortalOpenIdSettingsApiRequest,
): Promise<void> =>
  database.transaction(author, async (tx) => {
    const before = await lockPortalOpenId(tx, tenantId);
    // A secret goes to the provider it was given for, and to no other.
    const kept = issuer === before.issuer ? before.clientSecret : null;
    const secret = clientSecret === undefined ? kept : clientSecret;
    const settings: PortalOpenIdSettings = { enabled, issuer, clientId, clientSecret: secret };
    refuseIncomplete(settings, allowPrivate);
    await replacePortalOpenId(tx, tenantId, settings);
  });

export const registerPortalOpenIdSettings = (context: RoomContext, { allowPrivate }: PortalOptions): void => {
  const { route, database } = context;

  route(operations.getPortalOpenIdSettings, async ({ tenantId }) => {
    const { enabled, issuer, clientId, clientSecret } = await findPortalOpenId(database, tenantId);
    return {
      ...{ enabled, issuer, clientId, hasClientSecret: clientSecret !== null },
      callbackUrl: (await portalOrigin(context, tenantId)) + openIdCallbackPath,
    };
  });

  route(operations.updatePortalOpenIdSettings, async ({ tenantId, author, body }) => {
    await updateSettings({ database }, { tenantId, author, allowPrivate }, body);
    return undefined;
  });
};

/** One client for each address at which portals are found: a provider sends people back to where they came from. */
const providersByOrigin = (context: RoomContext, allowPrivate: boolean) => {
  const known = new LRUCache<string, OpenIdProviders>({ max: originsMax });
  return async (tenantId: string): Promise<OpenIdProviders> => {
    const callbackUrl = (await portalOrigin(context, tenantId)) + openIdCallbackPath;
    const found = known.get(callbackUrl);
    if (found) return found;
    const made = createOpenIdProviders({ clock: context.clock, allowPrivate, callbackUrl });
    known.set(callbackUrl, made);
    return made;
  };
};

export const registerPortalOpenId = (context: RoomContext, { allowPrivate }: PortalOptions): void => {
  const { app, database, clock, publicUrl, log } = context;
  const parts = { database, clock, providersOf: providersByOrigin(context, allowPrivate) };
  const beginnings = createFailureLimiter(clock, beginningsMax);

  app.get(
    openIdStartPath,
    redirecting("Sends a contact's browser to the OpenID provider."),
    async (request, reply) => {
      const asked = (request.query as Record<string, unknown>).tenant;
      const tenant = await tenantOfRequest(context, request, asked === undefined ? undefined : textOf(asked));
      if (beginnings.waitSeconds(request.ip) > 0) return sendBack(reply, 'tooManyRequests', tenant?.slug);
      beginnings.count(request.ip);
      if (!tenant) return sendBack(reply, 'notFound');
      const state = newOpaqueToken(tenant.tenantId);
      try {
        const url = await beginPortalOpenId(parts, tenant.tenantId, state);
        if (url === null) return sendBack(reply, 'notFound', tenant.slug);
        reply.header('cache-control', 'no-store').header('set-cookie', openIdCookie.set(publicUrl, state));
        return reply.redirect(url, 302);
      } catch (error) {
        log.warn(`sign-in to the portal of ${tenant.slug} by OpenID not begun: ${reasonOf(error)}`);
        return sendBack(reply, problemOf(error), tenant.slug);
      }
    },
  );

  app.get(
    openIdCallbackPath,
    redirecting('Takes who comes back from the OpenID provider.'),
    async (request, reply) => {
      const state = textOf((request.query as Record<string, unknown>).state);
      const tenantId = readOpaqueToken(state)?.tenantId;
      const slug = tenantId === undefined ? undefined : (await findTenant(context, tenantId))?.slug;
      const { search } = new URL(request.url, publicUrl);
      const returned = { state, cookie: openIdCookie.read(request), query: search, address: request.ip };
      const forget = openIdCookie.clear(publicUrl);
      try {
        const token = await finishPortalOpenId(parts, returned);
        reply
          .header('cache-control', 'no-store')
          .header('set-cookie', [sessionCookie.set(publicUrl, token), forget]);
        return reply.redirect(`/portal/${slug}/`, 302);
      } catch (error) {
        log.warn(`sign-in to the portal by OpenID refused: ${reasonOf(error)}`);
        reply.header('set-cookie', forget);
        return sendBack(reply, problemOf(error), slug);
      }
    },
  );
};
