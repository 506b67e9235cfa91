import type { Machine } from './machine.ts';

/** Results as text. */

export interface Row {
  readonly title: string;
  readonly connections: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Requests a second in relation to the empty handler's. */
  readonly ofEmpty: number;
  /** Requests a second in relation to one transaction per request; null where there is nothing to compare with. */
  readonly timesBaseline: number | null;
}

export interface SizeRow {
  readonly title: string;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** What a decision costs in relation to an entitlement with one seat. */
  readonly cost: number;
}

export interface Goal {
  readonly what: string;
  readonly goal: string;
  readonly measured: string;
  readonly met: boolean;
}

export interface Results {
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly rows: readonly Row[];
  readonly sizes: readonly SizeRow[];
  readonly serverMemoryMb: number;
  readonly goals: readonly Goal[];
}

export const count = (value: number) => Math.round(value).toLocaleString('en');
export const ms = (value: number) => value.toFixed(1);

/** A Markdown table with its columns aligned; all but the first are figures, on the right. */
export const table = (head: readonly string[], lines: readonly (readonly string[])[]): string => {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [row(head), rule, ...lines.map(row)].join('\n');
};

/** When and on what the figures were taken. */
export const measuredOn = ({ measuredAt, machine }: Pick<Results, 'measuredAt' | 'machine'>): string => {
  const { cores, cpu, memoryGb, node, postgres } = machine;
  return `Measured on ${measuredAt.slice(0, 10)}: ${cores} cores (${cpu}), ${memoryGb} GB, Node.js ${node}, PostgreSQL ${postgres}.`;
};

export const goalsTable = (goals: readonly Goal[]): string =>
  table(
    ['Goal', 'at', 'measured', ''],
    goals.map(({ what, goal, measured, met }) => [what, goal, measured, met ? 'met' : 'missed']),
  );

/** The figures as the README shows them. */
export const render = ({ measuredAt, machine, rows, sizes, serverMemoryMb, goals }: Results): string => {
  return [
    measuredOn({ measuredAt, machine }),
    '',
    table(
      ['', 'connections', 'requests/s', 'p50 ms', 'p99 ms', 'of empty', 'times baseline'],
      rows.map((row) => [
        row.title,
        String(row.connections),
        count(row.requestsPerSecond),
        ms(row.p50Ms),
        ms(row.p99Ms),
        row.ofEmpty.toFixed(2),
        row.timesBaseline === null ? '' : row.timesBaseline.toFixed(1),
      ]),
    ),
    '',
    table(
      ['Activation on an entitlement that has', 'requests/s', 'p50 ms', 'p99 ms', 'cost'],
      sizes.map((row) => [
        row.title,
        count(row.requestsPerSecond),
        ms(row.p50Ms),
        ms(row.p99Ms),
        `${row.cost.toFixed(2)}x`,
      ]),
    ),
    '',
    `The Leeway process had at most ${count(serverMemoryMb)} MB of memory resident.`,
    '',
    goalsTable(goals),
  ].join('\n');
};

/** The lines of a text that results stand between. */
export interface Place {
  readonly start: string;
  readonly end: string;
}

const ofDecisions: Place = {
  start: '<!-- results: written by npm run bench -->',
  end: '<!-- end of results -->',
};

/** The text with what is between the markers replaced. @throws Error when it has no markers */
export const withResults = (text: string, results: string, place = ofDecisions): string => {
  const { start, end } = place;
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error('the text has no place for results');
  return `${text.slice(0, from + start.length)}\n\n${results}\n\n${text.slice(to)}`;
};
