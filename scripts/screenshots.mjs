import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

/**
 * `npm run screenshots -- <folder> [path ...]`: every page of the console and the portal of a running server with the demo
 * tenant, wide and phone, light and dark. LEEWAY_DATA_DIR says which server: its credentials.json is what signs in.
 */

const [folder, ...paths] = process.argv.slice(2);
if (!folder) {
  console.error('Say where to: npm run screenshots -- <folder> [path ...]');
  process.exit(2);
}

const credentialsPath = join(process.env.LEEWAY_DATA_DIR ?? '.leeway', 'credentials.json');
const credentials = JSON.parse(readFileSync(credentialsPath, 'utf8'));
const { baseUrl } = credentials;
/** The server that is looked at may also be one of `vite`. */
const shown = process.env.LEEWAY_CONSOLE ?? baseUrl;

const sizes = { wide: { width: 1360, height: 900 }, phone: { width: 390, height: 844 } };
const schemes = ['light', 'dark'];

/** The two applications: where they begin, and who signs in to them. */
const applications = [
  {
    root: '/console',
    user: credentials.consoleUser,
    password: credentials.consolePassword,
    userLabel: 'E-mail or user name',
  },
  {
    root: new URL(credentials.portalUrl).pathname,
    user: credentials.portalUser,
    password: credentials.portalPassword,
    userLabel: 'E-mail',
  },
];

/** Pages with a live stream, or that ask again and again, are never quite idle. */
const settled = (page) => page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => undefined);

const signIn = async (page, { root, user, password, userLabel }) => {
  await page.goto(`${shown}${root}/sign-in`);
  await page.getByLabel(userLabel).fill(user);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => !url.pathname.includes('sign-in'));
};

/** The addresses of the navigation, and of one thing of each kind that has a page of its own. */
const addressesOf = async (page, { root }) => {
  await page.goto(`${shown}${root}/`);
  const links = page.getByRole('navigation').getByRole('link');
  await links.first().waitFor();
  const lists = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  const details = new Map();
  for (const path of lists) {
    await page.goto(`${shown}${path}`);
    await settled(page);
    const found = await page
      .locator(`main a[href^="${root}/"]`)
      .evaluateAll((all) => all.map((link) => link.getAttribute('href').split('?')[0]));
    // One of each kind: `/console/customers/cust_1` and no other customer.
    for (const href of found) {
      const kind = href.slice(root.length).split('/')[1];
      if (!lists.includes(href) && !details.has(kind)) details.set(kind, href);
    }
  }
  return [...lists, ...details.values(), `${root}/sign-in`];
};

const nameOf = (address) =>
  address
    .replace(/^\/console/, '')
    .replace(/[^\w-]+/g, '_')
    .replace(/^_|_$/g, '') || 'dashboard';

const photograph = async (browser, application) => {
  const entry = await browser.newContext({ viewport: sizes.wide });
  const first = await entry.newPage();
  await signIn(first, application);
  const addresses =
    paths.length > 0
      ? paths.filter((path) => path.startsWith(application.root))
      : await addressesOf(first, application);
  const storageState = await entry.storageState();
  for (const [size, viewport] of Object.entries(sizes)) {
    for (const colorScheme of schemes) {
      const context = await browser.newContext({ viewport, colorScheme, storageState, locale: 'en-GB' });
      const page = await context.newPage();
      for (const address of addresses) {
        await page.goto(`${shown}${address}`);
        await settled(page);
        await page.screenshot({
          path: join(folder, `${nameOf(address)}-${size}-${colorScheme}.png`),
          fullPage: size === 'wide',
        });
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (beyond > 0) console.log(`${address} is ${beyond} px too wide, ${size}`);
      }
      await context.close();
    }
  }
  return addresses.length;
};

mkdirSync(resolve(folder), { recursive: true });
const isRoot = process.getuid?.() === 0;
const browser = await chromium.launch({
  executablePath: process.env.LEEWAY_BROWSER ?? '/usr/bin/chromium',
  args: ['--disable-gpu', ...(isRoot ? ['--no-sandbox'] : [])],
});
let count = 0;
for (const application of applications) count += await photograph(browser, application);
await browser.close();
console.log(`${count} pages are in ${folder}.`);
