import type { RoleName } from '@leeway/contract';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type Leeway, startLeeway } from '../../../server/src/testing/leeway.ts';
import { accepted, consoleOf, password } from '../../../server/src/testing/people.ts';
import { environmentOf, findBrowser } from './find-browser.ts';

/** Real pages of a real server in a real browser. */

const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const launchBrowser = (): Promise<Browser> => {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('there is no browser: "npm test" installs one');
  const own = environmentOf(executablePath);
  // Chromium refuses to build its sandbox as root, and the fetched one has none with it.
  const isFetched = Object.keys(own).length > 0;
  const isBare = process.getuid?.() === 0 || isFetched;
  return chromium.launch({
    executablePath,
    args: [...flags, ...(isBare ? ['--no-sandbox'] : []), ...(isFetched ? ['--no-zygote'] : [])],
    env: { ...process.env, ...own },
  });
};

export const desktop = { width: 1360, height: 900 };
export const phone = { width: 390, height: 844 };

export interface OpenPage extends Page {
  /** What the page complained about: errors of its scripts, refused requests of its policy, requests to other hosts. */
  readonly faults: readonly string[];
}

/** Less than a test may take, so that the message names what was waited for. */
const patienceMs = 25_000;

const watch = (page: Page, host: string): OpenPage => {
  page.setDefaultTimeout(patienceMs);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    // A refused request is shown by the page itself, and logged by the browser whatever the page does.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) {
      faults.push(message.text());
    }
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.host !== host) faults.push(`asked ${url.host}`);
  });
  return Object.assign(page, { faults });
};

const cookieFrom = (headers: Headers) => {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(headers.get('set-cookie') ?? '') ?? [];
  return { name, value };
};

/** A server with one tenant, and a browser. `stop` both. */
export const startConsole = async (options: Parameters<typeof startLeeway>[0] = {}) => {
  const leeway = await startLeeway(options);
  const browser = await launchBrowser();
  const host = new URL(leeway.baseUrl).host;
  let people = 0;

  const openAt = async (path: string, options: BrowserContextOptions): Promise<OpenPage> => {
    const context = await browser.newContext({ viewport: desktop, locale: 'en-GB', ...options });
    const page = watch(await context.newPage(), host);
    await page.goto(`${leeway.baseUrl}${path}`);
    return page;
  };

  /** A page at a path of the console, nobody signed in. */
  const open = (path: string, options: BrowserContextOptions = {}) => openAt(`/console${path}`, options);

  /** A page at a path of the tenant's portal, nobody signed in. */
  const openPortal = (path: string, options: BrowserContextOptions = {}) =>
    openAt(`/portal/acme${path}`, options);

  /** The same, signed in as a new person with this role. */
  const openAs = async (
    role: RoleName,
    path: string,
    options: BrowserContextOptions = {},
  ): Promise<OpenPage> => {
    people += 1;
    const { username } = await accepted(leeway, `Person${people}`, role);
    const { headers } = await consoleOf(leeway)('POST', '/console/session', { username, password });
    const context = await browser.newContext({ viewport: desktop, locale: 'en-GB', ...options });
    await context.addCookies([{ ...cookieFrom(headers), url: leeway.baseUrl }]);
    const page = watch(await context.newPage(), host);
    await page.goto(`${leeway.baseUrl}/console${path}`);
    return page;
  };

  const stop = async () => {
    await browser.close();
    await leeway.stop();
  };
  return { ...leeway, leeway: leeway as Leeway, browser, open, openAs, openPortal, stop };
};

export type TestConsole = Awaited<ReturnType<typeof startConsole>>;

/** What axe finds wrong with the page as it is now, WCAG 2.2 AA and its best practices: a line for each element. */
export const violationsOf = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    // Colours that are on their way to others are judged when they are there.
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document);
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) => `${id}: ${help} at ${target.join(' ')} ${failureSummary ?? ''}`,
      ),
    );
  });
};
