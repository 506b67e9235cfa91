import type { ReadTimes } from './evidence-reads.ts';
import type { Machine } from './machine.ts';
import { count, measuredOn, ms, type Place, table } from './table.ts';

/** Results of the reads of evidence as text. */

export interface SizeResults {
  /** Of 50,000 entitlements with 20 million rows of the log. */
  readonly scale: number;
  readonly customers: number;
  readonly entitlements: number;
  readonly seats: number;
  readonly logRows: number;
  readonly hourRows: number;
  readonly derivedPerSecond: number;
  readonly reads: readonly ReadTimes[];
}

export interface EvidenceResults {
  readonly measuredAt: string;
  readonly machine: Machine;
  readonly small: SizeResults;
  /** Null: only the small size was measured. */
  readonly full: SizeResults | null;
}

const sizeLine = (title: string, { customers, entitlements, seats, logRows, hourRows }: SizeResults) => [
  title,
  ...[customers, entitlements, seats, logRows, hourRows].map(count),
];

const lineOf = (small: ReadTimes, full: ReadTimes | undefined): string[] => {
  const measured = full ?? small;
  const verdict = measured.p99Ms <= measured.goalMs ? 'met' : 'missed';
  return [
    ...[small.title, ms(small.p50Ms), ms(small.p99Ms)],
    ...(full ? [ms(full.p50Ms), ms(full.p99Ms), `${(full.p50Ms / small.p50Ms).toFixed(1)}x`] : ['', '', '']),
    ...[count(measured.goalMs), verdict],
  ];
};

export const renderEvidence = ({ measuredAt, machine, small, full }: EvidenceResults): string =>
  [
    measuredOn({ measuredAt, machine }),
    '',
    table(
      ['', 'customers', 'entitlements', 'seats held', 'rows of the log', 'hours kept'],
      [sizeLine('Small', small), ...(full ? [sizeLine('Full', full)] : [])],
    ),
    '',
    table(
      ['', 'small p50 ms', 'small p99 ms', 'full p50 ms', 'full p99 ms', 'growth', 'goal p99 ms', ''],
      small.reads.map((read) =>
        lineOf(
          read,
          full?.reads.find(({ title }) => title === read.title),
        ),
      ),
    ),
  ].join('\n');

export const ofEvidence: Place = {
  start: '<!-- evidence: written by npm run bench:evidence -->',
  end: '<!-- end of evidence -->',
};
