import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Course, countLimits, randomCourse } from '../../testing/by-the-second/random-course.ts';
import {
  levelsIn,
  type MeterName,
  percentile,
  type Seconds,
  secondsOf,
} from '../../testing/by-the-second/seconds.ts';
import { type Bucket, wallBuckets } from '../../testing/by-the-second/wall-buckets.ts';
import {
  courseTerms,
  courseTimes,
  writeCourse,
  writeRest,
} from '../../testing/by-the-second/write-course.ts';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import type { Sold } from '../../testing/sell.ts';
import { billedCustomer } from './testing/billing.ts';

/** Rule 40 over HTTP against a reference that looks at every second of a random course by itself. */

const second = (text: string) => Date.parse(text) / 1_000;
const instant = (at: number) => new Date(at * 1_000).toISOString();
const sum = (values: Int16Array) => values.reduce((total, value) => total + value, 0);

interface Price {
  readonly kind: string;
  readonly amount: number;
  readonly unitCount: number;
}

/** Minor units for so many units, of which `parts` make one: half a unit and more is a whole one. */
const priced = ({ amount, unitCount }: Price, units: number, parts = 1): number => {
  const [dividend, divisor] = [BigInt(units) * BigInt(amount), BigInt(unitCount) * BigInt(parts)];
  const whole = dividend / divisor;
  return Number(2n * (dividend - whole * divisor) >= divisor ? whole + 1n : whole);
};

/** What a line of seats or of a pool says. */
const levelLine = (seconds: Seconds, period: Bucket, price: Price) => {
  const { used, over } = levelsIn(seconds, period);
  const figures = {
    peak: Math.max(...used.reduce((seen, value) => seen.add(value), new Set<number>())),
    p99: percentile(used, 99),
    overdraftPeak: Math.max(...over.reduce((seen, value) => seen.add(value), new Set<number>())),
    overdraftP99: percentile(over, 99),
    overdraftSeconds: over.filter((value) => value > 0).length,
  };
  const amounts: Record<string, number> = {
    peakOverdraftUnit: priced(price, figures.overdraftPeak),
    p99OverdraftUnit: priced(price, figures.overdraftP99),
    overdraftSeatHour: priced(price, sum(over), 3_600),
  };
  return {
    exact: { ...figures, amount: amounts[price.kind], used: null, overdraftUsed: null },
    average: sum(used) / used.length,
    overdraftSeatHours: sum(over) / 3_600,
    bought: seconds.bought[period.end - 1 - seconds.start],
  };
};

/** What a line of a usage count says: unit by unit, those beyond the 8 that are bought are overdraft. */
const countLine = ({ counted, resets }: Course, { start, end }: Bucket, price: Price) => {
  let [used, overdraftUsed, units, begun] = [0, 0, 0, 0];
  for (const { at, amount } of counted) {
    const reset = resets.findLast((each) => each <= at) ?? 0;
    if (reset !== begun) units = 0;
    begun = reset;
    for (let unit = 0; unit < amount; unit++) {
      units += 1;
      if (at < start || at >= end) continue;
      used += 1;
      if (units > countLimits.bought) overdraftUsed += 1;
    }
  }
  return { used, overdraftUsed, amount: priced(price, overdraftUsed), peak: null, p99: null, average: null };
};

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

const kinds = ['peakOverdraftUnit', 'p99OverdraftUnit', 'overdraftSeatHour'] as const;

interface Line {
  readonly featureKey: string | null;
  readonly average: number;
  readonly overdraftSeatHours: number;
  readonly bought: number;
  readonly amount: number;
}
interface Statement {
  readonly id: string;
  readonly periodStart: string;
  readonly periodEnd: string;
  readonly totals: readonly { readonly currency: string; readonly amount: number }[];
  readonly lines: readonly Line[];
}

