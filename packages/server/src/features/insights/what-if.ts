import type { BodyOf, operations, WhatIfCourseModel, WhatIfModel } from '@leeway/contract';
import {
  averageOf,
  billingPeriodAt,
  earlierPeakOf,
  figuresOfCourse,
  type LimitsStep,
  limitsOf,
  lineAmount,
  normalizeOverdraft,
  overdraftFault,
  overdraftSteps,
  type PeriodPeak,
  type Rate,
  rateOf,
  recordedUse,
  replayDemand,
  type Span,
  type Step,
  seatsMax,
  totalsOf,
} from '@leeway/rules';
import { invalid, notFound } from '../../platform/http/problem.ts';
import { instantText } from '../../platform/instant.ts';
import { loadTerms } from '../entitlements/index.ts';
import { type BillingCalendar, billingCalendar, checkCurrency, ratesFor } from '../statements/index.ts';
import { type InsightParts, openEntitlement, rangeAsked } from './asked.ts';
import { limitsIn, recordedDemand } from './demand-store.ts';
import { daysOfCourse } from './what-if-days.ts';

/** What-if (rule 39): the recorded requests at other limits, side by side with what happened. */

type WhatIfBody = BodyOf<typeof operations.askWhatIf>;

const hourMs = 3_600_000;

/** The rate that prices a billing period; null: none does. */
type Pricing = (periodStart: number) => Rate | null;

const pricingOf = async (
  { database }: InsightParts,
  tenantId: string,
  sold: { readonly entitlementId: string; readonly offeringId: string },
  asked: WhatIfBody['rate'],
): Promise<Pricing> => {
  if (asked) {
    checkCurrency('rate.currency', asked.currency);
    if (asked.kind === 'overdraftUnit') throw invalid('rate.kind', 'prices usage counts, not seats');
    const rate = { ...asked, unitCount: asked.unitCount ?? 1n, trueUpFrom: null };
    return () => rate;
  }
  const rates = await ratesFor(database, tenantId, [sold]);
  return (periodStart) => rateOf(rates, { ...sold, featureKey: null }, periodStart);
};

interface Course {
  readonly used: readonly Step[];
  readonly overdraft: readonly Step[];
}

/** As statements are priced: each billing period by itself, those at the ends as far as they lie in the range. */
const costsOf = (course: Course, { start, end }: Span, calendar: BillingCalendar, pricing: Pricing) => {
  const lines: { amount: bigint | null; currency: string | null }[] = [];
  const peaks: PeriodPeak[] = [];
  for (let at = start; at < end; ) {
    const period = billingPeriodAt(at, calendar.length, calendar.timeZone);
    const rate = pricing(period.start);
    const part = { start: at, end: Math.min(period.end, end) };
    const figures = { ...figuresOfCourse(course, part), overdraftUsed: null };
    if (rate) {
      const amount = lineAmount(rate, figures, earlierPeakOf(rate, peaks, period.start));
      lines.push({ amount, currency: rate.currency });
    }
    peaks.push({ periodStart: period.start, peak: figures.peak });
    at = part.end;
  }
  return totalsOf(lines);
};

interface Denied {
  readonly deniedAttempts: number;
  readonly deniedSeats: number;
}

/** What both sides are priced and counted by. */
interface Yardstick {
  readonly range: Span;
  /** The part of the range in which the entitlement existed. */
  readonly known: Span;
  readonly calendar: BillingCalendar;
  readonly pricing: Pricing;
}

const courseModel = (
  used: readonly Step[],
  limits: readonly LimitsStep[],
  { deniedAttempts, deniedSeats }: Denied,
  { known, calendar, pricing }: Yardstick,
): WhatIfCourseModel => {
  const course = { used, overdraft: overdraftSteps(used, limits) };
  const figures = figuresOfCourse(course, known);
  return {
    ...{ peak: figures.peak, p99: figures.p99, average: averageOf(figures.usedMs, figures.heldMs) },
    ...{ deniedAttempts, deniedSeats, overdraftPeak: figures.overdraftPeak },
    overdraftHours: averageOf(BigInt(figures.overdraftMs), hourMs),
    overdraftSeatHours: averageOf(figures.overdraftUnitMs, hourMs),
    costs: costsOf(course, known, calendar, pricing),
  };
};

const limitsAsked = ({ seatCount, overdraftSeatLimit }: WhatIfBody) => {
  const overdraft = normalizeOverdraft(overdraftSeatLimit ?? { type: 'none' });
  const fault = overdraftFault(overdraft, BigInt(seatCount), seatsMax);
  if (fault) throw invalid('overdraftSeatLimit.value', fault);
  if (overdraftSeatLimit && /absolute|percentage/.test(overdraft.type) && overdraftSeatLimit.value == null)
    throw invalid('overdraftSeatLimit.value', 'is required');
  return { overdraft, limits: limitsOf(BigInt(seatCount), overdraft) };
};

export const whatIf = async (
  parts: InsightParts,
  tenantId: string,
  entitlementId: string,
  body: WhatIfBody,
): Promise<WhatIfModel> => {
  const { database, clock } = parts;
  const { offeringId, timeZone } = await openEntitlement(parts, tenantId, entitlementId);
  const range = rangeAsked(body, clock.now(), timeZone);
  const { overdraft, limits } = limitsAsked(body);
  const pricing = await pricingOf(parts, tenantId, { entitlementId, offeringId }, body.rate);
  const terms = (await loadTerms(database, tenantId, [entitlementId])).get(entitlementId);
  if (!terms) throw notFound('entitlement', entitlementId);
  const demand = await recordedDemand(database, tenantId, entitlementId, range, 'all');
  const then = await limitsIn(database, tenantId, entitlementId, range);
  const known = { start: Math.min(then[0]?.at ?? range.start, range.end), end: range.end };
  const yardstick = { range, known, calendar: await billingCalendar(database, tenantId), pricing };
  const denied = demand.rows.filter(({ forWantOfSeats }) => forWantOfSeats);
  const happened = {
    deniedAttempts: denied.reduce((sum, { attempts }) => sum + attempts, 0),
    deniedSeats: new Set(denied.map(({ seatId }) => seatId)).size,
  };
  const other = [{ at: range.start, limits }];
  const replayed = replayDemand(terms, demand, other);
  return {
    entitlementId,
    ...{ from: instantText(range.start), to: instantText(range.end), seatCount: body.seatCount },
    overdraftSeatLimit: overdraft,
    actual: courseModel(recordedUse(demand), then, happened, yardstick),
    whatIf: courseModel(replayed.used, other, replayed, yardstick),
    overdraftSeatCount: limits.allowance,
    days: daysOfCourse(replayed.used, replayed.denials, known, timeZone),
    timeZone,
  };
};
