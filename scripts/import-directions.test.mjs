import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findViolations } from './import-directions.mjs';

const features = 'packages/server/src/features';

/** A house in which everything goes the right way. */
const sound = {
  'packages/rules/src/index.ts': `export { one } from './one.ts';`,
  'packages/rules/src/one.ts': 'export const one = 1;',
  'packages/rules/src/one.test.ts': `import { it } from 'vitest';\nimport { one } from './one.ts';\nit('', () => one);`,
  'packages/contract/src/index.ts': `import { one } from '@leeway/rules';\nimport { Type } from 'typebox';\nexport default [one, Type];`,
  'packages/server/src/platform/clock.ts': 'export interface Clock { now(): number }',
  'packages/server/src/app.ts': `export { open } from './features/identity/index.ts';`,
  'packages/server/src/testing/start.ts': `export { open } from '../app.ts';`,
  [`${features}/identity/index.ts`]: `export { open } from './open.ts';`,
  [`${features}/identity/open.ts`]: `import type { Clock } from '../../platform/clock.ts';\nexport const open = (clock: Clock) => clock;`,
  [`${features}/identity/open.test.ts`]: `import { open } from '../../testing/start.ts';\nopen;`,
  [`${features}/catalog/index.ts`]: `import { open } from '../identity/index.ts';\nexport default open;`,
  'packages/web/src/api/call.tsx': `import type { one } from '@leeway/contract';\nexport const call = (id: typeof one) => id;`,
  'packages/web/src/console/pages/users/users-page.tsx': `import { call } from '../../../api/call.tsx';\nimport './users.css';\nexport default () => <b>{call(1)}</b>;`,
  'bench/src/main.ts': `import { open } from '@leeway/server/dist/features/identity/index.js';\nopen;`,
};

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'leeway-house-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const violationsWith = (added) => {
  for (const [path, text] of Object.entries({ ...sound, ...added })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return findViolations(root);
};

describe('the import directions', () => {
  it('are kept by a sound house', async () => {
    expect(await violationsWith({})).toEqual([]);
  });

  it.each([
    [
      'rules-import-nothing',
      'packages/rules/src/two.ts',
      `import type { Clock } from '@leeway/server/dist/platform/clock.js';`,
    ],
    ['rules-import-nothing', 'packages/rules/src/two.ts', `import { randomUUID } from 'node:crypto';`],
    ['rules-import-nothing', 'packages/rules/src/two.ts', `import { Type } from 'typebox';`],
    ['contract-knows-rules-only', 'packages/contract/src/two.ts', `import '../../server/src/app.ts';`],
    ['server-knows-no-bench', 'packages/server/src/two.ts', `import '@leeway/bench/dist/main.js';`],
    [
      'platform-knows-no-feature',
      'packages/server/src/platform/two.ts',
      `import type { open } from '../features/identity/index.ts';`,
    ],
    [
      'platform-knows-no-feature',
      'packages/server/src/platform/two.ts',
      `export const late = () => import('../app.ts');`,
    ],
    ['features-know-no-assembly', `${features}/catalog/two.ts`, `import { open } from '../../app.ts';`],
    [
      'features-only-through-the-door',
      `${features}/catalog/two.ts`,
      `import type { open } from '../identity/open.ts';`,
    ],
    [
      'assembly-only-through-the-door',
      'packages/server/src/main.ts',
      `export * from './features/identity/open.ts';`,
    ],
    [
      'identity-knows-no-later-feature',
      `${features}/identity/two.ts`,
      `import type catalog from '../catalog/index.ts';`,
    ],
    [
      'identity-knows-no-later-feature',
      `${features}/identity/two.ts`,
      `export type T = import('../catalog/index.ts').default;`,
    ],
    ['feature-has-its-place-in-the-order', `${features}/catalog/two.ts`, `import '../novelty/index.ts';`],
    [
      'product-imports-no-test-code',
      'packages/server/src/main.ts',
      `import { open } from './testing/start.ts';`,
    ],
    [
      'web-knows-types-of-the-contract-only',
      'packages/web/src/api/two.tsx',
      `import type { one } from '@leeway/rules';\nimport './two.css';`,
    ],
    ['nobody-knows-the-web', 'packages/server/src/two.ts', `import '../../web/src/api/call.tsx';`],
    [
      'console-pages-know-no-other-page',
      'packages/web/src/console/pages/plans/two.tsx',
      `import Users from '../users/users-page.tsx';`,
    ],
    [
      'web-parts-know-no-page',
      'packages/web/src/ui/two.tsx',
      `import '../console/pages/users/users-page.tsx';`,
    ],
    ['every-import-exists', 'packages/server/src/main.ts', `import './nothing.ts';`],
  ])('%s: %s is reported', async (rule, path, text) => {
    const violations = await violationsWith({ [path]: text, [`${features}/novelty/index.ts`]: '' });
    expect(violations.filter((line) => line.startsWith(`${rule}: ${path} -> `))).toHaveLength(1);
  });

  it('no-cycle: a circle of two files is reported, also when types alone make it', async () => {
    const violations = await violationsWith({
      'packages/rules/src/a.ts': `import type { B } from './b.ts';\nexport interface A { b: B }`,
      'packages/rules/src/b.ts': `import type { A } from './a.ts';\nexport interface B { a: A }`,
    });
    expect(violations.join('\n')).toMatch(/no-cycle: packages\/rules\/src\/[ab]\.ts -> /);
  });
});
