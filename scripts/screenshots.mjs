import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

/**
 * `npm run screenshots -- <folder> [path ...]`: every page of the console of a running server with the demo tenant, wide and
 * phone, light and dark. LEEWAY_DATA_DIR says which server: its credentials.json is what signs in.
 */

const [folder, ...paths] = process.argv.slice(2);
if (!folder) {
  console.error('Say where to: npm run screenshots -- <folder> [path ...]');
  process.exit(2);
}

const credentialsPath = join(process.env.LEEWAY_DATA_DIR ?? '.leeway', 'credentials.json');
const { baseUrl, tenantId, consoleUser, consolePassword } = JSON.parse(readFileSync(credentialsPath, 'utf8'));
/** The server that is looked at may also be one of `vite`. */
const shown = process.env.LEEWAY_CONSOLE ?? baseUrl;

const sizes = { wide: { width: 1360, height: 900 }, phone: { width: 390, height: 844 } };
const schemes = ['light', 'dark'];

const signIn = async (page) => {
  await page.goto(`${shown}/console/sign-in`);
  await page.getByLabel('E-mail or user name').fill(consoleUser);
  await page.getByLabel('Password', { exact: true }).fill(consolePassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => !url.pathname.includes('sign-in'));
};

/** The addresses of the navigation, and of one thing of each kind that has a page of its own. */
const addressesOf = async (page) => {
  await page.goto(`${shown}/console/`);
  const links = page.getByRole('navigation').getByRole('link');
  await links.first().waitFor();
  const lists = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  const first = [];
  for (const path of lists) {
    await page.goto(`${shown}${path}`);
    await page.waitForLoadState('networkidle');
    const detail = await page
      .locator(`main a[href^="${path}/"]`)
      .first()
      .getAttribute('href', { timeout: 500 })
      .catch(() => null);
    if (detail) first.push(detail);
  }
  return [...lists, ...first];
};

mkdirSync(resolve(folder), { recursive: true });
const isRoot = process.getuid?.() === 0;
const browser = await chromium.launch({
  executablePath: process.env.LEEWAY_BROWSER ?? '/usr/bin/chromium',
  args: ['--disable-gpu', ...(isRoot ? ['--no-sandbox'] : [])],
});
const entry = await browser.newContext({ viewport: sizes.wide });
const first = await entry.newPage();
await signIn(first);
const addresses =
  paths.length > 0
    ? paths.map((path) => `/console${path}`)
    : [...(await addressesOf(first)), '/console/sign-in'];
const storageState = await entry.storageState();
for (const [size, viewport] of Object.entries(sizes)) {
  for (const colorScheme of schemes) {
    const context = await browser.newContext({ viewport, colorScheme, storageState, locale: 'en-GB' });
    const page = await context.newPage();
    for (const address of addresses) {
      await page.goto(`${shown}${address}`);
      await page.waitForLoadState('networkidle');
      const name =
        address
          .replace('/console', '')
          .replace(/[^\w-]+/g, '_')
          .replace(/^_|_$/g, '') || 'dashboard';
      await page.screenshot({
        path: join(folder, `${name}-${size}-${colorScheme}.png`),
        fullPage: size === 'wide',
      });
    }
    await context.close();
  }
}
await browser.close();
console.log(`${addresses.length} pages of tenant ${tenantId} are in ${folder}.`);
