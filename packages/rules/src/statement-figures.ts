import { figuresOfLevels, levelsOver, type Step } from './denied-demand.ts';
import type { Span } from './history-buckets.ts';
import { overdraftUsed } from './overdraft.ts';
import type { BillableFigures } from './rate.ts';
import { addUsageFact, type LogFact, seatsKey, type UsageBook, type UsageFact } from './usage-facts.ts';
import { percentileOf } from './usage-figures.ts';
import { type MeterLevel, newMeter, setLevel } from './usage-history.ts';

/** The figures of a usage statement (rule 40) for one entitlement: its seats, and each of its metered features. */

/** How an entitlement stood when a period began. */
export interface OpeningLevels {
  /** By feature key; the seats under `seatsKey`. A meter that has not begun is left out. */
  readonly levels: ReadonlyMap<string, MeterLevel>;
  /** Units of pools held, by activation id and feature key. */
  readonly holdings: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
}

export interface StatementMeters {
  /** Keys of the features that are element pools. */
  readonly pools: ReadonlySet<string>;
  /** Keys of the features that are usage counts. */
  readonly counts: ReadonlySet<string>;
}

export interface StatementFigures extends BillableFigures {
  readonly featureKey: string | null;
  /** At the end of the period; null: unlimited. */
  readonly bought: bigint | null;
  /** Null with a usage count, like the peak: it is used up, never in use. */
  readonly p99: bigint | null;
  /** Unit-milliseconds in use, of which `heldMs` are an average. */
  readonly usedMs: bigint;
  /** The part of the period that the entitlement existed for. */
  readonly heldMs: number;
  readonly overdraftMs: number;
  /** Units of a usage count used in the period. */
  readonly used: bigint | null;
}

interface Course {
  readonly used: readonly Step[];
  readonly overdraft: readonly Step[];
}

interface GrowingCourse {
  readonly used: Step[];
  readonly overdraft: Step[];
  bought: bigint | null;
}

interface Counted {
  used: bigint;
  overdraftUsed: bigint;
}

/** Of the operations of one instant only the last leaves a level: a level that lasted no time never was. */
const noteLevel = (course: GrowingCourse, at: number, level: MeterLevel): void => {
  for (const [steps, value] of [
    [course.used, level.used],
    [course.overdraft, overdraftUsed(level.bought, level.used)],
  ] as const) {
    if (steps.at(-1)?.at === at) steps.pop();
    if (steps.at(-1)?.value !== value) steps.push({ at, value });
  }
  course.bought = level.bought;
};

const noteCheckout = (counted: Map<string, Counted>, fact: LogFact): void => {
  const { operation, featureKey, amount, featureUsed, featureBought } = fact;
  if (operation !== 'featureCheckout' || featureKey === null || amount === null || featureUsed === null)
    return;
  const sum = counted.get(featureKey) ?? { used: 0n, overdraftUsed: 0n };
  counted.set(featureKey, {
    used: sum.used + amount,
    // Positional (rule 4): of this amount, what lies above the bought count.
    overdraftUsed:
      sum.overdraftUsed +
      overdraftUsed(featureBought, featureUsed) -
      overdraftUsed(featureBought, featureUsed - amount),
  });
};

const openBook = (opening: OpeningLevels, pools: ReadonlySet<string>, at: number): UsageBook => {
  const timeZone = 'UTC';
  const meters = new Map(
    [...opening.levels].map(([key, level]) => {
      const meter = newMeter(at, timeZone);
      setLevel(meter, at, level, timeZone);
      return [key, meter] as const;
    }),
  );
  const holdings = new Map([...opening.holdings].map(([id, held]) => [id, new Map(held)]));
  return { timeZone, pools, meters, holdings };
};

type Levels = ReadonlyMap<bigint, number>;

/** Figures of use and of the use beyond what was bought, given as the time at each level. */
export const figuresOfUse = (usedLevels: Levels, overdraftLevels: Levels) => {
  const used = figuresOfLevels(usedLevels);
  const overdraft = figuresOfLevels(overdraftLevels);
  const heldMs = [...usedLevels.values()].reduce((sum, ms) => sum + ms, 0);
  return {
    peak: used.max,
    p99: percentileOf({ levels: usedLevels }, 990) ?? 0n,
    usedMs: used.valueMs,
    heldMs,
    overdraftMs: [...overdraftLevels].reduce((sum, [level, ms]) => (level > 0n ? sum + ms : sum), 0),
    overdraftPeak: overdraft.max,
    overdraftP99: percentileOf({ levels: overdraftLevels }, 990) ?? 0n,
    overdraftUnitMs: overdraft.valueMs,
  };
};

/** The same, given as steps. */
export const figuresOfCourse = (course: Course, span: Span) =>
  figuresOfUse(levelsOver(course.used, span), levelsOver(course.overdraft, span));

/**
 * Figures of a span of one entitlement: the seats first, then the features by key. Percentiles and averages are of the
 * time that the entitlement existed for; a meter begins with the span when it has an opening level, else with its first
 * fact. Facts lie in the span, in their order.
 */
export const statementFigures = (
  opening: OpeningLevels,
  facts: readonly UsageFact[],
  span: Span,
  { pools, counts }: StatementMeters,
): StatementFigures[] => {
  const book = openBook(opening, pools, span.start);
  const courses = new Map<string, GrowingCourse>();
  const counted = new Map<string, Counted>([...counts].map((key) => [key, { used: 0n, overdraftUsed: 0n }]));
  const known = new Map<string, MeterLevel>();
  const note = (at: number) => {
    for (const [key, { level }] of book.meters) {
      if (known.get(key) === level) continue;
      known.set(key, level);
      const course = courses.get(key) ?? { used: [], overdraft: [], bought: null };
      noteLevel(course, at, level);
      courses.set(key, course);
    }
  };
  note(span.start);
  for (const fact of facts) {
    addUsageFact(book, fact);
    if (fact.kind === 'log') noteCheckout(counted, fact);
    note(fact.at);
  }
  return [...courses]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, course]): StatementFigures => {
      const featureKey = key === seatsKey ? null : key;
      const figures = { featureKey, bought: course.bought, ...figuresOfCourse(course, span) };
      const count = counts.has(key) ? counted.get(key) : undefined;
      return count
        ? {
            ...figures,
            ...count,
            peak: null,
            p99: null,
            usedMs: 0n,
            overdraftUnitMs: 0n,
            overdraftPeak: 0n,
            overdraftP99: 0n,
            overdraftMs: 0,
          }
        : { ...figures, used: null, overdraftUsed: null };
    });
};
