import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../app.ts';
import { startLeeway } from '../../testing/leeway.ts';
import { serveWeb } from './serve-web.ts';
import { createHttpServer } from './server.ts';

const script = 'export const seats = 120;\n';
const html = '<meta property="csp-nonce" nonce="%NONCE%"><script src="/assets/app-1.js"></script>';

let folder: string;
let app: FastifyInstance;

const serverOf = (built: string): FastifyInstance => {
  const server = createHttpServer(pino({ level: 'silent' }));
  serveWeb(server, { folder: built, isPortalHost: async (host) => host === 'licences.acme.example' });
  return server;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'leeway-web-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'console.html'), html);
  writeFileSync(join(folder, 'portal.html'), html);
  writeFileSync(join(folder, 'assets/app-1.js'), script);
  writeFileSync(join(folder, 'assets/app-1.js.br'), brotliCompressSync(script));
  writeFileSync(join(folder, 'assets/app-1.js.gz'), gzipSync(script));
  writeFileSync(join(folder, 'secret.txt'), 'not for the web');
  app = serverOf(folder);
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

describe('the portal', () => {
  it('is the same at every address below it, and its operations are none of them', async () => {
    for (const url of ['/portal', '/portal/acme/', '/portal/acme/entitlements/ent_1']) {
      expect((await get(url)).headers['content-type']).toBe('text/html; charset=utf-8');
    }
    expect((await get('/portal/api/v1/nothing')).statusCode).toBe(404);
  });

  it("is where the root of a vendor's own host leads to", async () => {
    const { statusCode, headers } = await get('/', { host: 'Licences.acme.example' });
    expect([statusCode, headers.location]).toEqual([302, '/portal']);
  });
});

describe('a page of the console', () => {
  it('is the same at every address below it', async () => {
    for (const url of ['/console', '/console/', '/console/entitlements/ent_1?tab=log']) {
      const { statusCode, headers, body } = await get(url);
      expect(statusCode).toBe(200);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(body).toContain('/assets/app-1.js');
    }
  });

  it('runs scripts of this server only, and style elements only with the nonce of the page', async () => {
    const { headers, body } = await get('/console');
    const nonce = /nonce="([^"]+)"/.exec(body)?.[1] ?? '';
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toContain(`default-src 'none'`);
    expect(policy).toContain(`script-src 'self'`);
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(policy).toContain(`frame-ancestors 'none'`);
    expect(String(headers['content-security-policy'])).not.toContain('unsafe');
    expect((await get('/console')).body).not.toContain(nonce);
  });

  it('is in no frame, is what it says it is, tells nobody where it was, and is asked for anew', async () => {
    const { headers } = await get('/console');
    expect(headers).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-cache',
    });
  });

  it('is where the root leads to', async () => {
    const { statusCode, headers } = await get('/');
    expect([statusCode, headers.location]).toEqual([302, '/console']);
  });

  it('that is not built says what to do', async () => {
    const bare = serverOf(join(folder, 'nothing'));
    const { statusCode, body } = await bare.inject('/console');
    expect(statusCode).toBe(503);
    expect(body).toBe('The console is not built: run "npm run build", then start the server again.\n');
    await bare.close();
  });
});

describe('a file of a page', () => {
  it('is kept for ever, for its name changes with its content', async () => {
    const { headers, body } = await get('/assets/app-1.js');
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
    });
    expect(body).toBe(script);
  });

  it('goes out as it was compressed at build time: Brotli to who takes it, else gzip', async () => {
    const best = await get('/assets/app-1.js', { 'accept-encoding': 'gzip, deflate, br' });
    expect(best.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(best.rawPayload).toString()).toBe(script);
    const other = await get('/assets/app-1.js', { 'accept-encoding': 'gzip' });
    expect(other.headers['content-encoding']).toBe('gzip');
  });

  it.each([
    '/assets/app-2.js',
    '/assets/app-1.js.br',
    '/assets/../secret.txt',
    '/assets/..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/etc/passwd',
  ])('%s is not there', async (url) => {
    const { statusCode, body } = await get(url);
    expect(statusCode).toBe(404);
    expect(body).not.toContain('not for the web');
  });
});

it('a process without the role web has no console', async () => {
  const leeway = await startLeeway();
  const { database, clock } = leeway;
  const log = pino({ level: 'silent' });
  const publicUrl = 'http://localhost';
  const api = createApp({ database, clock, log, publicUrl, serves: { api: true, web: false } });
  expect((await api.inject('/console')).statusCode).toBe(404);
  expect((await api.inject('/')).statusCode).toBe(404);
  await api.close();
  await leeway.stop();
});
