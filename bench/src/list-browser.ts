/// <reference lib="dom" />
// The functions that run within the page see its document.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** The list of entitlements in a real browser, with a stop-watch inside of the page. */

const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];

/** LEEWAY_BROWSER, else what is installed. @throws Error when there is none */
export const launch = async (): Promise<Browser> => {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const installed = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  const executablePath = [process.env.LEEWAY_BROWSER ?? '', ...installed].find(
    (path) => path && existsSync(path),
  );
  if (!executablePath) throw new Error('there is no browser: install Chromium, or say LEEWAY_BROWSER=<path>');
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath, args: ['--disable-gpu', ...(isRoot ? ['--no-sandbox'] : [])] });
};

interface Reader {
  readonly username: string;
  readonly password: string;
}

/** A browser that has nothing in its memory but who is signed in. */
export const contextOf = async (
  browser: Browser,
  baseUrl: string,
  { username, password }: Reader,
): Promise<BrowserContext> => {
  const response = await fetch(`${baseUrl}/console/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-leeway-csrf': '1' },
    body: JSON.stringify({ username, password }),
  });
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(response.headers.get('set-cookie') ?? '') ?? [];
  if (!response.ok || !name) throw new Error(`nobody was signed in: ${response.status}`);
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, locale: 'en-GB' });
  await context.addCookies([{ name, value, url: baseUrl }]);
  return context;
};

export interface FirstView {
  readonly firstPaintMs: number;
  readonly rowsShownMs: number;
  readonly scriptBytes: number;
  readonly requestsOffHost: number;
}

const firstRow = 'main tbody tr td a';

/** Opens the list in a browser that never saw it. */
export const openFresh = async (context: BrowserContext, baseUrl: string): Promise<[Page, FirstView]> => {
  const page = await context.newPage();
  let requestsOffHost = 0;
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith('http') && host !== new URL(baseUrl).host) requestsOffHost += 1;
  });
  await page.goto(`${baseUrl}/console/entitlements`);
  await page.locator(firstRow).first().waitFor();
  const times = await page.evaluate(() => {
    const scripts = performance
      .getEntriesByType('resource')
      .filter(({ name }) => new URL(name).pathname.endsWith('.js')) as PerformanceResourceTiming[];
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    return {
      firstPaintMs: paint?.startTime ?? Number.NaN,
      rowsShownMs: performance.now(),
      scriptBytes: scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    };
  });
  return [page, { ...times, requestsOffHost }];
};

/** What a reader does to the list. `press` a button or a heading, `choose` of a field, `type` into one. */
export type Action =
  | { readonly kind: 'press'; readonly name: string }
  | { readonly kind: 'type'; readonly name: string; readonly text: string }
  | { readonly kind: 'choose'; readonly name: string; readonly text: string };

/**
 * Does it and waits until other rows are shown and painted; answers how long that took, in ms. Everything happens within the
 * page, so that nothing of the remote control is measured.
 */
export const timeAction = (page: Page, action: Action): Promise<number> =>
  page.evaluate(async (asked) => {
    const body = () => document.querySelector('main tbody');
    const shown = () => body()?.textContent ?? '';
    const isStale = () => getComputedStyle(body()?.closest('table') ?? document.body).opacity !== '1';
    const before = shown();
    const named = (selector: string) =>
      [...document.querySelectorAll<HTMLElement>(selector)].find(
        (each) => (each.getAttribute('aria-label') ?? each.textContent ?? '').trim() === asked.name,
      );
    const target = named(asked.kind === 'press' ? 'main button' : 'main input');
    if (!target) throw new Error(`nothing is called ${asked.name}`);
    let begun = performance.now();
    if (asked.kind === 'press') target.click();
    else if (asked.kind === 'choose') {
      const isAsked = ({ textContent }: Element) => textContent?.trim() === asked.text;
      const optionOf = () => [...document.querySelectorAll<HTMLElement>('[role=option]')].find(isAsked);
      target.click();
      while (!optionOf()) await new Promise(requestAnimationFrame);
      begun = performance.now();
      optionOf()?.click();
    } else {
      // As React hears it: through the setter of the element itself.
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(target, asked.text);
      target.dispatchEvent(new Event('input', { bubbles: true }));
    }
    await new Promise<void>((resolve, reject) => {
      const giveUp = setTimeout(() => reject(new Error(`${asked.name} changed nothing`)), 30_000);
      const look = () => {
        if (shown() === before || isStale()) return void requestAnimationFrame(look);
        clearTimeout(giveUp);
        // After the frame that shows it.
        requestAnimationFrame(() => setTimeout(resolve));
      };
      look();
    });
    return performance.now() - begun;
  }, action);
