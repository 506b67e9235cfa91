import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome.exe',
];

const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Where a browser that was fetched for the tests says its path. */
export const fetchedFolder = fileURLToPath(
  new URL('../../../../node_modules/.cache/browser', import.meta.url),
);
export const fetchedPathFile = join(fetchedFolder, 'path');

const fetched = (): string[] =>
  existsSync(fetchedPathFile) ? [readFileSync(fetchedPathFile, 'utf8').trim()] : [];

/** What the fetched one needs to find its libraries; nothing for an installed one. */
export const environmentOf = (path: string): Record<string, string> =>
  path.startsWith(fetchedFolder) ? { LD_LIBRARY_PATH: join(fetchedFolder, 'al2023', 'lib') } : {};

/** An installed Chrome or Chromium, else the one fetched for the tests; null: there is none. */
export const findBrowser = (): string | null => {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const installed = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...installed, ...elsewhere, ...fetched()].find((path) => existsSync(path)) ?? null;
};
