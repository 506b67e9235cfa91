import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { apiVersion } from '@leeway/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type DocumentedRoute, type OpenapiInfo, openapiDocument } from './openapi.ts';
import { ApiProblem } from './problem.ts';

/**
 * `/openapi/v1/{version}/openapi.json` and `/docs`, a page to browse it. Everything is served from here; the policy
 * lets the page talk to this server only, whatever the reference's own script would like to load or report.
 */

const policy = [
  `default-src 'none'`,
  `script-src 'self'`,
  // The reference sets styles from its script.
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data:`,
  `font-src 'self' data:`,
  `connect-src 'self'`,
  `worker-src 'self' blob:`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

const documentPath = `/openapi/v1/${apiVersion}/openapi.json`;

const page = (title: string) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="icon" href="data:,">
  </head>
  <body>
    <div id="reference"></div>
    <noscript>This page needs JavaScript. The document it shows is <a href="${documentPath}">openapi.json</a>.</noscript>
    <script src="/docs/reference.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

/** Off: what would ask another host (fonts, proxy, telemetry, assistants) or invite the reader to one. */
const settings = {
  url: documentPath,
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  persistAuth: false,
  authentication: { preferredSecurityScheme: 'clientCredentials' },
  hideModels: false,
  defaultOpenAllTags: false,
};
const start = `Scalar.createApiReference('#reference', ${JSON.stringify(settings, null, 2)});\n`;

/** The package offers this file only through its own plugin, whose page needs an inline script. */
const referenceScript = () =>
  join(
    dirname(createRequire(import.meta.url).resolve('@scalar/fastify-api-reference')),
    'js',
    'standalone.js',
  );

interface Asset {
  readonly plain: Buffer;
  readonly packed: Buffer;
  readonly tag: string;
}

const loadReference = async (): Promise<Asset> => {
  const plain = await readFile(referenceScript());
  const tag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  return { plain, packed: await promisify(gzip)(plain), tag };
};

const sendAsset = (asset: Asset, request: FastifyRequest, reply: FastifyReply) => {
  reply.header('etag', asset.tag).header('cache-control', 'no-cache').header('vary', 'accept-encoding');
  if (request.headers['if-none-match'] === asset.tag) return reply.code(304).send();
  reply.type('text/javascript; charset=utf-8');
  return /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
    ? reply.header('content-encoding', 'gzip').send(asset.packed)
    : reply.send(asset.plain);
};

/** Serves the document of all routes added later on, so it comes before them. */
export const serveOpenapi = (app: FastifyInstance, info: OpenapiInfo): void => {
  const routes: DocumentedRoute[] = [];
  app.addHook('onRoute', ({ config, method, url, schema }) => {
    // Fastify adds a HEAD route to every GET.
    if (typeof method !== 'string' || method === 'HEAD') return;
    const operation = config?.operation;
    routes.push({ method, url, ...(operation ? { operation } : {}), schema: { ...schema } });
  });
  let text: string | undefined;
  app.get<{ Params: { version: string } }>('/openapi/v1/:version/openapi.json', (request, reply) => {
    const { version } = request.params;
    if (version !== apiVersion && version !== 'latest') {
      throw new ApiProblem(
        'notFound',
        `There is no version ${version} of the API: it is ${apiVersion} (or latest).`,
      );
    }
    text ??= JSON.stringify(openapiDocument(routes, info));
    return reply.type('application/json; charset=utf-8').send(text);
  });
};

/** Serves the page that shows the document. */
export const serveDocs = (app: FastifyInstance, title: string): void => {
  let reference: Promise<Asset> | undefined;
  app.get('/docs', (_request, reply) =>
    reply
      .header('content-security-policy', policy)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer')
      .type('text/html; charset=utf-8')
      .send(page(title)),
  );
  app.get('/docs/start.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(start));
  app.get('/docs/reference.js', async (request, reply) => {
    reference ??= loadReference();
    return sendAsset(await reference, request, reply);
  });
};
