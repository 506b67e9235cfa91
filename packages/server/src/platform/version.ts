import { readFileSync } from 'node:fs';
import { packageFolder } from './package-folder.ts';

const manifest: { version: string } = JSON.parse(
  readFileSync(new URL('package.json', packageFolder), 'utf8'),
);

/** Of this build. */
export const { version } = manifest;
