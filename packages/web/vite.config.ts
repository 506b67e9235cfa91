import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { operations, scopePermissions } from '@leeway/contract';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * What a page needs of the contract when it runs: `virtual:leeway-operations`, where each operation is served, and
 * `virtual:leeway-scopes`, what each scope is for. The contract itself stays out of the browser: it brings its schema
 * library along, and the rest of what a page needs of it is types.
 */
const contractModules = (): Plugin => {
  const paths = Object.values(operations).map(({ id, method, path }) => [id, `${method} ${path}`]);
  const modules = new Map([
    [
      'virtual:leeway-operations',
      `export const operationPaths = ${JSON.stringify(Object.fromEntries(paths))};`,
    ],
    ['virtual:leeway-scopes', `export const scopeWords = ${JSON.stringify(scopePermissions)};`],
  ]);
  return {
    name: 'leeway-contract',
    resolveId: (id) => (modules.has(id) ? `\0${id}` : undefined),
    load: (id) => modules.get(id.slice(1)),
  };
};

/** A script before everything else, so that a page never flashes in the other colour scheme; inline it would break the policy. */
const colorScheme = (): Plugin => {
  const source = readFileSync(at('./src/ui/color-scheme.js'), 'utf8');
  const fileName = `assets/color-scheme-${createHash('sha256').update(source).digest('base64url').slice(0, 8)}.js`;
  let isBuild = false;
  return {
    name: 'leeway-color-scheme',
    configResolved: ({ command }) => {
      isBuild = command === 'build';
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source });
    },
    transformIndexHtml: () => [
      {
        tag: 'script',
        attrs: { src: isBuild ? `/${fileName}` : '/src/ui/color-scheme.js' },
        injectTo: 'head-prepend',
      },
      ...(isBuild
        ? [
            {
              tag: 'meta',
              attrs: { property: 'csp-nonce', nonce: '%NONCE%' },
              injectTo: 'head-prepend' as const,
            },
          ]
        : []),
    ],
  };
};

/**
 * What a page draws of itself before its style sheets have come: they follow it, because a browser draws nothing of what is after
 * one. Scripts of modules wait for them all the same.
 */
const firstPaint = (): Plugin => ({
  name: 'leeway-first-paint',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (html) => {
      if (!html.includes('class="boot"')) return html;
      const sheets = html.match(/<link rel="stylesheet"[^>]*>/g) ?? [];
      const rest = sheets.reduce((text, sheet) => text.replace(sheet, ''), html);
      // Before the application: the colours that it adds are to count more than theirs.
      return rest.replace('<div id="root">', `${sheets.join('')}$&`);
    },
  },
});

/** Compressed once here, as well as it goes, instead of for every request. */
const compressed = (): Plugin => ({
  name: 'leeway-compressed',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      for (const [fileName, file] of Object.entries(bundle)) {
        if (!/\.(js|css|svg)$/.test(fileName)) continue;
        const bytes = Buffer.from(file.type === 'chunk' ? file.code : file.source);
        const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
        this.emitFile({
          type: 'asset',
          fileName: `${fileName}.br`,
          source: brotliCompressSync(bytes, { params }),
        });
        this.emitFile({ type: 'asset', fileName: `${fileName}.gz`, source: gzipSync(bytes, { level: 9 }) });
      }
    },
  },
});

/** While developing: the applications themselves, without an address below them. */
const pages = (): Plugin => ({
  name: 'leeway-pages',
  configureServer: ({ middlewares }) => {
    middlewares.use((request, _response, next) => {
      if (request.url === '/console') request.url = '/console.html';
      if (request.url === '/portal') request.url = '/portal.html';
      next();
    });
  },
});

const pageAt =
  (path: string) =>
  ({ headers, method }: IncomingMessage): string | undefined =>
    method === 'GET' && headers.accept?.includes('text/html') ? path : undefined;

const server = process.env.LEEWAY_SERVER ?? 'http://localhost:8080';

/** Without the names of all that share it, and without its ending. */
const shortOf = (name: string) => name.replace(/(~.*|\.[a-z0-9]+)$/, '');

/** Not only of the console, nor of the portal. */
const isOfNoApplication = (id: string) => !/[\\/]src[\\/](console|portal)[\\/]|\.html/.test(id);

export default defineConfig({
  root: at('.'),
  plugins: [react(), contractModules(), colorScheme(), firstPaint(), pages(), compressed()],
  build: {
    outDir: at('./dist'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // The figure that counts is compressed, and a test holds it.
    chunkSizeWarningLimit: 1_000,
    // What is loaded later is small and on the same host.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { console: at('./console.html'), portal: at('./portal.html') },
      output: {
        chunkFileNames: ({ name }) => `assets/${shortOf(name)}-[hash].js`,
        assetFileNames: ({ names: [name = ''] }) => `assets/${shortOf(name)}-[hash][extname]`,
        // Each file costs a browser more than its bytes do: what every page needs is one, and what many share comes in few.
        codeSplitting: {
          groups: [
            { name: 'frame', tags: ['$initial'], test: isOfNoApplication, priority: 1 },
            { name: 'shared', minShareCount: 3, entriesAware: true, entriesAwareMergeThreshold: 5_000 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      '^/(api|licensing|docs)/': { target: server },
      '^/portal/(api|credentials)/': { target: server },
      // What is asked for as a page is one; the rest below /console is the sign-in's.
      '^/console/': { target: server, bypass: pageAt('/console.html') },
      '^/portal/': { target: server, bypass: pageAt('/portal.html') },
    },
  },
});
