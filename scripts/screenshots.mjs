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

/**
 * The two applications: where they begin, their table of contents, the pages where no link leads, those that are open to who is
 * not signed in, and who signs in.
 */
const applications = [
  {
    root: '/console',
    routes: 'packages/web/src/console/routes.tsx',
    unlinked: ['/account', '/second-factor', '/no-such-page'],
    open: ['/sign-in', '/forgotten', '/reset?token=none', '/invitation?token=none'],
    user: credentials.consoleUser,
    password: credentials.consolePassword,
    userLabel: 'E-mail or user name',
  },
  {
    root: new URL(credentials.portalUrl).pathname,
    routes: 'packages/web/src/portal/routes.tsx',
    unlinked: ['/no-such-page'],
    open: ['/sign-in', '/forgotten', '/password?token=none'],
    user: credentials.portalUser,
    password: credentials.portalPassword,
    userLabel: 'E-mail',
  },
];

/** The live stream stays open: a page is at rest when it waits for nothing else and shows no placeholder. */
const watch = (page) => {
  const open = new Set();
  page.on('request', (request) => {
    if (request.headers().accept !== 'text/event-stream') open.add(request);
  });
  for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => open.delete(request));
  const isBusy = async () =>
    open.size > 0 || (await page.locator('.mantine-Skeleton-root, [aria-busy="true"]').count()) > 0;
  return async () => {
    const latest = Date.now() + 8_000;
    for (let calm = 0; calm < 4 && Date.now() < latest; ) {
      await page.waitForTimeout(70);
      calm = (await isBusy()) ? 0 : calm + 1;
    }
  };
};

const signIn = async (page, { root, user, password, userLabel }) => {
  await page.goto(`${shown}${root}/sign-in`);
  await page.getByLabel(userLabel).fill(user);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => !url.pathname.includes('sign-in'));
};

/** The paths of an application's table of contents: `/customers/$customerId`. */
const pathsOf = ({ routes }) => {
  const text = readFileSync(new URL(`../${routes}`, import.meta.url), 'utf8');
  return [...text.matchAll(/^\s*(?:page|open)\('([^']+)'/gm)].map(([, path]) => path);
};

/** The path that an address belongs to; the one without a variable counts more. */
const pathOf = (application, address) => {
  const path = address.slice(application.root.length).split('?')[0] || '/';
  const fits = (pattern) =>
    new RegExp(`^${pattern.replace(/\$\w+/g, '[^/]+').replace(/\$$/, '.+')}$`).test(path);
  const patterns = pathsOf(application);
  return patterns.find((pattern) => pattern === path) ?? patterns.find(fits) ?? path;
};

const linksOn = async (page, root) => {
  const links = page.locator(`main a[href^="${root}/"]`);
  const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href').split('?')[0]));
  return hrefs.filter((href) => !/\/(api|docs)\//.test(href));
};

/** One address of each path and each tab that links lead to, beginning at the navigation. */
const addressesOf = async (page, application) => {
  const { root, unlinked } = application;
  const settled = watch(page);
  await page.goto(`${shown}${root}/`);
  const links = page.getByRole('navigation').getByRole('link');
  await links.first().waitFor();
  const waiting = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  waiting.push(...unlinked.map((path) => `${root}${path}`));
  const found = new Map();
  const take = (address) => {
    const kind = `${pathOf(application, address)} ${new URLSearchParams(address.split('?')[1]).get('tab')}`;
    if (found.has(kind)) return false;
    found.set(kind, address);
    return true;
  };
  for (let path = waiting.shift(); path; path = waiting.shift()) {
    if (!take(path)) continue;
    await page.goto(`${shown}${path}`);
    await settled();
    waiting.push(...(await linksOn(page, root)));
    const tabs = await page.getByRole('tab').count();
    for (let tab = 1; tab < tabs; tab += 1) {
      await page.getByRole('tab').nth(tab).click();
      await settled();
      const { pathname, searchParams } = new URL(page.url());
      take(`${pathname}?tab=${searchParams.get('tab')}`);
      waiting.push(...(await linksOn(page, root)));
    }
  }
  return [...found.values()];
};

const nameOf = (address) =>
  address
    .replace(/^\/console/, '')
    .replace(/[^\w-]+/g, '_')
    .replace(/^_|_$/g, '') || 'dashboard';

/** Colours are on their way to others for a moment. */
const coloursSettled = () =>
  Promise.race([
    Promise.allSettled(document.getAnimations().map(({ finished }) => finished)),
    new Promise((resolve) => setTimeout(resolve, 500)),
  ]);

/** Of each address, at each size, in both colours. */
const photographAll = async (browser, addresses, storageState) => {
  const page = await browser.newPage({ storageState, locale: 'en-GB' });
  const settled = watch(page);
  for (const address of addresses) {
    for (const [size, viewport] of Object.entries(sizes)) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(`${shown}${address}`);
      await settled();
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        await page.evaluate(coloursSettled);
        const path = join(folder, `${nameOf(address)}-${size}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true, animations: 'disabled' });
      }
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (beyond > 0) console.log(`${address} is ${beyond} px too wide, ${size}`);
    }
  }
  await page.context().close();
};

const photograph = async (browser, application) => {
  const { root, open } = application;
  const entry = await browser.newContext({ viewport: sizes.wide });
  const first = await entry.newPage();
  await signIn(first, application);
  const isOpen = (address) => open.some((path) => address.startsWith(`${root}${path.split('?')[0]}`));
  const isAll = paths.length === 0;
  const addresses = isAll
    ? [...(await addressesOf(first, application)), ...open.map((path) => `${root}${path}`)]
    : paths.filter((path) => path.startsWith(root));
  const storageState = await entry.storageState();
  await entry.close();
  const within = addresses.filter((address) => !isOpen(address));
  await photographAll(browser, within, storageState);
  await photographAll(browser, addresses.filter(isOpen), undefined);
  const seen = new Set(addresses.map((address) => pathOf(application, address)));
  for (const path of isAll ? pathsOf(application) : []) {
    if (!seen.has(path)) console.log(`${root}${path} is in no picture: no link leads there`);
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
