import { atLeast } from './goals.ts';
import type { Machine } from './machine.ts';
import { count, type Goal, goalsTable, measuredOn, ms, type Place, table } from './table.ts';

/** Results of the deliveries as text. */

export interface DeliveryRow {
  readonly key: 'spread' | 'hot' | 'five';
  readonly title: string;
  readonly listeners: number;
  /** Changes told to every listener, a second. */
  readonly eventsPerSecond: number;
  readonly postsPerSecond: number;
  readonly barePostsPerSecond: number;
  readonly signedPostsPerSecond: number;
  /** Changes a second while the latencies were measured. */
  readonly pace: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface DeliveryResults {
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly rows: readonly DeliveryRow[];
  readonly goals: readonly Goal[];
}

/** What the figures should be on two cores; missing one fails nothing. */
export const deliveryGoalsOf = (rows: readonly DeliveryRow[]): Goal[] =>
  rows.map(({ listeners, title, eventsPerSecond, postsPerSecond }) =>
    listeners > 1
      ? atLeast(`${title}, POSTs`, postsPerSecond, 500, '/s')
      : atLeast(`${title}, events`, eventsPerSecond, 500, '/s'),
  );

export const renderDeliveries = ({ measuredAt, machine, rows, goals }: DeliveryResults): string => {
  return [
    measuredOn({ measuredAt, machine }),
    '',
    table(
      ['', 'events/s', 'POSTs/s', 'bare POSTs/s', 'of bare', 'signed POSTs/s', 'of signed'],
      rows.map((row) => [
        row.title,
        count(row.eventsPerSecond),
        count(row.postsPerSecond),
        count(row.barePostsPerSecond),
        (row.postsPerSecond / row.barePostsPerSecond).toFixed(2),
        count(row.signedPostsPerSecond),
        (row.postsPerSecond / row.signedPostsPerSecond).toFixed(2),
      ]),
    ),
    '',
    table(
      ['From commit to receipt', 'at events/s', 'p50 ms', 'p99 ms'],
      rows.map((row) => [row.title, count(row.pace), ms(row.p50Ms), ms(row.p99Ms)]),
    ),
    '',
    goalsTable(goals),
  ].join('\n');
};

export const ofDeliveries: Place = {
  start: '<!-- deliveries: written by npm run bench:deliveries -->',
  end: '<!-- end of deliveries -->',
};