describe.each(
  courseTimes.map((times, index) => [...times, index] as const).filter((_, index) => index % 2 === 0),
)('in %s from %s to %s', (timeZone, from, to, index) => {
  const [begin, end] = [second(`${from}T08:17:23Z`), second(`${to}T00:00:00Z`)];
  const course = randomCourse(begin + 1, begin, end);
  const prices: Record<MeterName, Price> = {
    seats: { kind: kinds[index % 3] ?? '', amount: 1_999, unitCount: 7 },
    pool: { kind: kinds[(index + 1) % 3] ?? '', amount: 333, unitCount: 2 },
    count: { kind: 'overdraftUnit', amount: 5, unitCount: 3 },
  };
  const periods = wallBuckets('month', timeZone, begin, end);
  // What happened in the last part of the course gets to the log when its periods are long closed.
  const onTime = Math.floor(course.lastSequence * 0.6);
  let sold: Sold;
  let customerId: string;

  beforeAll(async () => {
    await leeway.database.transaction(leeway.author, (tx) =>
      tx.query('update tenants set time_zone = $2 where tenant_id = $1', [leeway.tenantId, timeZone]),
    );
    ({ sold, customerId } = await billedCustomer(leeway, courseTerms));
    const { entitlementId } = sold;
    for (const [meter, price] of Object.entries(prices)) {
      const featureKey = meter === 'seats' ? null : meter;
      await api('createRate', 'POST /api/v1/rates', {
        ...price,
        currency: 'EUR',
        entitlementId,
        featureKey,
      });
    }
    await writeCourse(leeway, sold, course, onTime);
    await leeway.runStep('statements.close');
  });

  /** Statements and corrections of a period, in their order. */
  const statementsOf = async ({ start, end: until }: Bucket): Promise<Statement[]> => {
    const range = `from=${instant(start)}&to=${instant(until)}`;
    const path = `GET /api/v1/statements?customerId=${customerId}&${range}&pageSize=100`;
    const { items } = (await api('listStatements', path)).body;
    expect(items[0]).toMatchObject({ periodStart: instant(start), periodEnd: instant(until), timeZone });
    const ids = items.map(({ id }: { id: string }) => id);
    return Promise.all(
      ids.map(async (id: string) => (await api('getStatement', `GET /api/v1/statements/${id}`)).body),
    );
  };

  const check = (known: Course, period: Bucket, line: (featureKey: string | null) => Line | undefined) => {
    for (const meter of ['seats', 'pool'] as const) {
      const seconds = secondsOf(known, meter, { start: periods[0]?.start ?? 0, end: period.end });
      const told = line(meter === 'seats' ? null : meter);
      if (seconds.known >= period.end) {
        expect(told).toBeUndefined();
        continue;
      }
      const { exact, average, overdraftSeatHours, bought } = levelLine(seconds, period, prices[meter]);
      expect(told).toMatchObject({ ...exact, bought });
      expect(told?.average).toBeCloseTo(average, 5);
      expect(told?.overdraftSeatHours).toBeCloseTo(overdraftSeatHours, 5);
    }
    const count = countLine(known, period, prices.count);
    if (count.used > 0) expect(line('count')).toMatchObject(count);
  };

  it('statements of what was in the log when they were closed', async () => {
    const known = randomCourse(begin + 1, begin, end, onTime);
    for (const period of periods) {
      const [closed, ...others] = await statementsOf(period);
      expect(others).toEqual([]);
      check(known, period, (key) => closed?.lines.find(({ featureKey }) => featureKey === key));
      const total = closed?.lines.reduce((sumOf, { amount }) => sumOf + amount, 0);
      expect(closed?.totals).toEqual([{ currency: 'EUR', amount: total }]);
    }
  }, 120_000);

  it('and with their corrections of all that happened', async () => {
    await writeRest(leeway, sold, course, onTime);
    leeway.clock.advance(2 * 86_400_000);
    await leeway.runStep('statements.correct');
    await leeway.runStep('statements.correct');
    let corrections = 0;
    for (const period of periods) {
      const all = await statementsOf(period);
      corrections += all.length - 1;
      const lines = all.toReversed().flatMap(({ lines: each }) => each);
      const lastSaid = (key: string | null) => lines.find(({ featureKey }) => featureKey === key);
      check(course, period, lastSaid);
      const billed = all.reduce((sumOf, { totals }) => sumOf + (totals[0]?.amount ?? 0), 0);
      const owed = [null, 'pool', 'count'].reduce((sumOf, key) => sumOf + (lastSaid(key)?.amount ?? 0), 0);
      expect(billed).toBe(owed);
    }
    expect(corrections).toBeGreaterThan(0);
  }, 120_000);
});
