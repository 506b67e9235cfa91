import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const source = (path: string) => fileURLToPath(new URL(`./packages/${path}.ts`, import.meta.url));

/**
 * Files that take long go first: begun last, one of them would keep a single worker busy at the end. A year of the demo is
 * one transaction, behind which events of all databases of a PostgreSQL wait: so before what waits for events.
 */
const first = [
  /demo[\w-]*\.test\.ts$/,
  /(cli|crash|processes|by-the-second|usage-import)\.test\.ts$/,
  /packages\/web\/src\/(console|portal)\//,
];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = first.findIndex((names) => names.test(moduleId));
      return rank < 0 ? first.length : rank;
    };
    return sorted.toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}

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
    // Loading the server anew for each of hundreds of files took minutes; no test replaces a module or leaves one changed.
    isolate: false,
    sequence: { sequencer: LongFirst },
    // More than a page waits for anything (testing/browser.ts), so that the message names what was waited for.
    testTimeout: 75_000,
    hookTimeout: 120_000,
  },
});
