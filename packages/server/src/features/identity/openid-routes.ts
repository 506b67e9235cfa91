import { operations, SignInOptionsModel, serializerSchema } from '@leeway/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblem } from '../../platform/http/problem.ts';
import { createFailureLimiter } from './failure-limiter.ts';
import { newOpaqueToken } from './opaque-token.ts';
import { createOpenIdProviders } from './openid-provider.ts';
import { updateOpenIdSettings } from './openid-settings.ts';
import { beginOpenIdSignIn, finishOpenIdSignIn, OpenIdRefusal, providerOf } from './openid-sign-in.ts';
import { selectOpenIdSettings } from './openid-store.ts';
import { roleId } from './role-ids.ts';
import { clearOpenIdCookie, openIdState, setCookie, setOpenIdCookie } from './session-cookie.ts';
import { selectOnlyTenant } from './store.ts';
import { findTenant, type IdentityContext } from './tenants.ts';

/** Where the browser goes to sign in at the tenant's OpenID provider, and where it comes back to. Without a guard. */

const startPath = '/console/openid/start';
const callbackPath = '/console/openid/callback';
const signInPage = '/console/sign-in';

/** Beginnings a minute from one address: each may ask the provider something. */
const beginningsMax = 30;

export interface OpenIdOptions {
  /** Whether a provider may be at a loopback or private address. */
  readonly allowPrivate: boolean;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const tenantAsked = async (context: IdentityContext, { query }: FastifyRequest) => {
  const asked = (query as Record<string, unknown>).tenant;
  if (asked !== undefined) return findTenant(context, textOf(asked) ?? '');
  // Where there is one tenant only, nobody need name it.
  return selectOnlyTenant(context.database);
};

const optionsOf = (summary: string) => ({
  schema: { tags: ['console'], summary, response: { 302: { type: 'null', description: 'Found' } } },
});

/** Back to the page where people sign in, which tells what the matter was. */
const sendBack = (reply: FastifyReply, problem: string, tenant?: string | undefined) => {
  const query = new URLSearchParams({ problem, ...(tenant === undefined ? {} : { tenant }) });
  return reply.header('cache-control', 'no-store').redirect(`${signInPage}?${query}`, 302);
};

const problemOf = (error: unknown): string => {
  if (error instanceof ApiProblem && error.code === 'authorityUnavailable') return error.code;
  return error instanceof OpenIdRefusal ? error.problem : 'openIdRejected';
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${reasonOf(error.cause)}`;
};

export const registerOpenIdSettings = (context: IdentityContext, { allowPrivate }: OpenIdOptions): void => {
  const { route, database, clock, publicUrl } = context;

  route(operations.getOpenIdSignInSettings, async ({ tenantId }) => {
    const settings = await selectOpenIdSettings(database, tenantId);
    const { enabled, issuer, clientId, clientSecret, defaultRole } = settings;
    return {
      ...{ enabled, issuer, clientId, hasClientSecret: clientSecret !== null },
      defaultRoleId: defaultRole === null ? null : roleId(tenantId, defaultRole),
      callbackUrl: publicUrl + callbackPath,
    };
  });

  route(operations.updateOpenIdSignInSettings, async ({ tenantId, author, body }) => {
    await updateOpenIdSettings({ database, clock, author, allowPrivate }, tenantId, body);
    return undefined;
  });
};

export const registerOpenIdSignIn = (context: IdentityContext, { allowPrivate }: OpenIdOptions): void => {
  const { app, database, clock, publicUrl, log } = context;
  const providers = createOpenIdProviders({ clock, allowPrivate, callbackUrl: publicUrl + callbackPath });
  const parts = { database, clock, providers };
  const beginnings = createFailureLimiter(clock, beginningsMax);

  app.get(
    '/console/sign-in-options',
    {
      schema: {
        tags: ['console'],
        summary: 'Tells how people of a tenant can sign in.',
        response: { 200: { description: 'OK', ...serializerSchema(SignInOptionsModel) } },
      },
    },
    async (request): Promise<SignInOptionsModel> => {
      const tenant = await tenantAsked(context, request);
      const provider = tenant?.enabled && providerOf(await selectOpenIdSettings(database, tenant.tenantId));
      return { openIdUrl: tenant && provider ? `${startPath}?tenant=${tenant.slug}` : null };
    },
  );

  app.get(
    startPath,
    optionsOf("Sends the browser to the tenant's OpenID provider."),
    async (request, reply) => {
      const tenant = await tenantAsked(context, request);
      if (beginnings.waitSeconds(request.ip) > 0) return sendBack(reply, 'tooManyRequests', tenant?.slug);
      beginnings.count(request.ip);
      if (!tenant?.enabled) return sendBack(reply, 'notFound');
      const state = newOpaqueToken(tenant.tenantId);
      try {
        const url = await beginOpenIdSignIn(parts, tenant.tenantId, state);
        if (url === null) return sendBack(reply, 'notFound', tenant.slug);
        reply.header('cache-control', 'no-store').header('set-cookie', setOpenIdCookie(publicUrl, state));
        return reply.redirect(url, 302);
      } catch (error) {
        log.warn(`sign-in by OpenID of ${tenant.slug} not begun: ${reasonOf(error)}`);
        return sendBack(reply, problemOf(error), tenant.slug);
      }
    },
  );

  app.get(
    callbackPath,
    optionsOf('Takes who comes back from the OpenID provider.'),
    async (request, reply) => {
      const state = textOf((request.query as Record<string, unknown>).state) ?? '';
      const { search } = new URL(request.url, publicUrl);
      const returned = { state, cookie: openIdState(request), query: search, address: request.ip };
      const forget = clearOpenIdCookie(publicUrl);
      try {
        const { token } = await finishOpenIdSignIn(parts, returned);
        reply.header('cache-control', 'no-store');
        return reply.header('set-cookie', [setCookie(publicUrl, token), forget]).redirect('/console/', 302);
      } catch (error) {
        log.warn(`sign-in by OpenID refused: ${reasonOf(error)}`);
        reply.header('set-cookie', forget);
        return sendBack(reply, problemOf(error));
      }
    },
  );
};
