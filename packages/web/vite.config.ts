import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { operations } from '@leeway/contract';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * `virtual:leeway-operations`: where each operation of the contract is served. The contract itself stays out of the
 * browser: it brings its schema library along, and what a page needs of it is types and these lines.
 */
const operationPaths = (): Plugin => {
  const name = 'virtual:leeway-operations';
  return {
    name,
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => {
      if (id !== `\0${name}`) return;
      const paths = Object.values(operations).map(({ id, method, path }) => [id, `${method} ${path}`]);
      return `export const operationPaths = ${JSON.stringify(Object.fromEntries(paths))};`;
    },
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

/** While developing: the console itself, without an address below it. */
const pages = (): Plugin => ({
  name: 'leeway-pages',
  configureServer: ({ middlewares }) => {
    middlewares.use((request, _response, next) => {
      if (request.url === '/console') request.url = '/console.html';
      next();
    });
  },
});

const server = process.env.LEEWAY_SERVER ?? 'http://localhost:8080';

export default defineConfig({
  root: at('.'),
  plugins: [react(), operationPaths(), colorScheme(), pages(), compressed()],
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
    rolldownOptions: { input: { console: at('./console.html') } },
  },
  server: {
    proxy: {
      '^/(api|licensing|docs)/': { target: server },
      // What is asked for as a page is one; the rest below /console is the sign-in's.
      '^/console/': {
        target: server,
        bypass: ({ headers, method }) =>
          method === 'GET' && headers.accept?.includes('text/html') ? '/console.html' : undefined,
      },
    },
  },
});
