import type { ActivityOperation, LogFact, UsageFact } from '@leeway/rules';

/** The facts that usage history is derived from, as they are held while they are counted. */

/** Of a row of the log what few rows have; 64 bits of an amount as text. */
export type Rare = readonly [
  at: number,
  sequence: number,
  bought: string,
  hardCap: string | null,
  attempts: number,
  reasons: readonly string[] | null,
  featureKey: string | null,
  amount: string | null,
  used: string | null,
  featureBought: string | null,
  featureHardCap: string | null,
];

/** Limits that nearly all rows of a log have in common. */
export interface Limits {
  readonly bought: bigint;
  readonly hardCap: bigint | null;
}

/**
 * Rows of the log in the order of their instants, column by column: what is made of a row is made when it is counted, and
 * lives no longer. Instants are epoch ms.
 */
export interface LogColumns {
  readonly at: readonly number[];
  readonly sequence: readonly number[];
  readonly operation: readonly ActivityOperation[];
  readonly seatId: readonly string[];
  readonly seatsUsed: readonly number[];
  /** A character for each row: `1` in overdraft. */
  readonly overdraft: string;
  /** Empty where the entitlement has no pools: nothing else asks for them. */
  readonly activationId: readonly (string | null)[];
  /** Null for most. */
  readonly rare: readonly (Rare | null)[];
  /** Of all rows but the rare. */
  readonly limits: Limits;
}

/** The same among the facts. A closing has no sequence; it is the first of its instant. */
export interface Step {
  readonly at: number;
  readonly sequence: number;
  readonly fact: UsageFact;
}

/** The next facts of an entitlement, those of one instant together. */
export interface Facts {
  readonly log: LogColumns;
  /** Of the rows of the log so many, from the first on. */
  readonly rows: number;
  /** In their order. */
  readonly steps: readonly Step[];
  /** A row of the log came late. */
  readonly isLate: boolean;
  /** Nothing was left when they were read. */
  readonly isLast: boolean;
}

/** Places of the rows of the log with one of the operations. */
export const rowsWith = ({ log, rows }: Facts, operations: ReadonlySet<ActivityOperation>): number[] => {
  const found: number[] = [];
  for (let row = 0; row < rows; row++) {
    const operation = log.operation[row];
    if (operation !== undefined && operations.has(operation)) found.push(row);
  }
  return found;
};

/** What denials and grants are told by. */
export interface SeatRow {
  readonly at: number;
  readonly sequence: bigint;
  readonly seatId: string;
  /** Empty: the seat itself. */
  readonly featureKey: string;
  readonly attempts: number;
  readonly reasons: readonly string[];
}

export const seatRow = ({ log }: Facts, row: number): SeatRow => {
  const [, , , , attempts = 1, reasons, featureKey] = log.rare[row] ?? [];
  return {
    ...{ at: log.at[row] ?? 0, sequence: BigInt(log.sequence[row] ?? 0), seatId: log.seatId[row] ?? '' },
    ...{ featureKey: featureKey ?? '', attempts, reasons: reasons ?? [] },
  };
};

const bigintOf = (text: string | null | undefined): bigint | null =>
  text === null || text === undefined ? null : BigInt(text);

// Member by member: made for every row of the log, and parts put together take several times as long.
const logFact = (log: LogColumns, row: number): LogFact => {
  const operation = log.operation[row];
  if (operation === undefined) throw new Error('a row of the log without an operation');
  const rare = log.rare[row];
  return {
    kind: 'log',
    at: log.at[row] ?? 0,
    operation,
    activationId: log.activationId[row] ?? null,
    seatId: log.seatId[row] ?? '',
    seatsUsed: BigInt(log.seatsUsed[row] ?? 0),
    bought: rare ? BigInt(rare[2]) : log.limits.bought,
    hardCap: rare ? bigintOf(rare[3]) : log.limits.hardCap,
    overdraft: log.overdraft[row] === '1',
    featureKey: rare?.[6] ?? null,
    amount: bigintOf(rare?.[7]),
    featureUsed: bigintOf(rare?.[8]),
    featureBought: bigintOf(rare?.[9]),
    featureHardCap: bigintOf(rare?.[10]),
  };
};

/** A fact as the rules take it, with its sequence. */
interface SequencedFact {
  readonly sequence: number;
  readonly fact: UsageFact;
}

/** All of them, in the order of instants and sequences. */
export function* inOrder({ log, rows, steps }: Facts): Generator<SequencedFact> {
  let next = 0;
  for (let row = 0; row < rows; row++) {
    const at = log.at[row] ?? 0;
    const sequence = log.sequence[row] ?? 0;
    for (let step = steps[next]; step; step = steps[next]) {
      if (step.at > at || (step.at === at && step.sequence > sequence)) break;
      yield step;
      next += 1;
    }
    yield { sequence, fact: logFact(log, row) };
  }
  yield* steps.slice(next);
}

export const isEmpty = ({ rows, steps }: Facts): boolean => rows === 0 && steps.length === 0;

/** Where the last one is; undefined: there is none. */
export const lastOf = ({ log, rows, steps }: Facts): Pick<Step, 'at' | 'sequence'> | undefined => {
  const step = steps.at(-1);
  if (rows === 0) return step;
  const row = { at: log.at[rows - 1] ?? 0, sequence: log.sequence[rows - 1] ?? 0 };
  const isStep = step && (step.at > row.at || (step.at === row.at && step.sequence > row.sequence));
  return isStep ? step : row;
};

/** The highest sequence of all; 0 when there is none. */
export const highestOf = ({ log, rows, steps }: Facts): number => {
  let most = 0;
  for (let row = 0; row < rows; row++) most = Math.max(most, log.sequence[row] ?? 0);
  for (const { sequence } of steps) most = Math.max(most, sequence);
  return most;
};
