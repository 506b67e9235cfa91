import type { Machine } from './machine.ts';
import { count, type Goal, goalsTable, measuredOn, ms, type Place, table } from './table.ts';

/** Results of the list in a browser as text. */

export interface ActionTimes {
  readonly title: string;
  readonly samples: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

export interface ListResults {
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly browser: string;
  readonly entitlements: number;
  readonly customers: number;
  readonly seats: number;
  readonly actions: readonly ActionTimes[];
  /** Of all actions together. */
  readonly p95Ms: number;
  /** Of the list's own page with nothing in the browser's memory. */
  readonly firstPaintMs: number;
  readonly rowsShownMs: number;
  /** Compressed, as the server sends them, in bytes. */
  readonly scriptBytes: number;
  /** Requests that went elsewhere than to the server. */
  readonly requestsOffHost: number;
}

const atMost = (what: string, measured: number, goal: number, unit: string): Goal => ({
  ...{ what, goal: `<= ${count(goal)}${unit}`, measured: `${count(measured)}${unit}`, met: measured <= goal },
});

const goalsOfList = ({ p95Ms, firstPaintMs, scriptBytes, requestsOffHost }: ListResults): Goal[] => [
  atMost('Filter, sort, page to rows shown, p95', p95Ms, 200, ' ms'),
  atMost('First paint', firstPaintMs, 1_000, ' ms'),
  atMost('Script of the first view, compressed', scriptBytes / 1_000, 300, ' kB'),
  atMost('Requests to another host', requestsOffHost, 0, ''),
];

export const renderList = (results: ListResults): string => {
  const { measuredAt, machine, browser, entitlements, customers, seats, actions, rowsShownMs } = results;
  return [
    `${measuredOn({ measuredAt, machine }).slice(0, -1)}, ${browser}.`,
    '',
    `${count(entitlements)} entitlements of ${count(customers)} customers, ${count(seats)} seats held.`,
    '',
    table(
      ['In the list of entitlements', 'times', 'p50 ms', 'p95 ms'],
      actions.map(({ title, samples, p50Ms, p95Ms }) => [title, String(samples), ms(p50Ms), ms(p95Ms)]),
    ),
    '',
    `From an empty browser to the first rows: ${count(rowsShownMs)} ms.`,
    '',
    goalsTable(goalsOfList(results)),
  ].join('\n');
};

export const ofList: Place = {
  start: '<!-- list: written by npm run bench:list -->',
  end: '<!-- end of list -->',
};
