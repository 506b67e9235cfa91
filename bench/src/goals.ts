import { sizes } from './scenarios.ts';
import type { Goal, Row, SizeRow } from './table.ts';

/** What the figures should be on two cores. Missing one fails nothing: this is a bench, not a test. */

export const atLeast = (what: string, measured: number, goal: number, unit: string): Goal => ({
  what,
  goal: `>= ${goal}${unit}`,
  measured: `${measured.toFixed(2)}${unit}`,
  met: measured >= goal,
});

const atMost = (what: string, measured: number, goal: number, unit: string): Goal => ({
  what,
  goal: `<= ${goal}${unit}`,
  measured: `${measured.toFixed(unit === 'x' ? 2 : 0)}${unit}`,
  met: measured <= goal,
});

export const goalsOf = (
  rowOf: (key: string, connections: number) => Row,
  sizeRows: readonly SizeRow[],
  serverMemoryMb: number,
): Goal[] => [
  ...[64, 256].flatMap((connections) => [
    atLeast(
      `Hot, times its baseline, ${connections} connections`,
      rowOf('hot', connections).timesBaseline ?? 0,
      10,
      'x',
    ),
    atLeast(
      `Spread, times its baseline, ${connections} connections`,
      rowOf('spread', connections).timesBaseline ?? 0,
      3,
      'x',
    ),
  ]),
  atLeast('Hot, of the empty handler, 64 connections', rowOf('hot', 64).ofEmpty, 0.22, ''),
  atLeast('Hot, of the empty handler, 256 connections', rowOf('hot', 256).ofEmpty, 0.3, ''),
  atMost('Hot, p99, 64 connections', rowOf('hot', 64).p99Ms, 30, ' ms'),
  atMost('Spread, p99, 64 connections', rowOf('spread', 64).p99Ms, 30, ' ms'),
  atMost(
    `Cost of a decision with ${(sizes.at(-1) ?? 0).toLocaleString('en')} seats`,
    sizeRows.at(-1)?.cost ?? Number.NaN,
    1.2,
    'x',
  ),
  atMost('Memory of the server process', serverMemoryMb, 300, ' MB'),
];
