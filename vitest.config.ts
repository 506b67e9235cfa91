import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(`./packages/${path}.ts`, import.meta.url));

// Tests read the packages' sources; only tests that start a server process of their own use the build.
export default defineConfig({
  resolve: {
    alias: {
      '@leeway/rules': source('rules/src/index'),
      '@leeway/contract/testing': source('contract/src/testing/index'),
      '@leeway/contract': source('contract/src/index'),
    },
  },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'bench/src/**/*.test.ts', 'scripts/**/*.test.mjs'],
    globalSetup: [
      'packages/server/src/testing/global-setup.ts',
      'packages/web/src/testing/install-browser.ts',
    ],
    // As many as the smallest machine has cores; left alone it would be one less.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
