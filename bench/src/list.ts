import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { type Action, contextOf, type FirstView, launch, openFresh, timeAction } from './list-browser.ts';
import { type ActionTimes, type ListResults, ofList, renderList } from './list-table.ts';
import { loadList } from './load-list.ts';
import { describeMachine } from './machine.ts';
import { startPostgres } from './postgres.ts';
import { startServerProcess } from './servers.ts';
import { withResults } from './table.ts';

/**
 * `npm run bench:list`: loads 50,000 entitlements and measures the console's list of them in a real browser, prints and writes
 * down. `-- --quick`: a tenth of them, and only prints.
 */

const say = (line: string) => process.stdout.write(`${line}\n`);

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const rounds = values.quick ? 4 : 12;
const freshViews = values.quick ? 3 : 7;

const at = (times: readonly number[], share: number): number => {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};

const press = (name: string): Action => ({ kind: 'press', name });
const type = (name: string, text: string): Action => ({ kind: 'type', name, text });
const choose = (name: string, text: string): Action => ({ kind: 'choose', name, text });

/** Each changes what is shown whenever it is done, in this order. */
const turns: readonly { readonly title: string; readonly actions: readonly Action[] }[] = [
  { title: 'next page, previous page', actions: [press('Next page'), press('Previous page')] },
  { title: 'sort by customer', actions: [press('Customer')] },
  { title: 'sort by seats in use', actions: [press('Seats'), press('Seats')] },
  { title: 'sort by end', actions: [press('Ends'), press('Ends')] },
  {
    title: 'filter by a part of the customer’s name',
    actions: [type('Customer', 'robo'), type('Customer', 'game')],
  },
  { title: 'page of what is filtered', actions: [press('Next page'), press('Previous page')] },
  { title: 'show all again', actions: [press('Show all')] },
  {
    title: 'filter by the customer, letter by letter',
    actions: ['g', 'gi', 'a', 'au'].map((text) => type('Customer', text)),
  },
  {
    title: 'only those in overdraft, and all again',
    actions: [press('Show all'), choose('Use', 'in overdraft'), press('Show all')],
  },
];

const measureActions = async (page: Page): Promise<[ActionTimes[], number]> => {
  const times = new Map<string, number[]>(turns.map(({ title }) => [title, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { title, actions } of turns) {
      for (const action of actions) {
        const took = await timeAction(page, action);
        // The first round warms up: scripts are compiled, and the database has its pages in memory.
        if (round > 0) times.get(title)?.push(took);
      }
    }
    // The order by itself again.
    await page.goto(page.url().split('?')[0] ?? page.url());
    await page.locator('main tbody tr td a').first().waitFor();
  }
  const lines = [...times].map(([title, all]) => ({
    ...{ title, samples: all.length, p50Ms: at(all, 0.5), p95Ms: at(all, 0.95) },
  }));
  return [lines, at([...times.values()].flat(), 0.95)];
};

const measure = async (): Promise<ListResults> => {
  const postgres = await startPostgres();
  try {
    const loaded = await loadList(postgres.database, values.quick ? 0.1 : 1);
    say(`${loaded.entitlements.toLocaleString('en')} entitlements loaded`);
    const server = await startServerProcess('leeway', postgres.url);
    const browser = await launch();
    try {
      const baseUrl = `http://127.0.0.1:${server.port}`;
      const views: FirstView[] = [];
      for (let view = 0; view <= freshViews; view += 1) {
        const context = await contextOf(browser, baseUrl, loaded);
        const [, first] = await openFresh(context, baseUrl);
        if (view > 0) views.push(first);
        await context.close();
      }
      const context = await contextOf(browser, baseUrl, loaded);
      const [page] = await openFresh(context, baseUrl);
      const [actions, p95Ms] = await measureActions(page);
      const median = (of: (view: FirstView) => number) => at(views.map(of), 0.5);
      return {
        measuredAt: new Date().toISOString(),
        machine: describeMachine(postgres.version),
        browser: `Chromium ${browser.version()}`,
        ...{ entitlements: loaded.entitlements, customers: loaded.customers, seats: loaded.seats },
        ...{ actions, p95Ms },
        firstPaintMs: median((view) => view.firstPaintMs),
        rowsShownMs: median((view) => view.rowsShownMs),
        scriptBytes: Math.max(...views.map((view) => view.scriptBytes)),
        requestsOffHost: views.reduce((sum, view) => sum + view.requestsOffHost, 0),
      };
    } finally {
      await browser.close();
      await server.stop();
    }
  } finally {
    await postgres.stop();
  }
};

const results = await measure();
say(`\n${renderList(results)}\n`);
if (!values.quick) {
  const folder = new URL('../results/', import.meta.url);
  const readme = new URL('../README.md', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL('list.json', folder), `${JSON.stringify(results, null, 2)}\n`);
  await writeFile(readme, withResults(await readFile(readme, 'utf8'), renderList(results), ofList));
}
