import type { Parameter } from './lane-connection.ts';
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

/** One for each set of parts that occurs, and of lists that they share; there are few. */
const known = new Map<string, Combined>();

/** The text with its parameters `$1`, `$2`, ... numbered anew. */
const renumbered = (text: string, numbers: readonly number[]) =>
  text.replaceAll(/\$(\d+)/g, (_, digits) => `$${numbers[Number(digits) - 1]}`);

const combine = (statements: readonly Statement[], numbers: readonly (readonly number[])[]): string => {
  const parts = statements.map(({ text }, index) => renumbered(text, numbers[index] ?? []));
  const last = parts.pop() ?? '';
  return `with ${parts.map((part, index) => `part_${index} as (${part})`).join(', ')} ${last}`;
};

/**
 * The same writes in one statement, where their order does not matter; else as they are. The tenant, `$1` of each, and a
 * list that is the very same in several parts are sent once; such parts have to give it the same type.
 */
export const asOneStatement = (statements: readonly Statement[]): readonly Statement[] => {
  if (statements.length <= 1 || statements.some(({ name }) => ordered.has(name))) return statements;
  const numberOf = new Map<Parameter, number>();
  const values: Parameter[] = [];
  const numbers = statements.map((statement) =>
    statement.values.map((value) => {
      const shared = numberOf.get(value);
      if (shared !== undefined) return shared;
      values.push(value);
      if (typeof value === 'object' || values.length === 1) numberOf.set(value, values.length);
      return values.length;
    }),
  );
  // Each part has one text, so the names of the parts and the numbers of their values tell the whole.
  const parts = statements.map(({ name }, index) => `${name} ${numbers[index]}`).join('+');
  let combined = known.get(parts);
  if (!combined) {
    combined = { name: `combined-${known.size}`, text: combine(statements, numbers) };
    known.set(parts, combined);
  }
  return [{ ...combined, values }];
};
