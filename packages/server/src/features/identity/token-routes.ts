import formbody from '@fastify/formbody';
import { scopes } from '@leeway/contract';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isUnavailable } from '../../platform/database.ts';
import { ApiProblem, notFound } from '../../platform/http/problem.ts';
import { realmUrl } from './access-token.ts';
import { createIssuer } from './issue-token.ts';
import type { TenantRow } from './store.ts';
import { findTenant, type IdentityContext } from './tenants.ts';
import { tokenAlgorithm } from './token-keys.ts';
import { OAuthError, readTokenRequest } from './token-request.ts';
import { certsSchema, configurationSchema, tokenSchema } from './token-schemas.ts';

/** A token request is a few short parameters. */
const tokenRequestBytesMax = 8_192;

const tokenPath = '/protocol/openid-connect/token';
const certsPath = '/protocol/openid-connect/certs';

type RealmRequest = FastifyRequest<{ Params: { realm: string } }>;

const toOAuthError = (error: FastifyError | OAuthError): OAuthError => {
  if (error instanceof OAuthError) return error;
  const status = error instanceof ApiProblem ? error.status : error.statusCode;
  if (status !== undefined && status >= 400 && status < 500) {
    return new OAuthError(400, 'invalid_request', error.message);
  }
  return isUnavailable(error)
    ? new OAuthError(503, 'temporarily_unavailable', 'The database does not answer.', { 'retry-after': '1' })
    : new OAuthError(500, 'server_error', 'The request failed.');
};

/** Token URLs speak RFC 6749, not the problem details of the API. */
const answerError = (error: FastifyError | OAuthError, request: FastifyRequest, reply: FastifyReply) => {
  const answer = toOAuthError(error);
  if (answer.status === 500) request.log.error({ traceId: request.id, err: error }, answer.message);
  return reply
    .code(answer.status)
    .headers(answer.headers)
    .send({ error: answer.code, error_description: answer.message });
};

/** What generic OAuth clients read to find the rest. */
const configuration = (publicUrl: string, { slug }: TenantRow) => {
  const issuer = realmUrl(publicUrl, slug);
  return {
    issuer,
    token_endpoint: issuer + tokenPath,
    jwks_uri: issuer + certsPath,
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    scopes_supported: ['openid', ...scopes],
    response_types_supported: [],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [tokenAlgorithm],
  };
};

const registerTokenUrls = (app: FastifyInstance, { database, ...context }: IdentityContext) => {
  const issuer = createIssuer({ database, ...context });
  const tokenOptions = {
    bodyLimit: tokenRequestBytesMax,
    schema: tokenSchema,
    // The schema documents; faults are told in the words of RFC 6749.
    validatorCompiler: () => () => true,
    errorHandler: answerError,
    onRequest: async (_request: FastifyRequest, reply: FastifyReply) => {
      reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' });
    },
  };

  app.post('/oauth/token', tokenOptions, async (request) => {
    const asked = readTokenRequest(request.headers.authorization, request.body);
    return issuer.issue(null, asked, request.ip);
  });

  app.post(`/realms/:realm${tokenPath}`, tokenOptions, async (request) => {
    const { realm } = (request as RealmRequest).params;
    const tenant = await findTenant({ database }, realm);
    if (!tenant) throw new OAuthError(404, 'invalid_request', 'There is no such realm.');
    const asked = readTokenRequest(request.headers.authorization, request.body);
    return issuer.issue(tenant, asked, request.ip);
  });

  const tenantOf = async ({ params }: RealmRequest): Promise<TenantRow> => {
    const tenant = await findTenant({ database }, params.realm);
    if (!tenant) throw notFound('realm', params.realm);
    return tenant;
  };

  app.get(
    '/realms/:realm/.well-known/openid-configuration',
    { schema: configurationSchema },
    async (request) => configuration(context.publicUrl, await tenantOf(request as RealmRequest)),
  );

  app.get(`/realms/:realm${certsPath}`, { schema: certsSchema }, async (request) => {
    const { tenantId } = await tenantOf(request as RealmRequest);
    const keys = await issuer.keys.list(tenantId);
    return { keys: keys.map((key) => key.publicJwk) };
  });
};

/** In a scope of their own: only token URLs take form bodies. */
export const registerTokens = (context: IdentityContext): void => {
  context.app.register(async (app) => {
    await app.register(formbody, { bodyLimit: tokenRequestBytesMax });
    registerTokenUrls(app, context);
  });
};
