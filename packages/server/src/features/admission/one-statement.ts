import type { Statement } from './write-changes.ts';

/**
 * Each statement costs a round of messages between two processes, whatever it writes, so a batch sends few. The parts of
 * one statement do not see each other's rows and run in no certain order: those that build on each other stay apart
 * (a seat that is given back before it is taken again, dates and counters of one row).
 */
const ordered = new Set([
  'startEntitlements',
  'tellEnds',
  'deleteHoldings',
  'deleteActivations',
  'addAttempts',
]);

interface Combined {
  /** PostgreSQL tells statements apart by the first 63 characters of their names only. */
  readonly name: string;
  readonly text: string;
}

/** One for each set of parts that occurs; there are few. */
const known = new Map<string, Combined>();

/** Renumbers `$2` and up by `by`; `$1` is the tenant in all of them. */
const shifted = (text: string, by: number) =>
  text.replaceAll(/\$(\d+)/g, (whole, digits) => (digits === '1' ? whole : `$${Number(digits) + by}`));

const combine = (statements: readonly Statement[]): string => {
  let taken = 0;
  const parts = statements.map(({ text, values }) => {
    const part = shifted(text, taken);
    taken += values.length - 1;
    return part;
  });
  const last = parts.pop() ?? '';
  const named = parts.map((part, index) => `part_${index} as (${part})`);
  return named.length === 0 ? last : `with ${named.join(', ')} ${last}`;
};

/** The same writes in one statement, where their order does not matter; else as they are. */
export const asOneStatement = (statements: readonly Statement[]): readonly Statement[] => {
  const [first] = statements;
  if (!first || statements.length === 1 || statements.some(({ name }) => ordered.has(name)))
    return statements;
  // Each part has one text, so the names of the parts tell the whole.
  const parts = statements.map((statement) => statement.name).join('+');
  let combined = known.get(parts);
  if (!combined) {
    combined = { name: `combined-${known.size}`, text: combine(statements) };
    known.set(parts, combined);
  }
  const values = [first.values[0] ?? null, ...statements.flatMap((statement) => statement.values.slice(1))];
  return [{ ...combined, values }];
};
