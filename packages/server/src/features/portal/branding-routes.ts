import { PortalBrandingModel, serializerSchema } from '@leeway/contract';
import type { FastifyRequest } from 'fastify';
import { sendFile } from '../../platform/http/form-file.ts';
import { ApiProblem, notFound } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { findTenant } from '../identity/index.ts';
import { openIdUrlOf } from './openid-store.ts';
import { portalOrigin, tenantOfRequest } from './portal-address.ts';
import { findChoices, findLogo, findLogoId } from './store.ts';

/** How a tenant's portal looks: for everybody, because it is shown before anybody has signed in. */

const logoPath = '/portal/api/v1/logo';

// An SVG opened by its address is a document: it gets no script, no form, no other origin.
export const noDocument = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const registerBranding = (context: RoomContext): void => {
  const { app, database } = context;

  app.get(
    '/portal/api/v1/branding',
    {
      schema: {
        tags: ['portal'],
        summary: "Tells how a tenant's portal looks, and how its people can sign in besides a password.",
        response: { 200: { description: 'OK', ...serializerSchema(PortalBrandingModel) } },
      },
    },
    async (request, reply): Promise<PortalBrandingModel> => {
      const asked = textOf((request.query as Record<string, unknown>).tenant);
      const tenant = await tenantOfRequest(context, request, asked);
      if (!tenant) throw new ApiProblem('notFound', 'There is no such portal.');
      const { tenantId, slug, name } = tenant;
      const [choices, logoId] = await Promise.all([
        findChoices(database, tenantId),
        findLogoId(database, tenantId),
      ]);
      reply.header('cache-control', 'no-cache');
      return {
        tenant: { slug, name },
        logoUrl: logoId === null ? null : `${logoPath}/${slug}/${logoId}`,
        theme: choices?.themeOverrides ?? null,
        openIdUrl: await openIdUrlOf(database, tenant, await originElsewhere(context, request, tenantId)),
      };
    },
  );

  app.get(
    `${logoPath}/:tenant/:logoId`,
    {
      schema: {
        tags: ['portal'],
        summary: "Sends the logo of a tenant's portal, without a session.",
        response: { 200: { type: 'string', description: 'OK' } },
      },
    },
    async (request, reply) => {
      const { tenant: asked, logoId } = request.params as {
        readonly tenant: string;
        readonly logoId: string;
      };
      const tenant = await findTenant(context, asked);
      const logo = tenant?.enabled ? await findLogo(database, tenant.tenantId, logoId) : null;
      if (!logo) throw notFound('logo', logoId);
      // Another picture has another id.
      reply.header('cache-control', 'public, max-age=31536000, immutable');
      reply.header('content-security-policy', noDocument);
      sendFile(request, reply, { name: null, type: logo.type, bytes: logo.bytes });
      return reply;
    },
  );
};

/** Where the tenant's portal is, when this request came to another host; empty: it is here. */
const originElsewhere = async (
  context: RoomContext,
  request: FastifyRequest,
  tenantId: string,
): Promise<string> => {
  const origin = await portalOrigin(context, tenantId);
  if (origin === context.publicUrl) return '';
  return new URL(origin).hostname === request.hostname.toLowerCase() ? '' : origin;
};
