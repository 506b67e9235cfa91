import { randomBytes } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { packageFolder } from '../package-folder.ts';

/**
 * The web applications, as they were built: `/console` and `/portal`, every address below them, and the hashed files of
 * `/assets`.
 * All of it is read once and kept, a few megabytes: what is not in memory cannot be asked for, whatever the path says.
 */

/** Where the build of packages/web is. */
const builtFolder = fileURLToPath(new URL('../web/dist', packageFolder));

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  webp: 'image/webp',
  woff2: 'font/woff2',
};

interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly br?: Buffer;
  readonly gzip?: Buffer;
}

interface Build {
  /** By file name without its ending: `console`. */
  readonly pages: ReadonlyMap<string, string>;
  /** By path below `/assets/`. */
  readonly assets: ReadonlyMap<string, Asset>;
}

const filesOf = (folder: string): string[] => {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
};

const readBuild = (folder: string): Build => {
  const files = new Map(filesOf(folder).map((path) => [path, readFileSync(join(folder, path))]));
  const pages = new Map<string, string>();
  const assets = new Map<string, Asset>();
  for (const [path, plain] of files) {
    const ending = path.split('.').at(-1) ?? '';
    const type = types[ending];
    if (ending === 'html') pages.set(path.slice(0, -'.html'.length), plain.toString('utf8'));
    if (!path.startsWith('assets/') || !type) continue;
    const br = files.get(`${path}.br`);
    const gzip = files.get(`${path}.gz`);
    assets.set(path.slice('assets/'.length), {
      type,
      plain,
      ...(br ? { br } : {}),
      ...(gzip ? { gzip } : {}),
    });
  }
  return { pages, assets };
};

/**
 * Scripts only from files of this server. Style elements, which the component library adds for its colours and for
 * what depends on the width of the window, count only with the nonce of the page; style attributes in the markup do
 * not count at all.
 */
const policyFor = (nonce: string): string =>
  [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `manifest-src 'self'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ');

const guarded = (reply: FastifyReply): FastifyReply =>
  reply
    .header('x-content-type-options', 'nosniff')
    .header('x-frame-options', 'DENY')
    .header('referrer-policy', 'no-referrer')
    .header('cross-origin-opener-policy', 'same-origin')
    .header('cross-origin-resource-policy', 'same-origin');

const sendPage = (reply: FastifyReply, text: string): FastifyReply => {
  const nonce = randomBytes(16).toString('base64');
  return guarded(reply)
    .header('content-security-policy', policyFor(nonce))
    .header('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=()')
    .header('cache-control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(text.replaceAll('%NONCE%', nonce));
};

const sendAsset = (request: FastifyRequest, reply: FastifyReply, asset: Asset): FastifyReply => {
  // The name changes with the content.
  guarded(reply)
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('vary', 'accept-encoding')
    .type(asset.type);
  const accepted = request.headers['accept-encoding'] ?? '';
  if (asset.br && /\bbr\b/.test(accepted)) return reply.header('content-encoding', 'br').send(asset.br);
  if (asset.gzip && /\bgzip\b/.test(accepted))
    return reply.header('content-encoding', 'gzip').send(asset.gzip);
  return reply.send(asset.plain);
};

const missing = (name: string) =>
  `The ${name} is not built: run "npm run build", then start the server again.\n`;

interface WebOptions {
  /** The build of packages/web; another one only in tests. */
  readonly folder?: string;
  /** Whether a host name is a portal's own: then its root is the portal. */
  readonly isPortalHost?: (host: string) => Promise<boolean>;
}

const nobodys = () => Promise.resolve(false);

export const serveWeb = (
  app: FastifyInstance,
  { folder = builtFolder, isPortalHost = nobodys }: WebOptions = {},
): void => {
  const { pages, assets } = readBuild(folder);

  app.get('/', async ({ hostname }, reply) =>
    reply.redirect((await isPortalHost(hostname.toLowerCase())) ? '/portal' : '/console'),
  );

  // What is no operation below here is no page either.
  app.get('/portal/api/*', (_request, reply) => reply.callNotFound());

  for (const name of ['console', 'portal']) {
    const page = (_request: FastifyRequest, reply: FastifyReply) => {
      const text = pages.get(name);
      return text === undefined
        ? reply.code(503).type('text/plain; charset=utf-8').send(missing(name))
        : sendPage(reply, text);
    };
    app.get(`/${name}`, page);
    // The application itself knows its addresses, and says so when there is nothing at one.
    app.get(`/${name}/*`, page);
  }

  app.get<{ Params: { '*': string } }>('/assets/*', (request, reply) => {
    const asset = assets.get(request.params['*']);
    return asset ? sendAsset(request, reply, asset) : reply.callNotFound();
  });
};
