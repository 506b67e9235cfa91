import { fileURLToPath } from 'node:url';
import { defineConfig } from 'rolldown';

/**
 * The program in a few files: a command and a server are ready in half the time, because Node.js opens and links some
 * hundred modules and not two thousand. What loads parts of itself by name, or is not plain JavaScript, stays a package.
 */

const bundled = [
  '@leeway/rules',
  '@leeway/contract',
  'typebox',
  'kysely',
  'hucre',
  'jose',
  'lossless-json',
  'commander',
  'csv-parse',
  'csv-stringify',
  'openid-client',
  'oauth4webapi',
  'mustache',
  'otpauth',
  'lru-cache',
  're2js',
];
const isBundled = (id) => /^[./]/.test(id) || bundled.some((name) => `${id}/`.startsWith(`${name}/`));

export default defineConfig({
  input: fileURLToPath(new URL('dist/cli/leeway.js', import.meta.url)),
  platform: 'node',
  external: (id) => !isBundled(id),
  // Two folders below the package, as every file that looks for something beside the sources is.
  output: { dir: fileURLToPath(new URL('dist/program', import.meta.url)), cleanDir: true },
});
