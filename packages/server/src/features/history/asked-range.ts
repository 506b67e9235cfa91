import { historyBucketsMax, historyDaysMax } from '@leeway/contract';
import { addDays, bucketsBetween, type HistoryBucket, type Span } from '@leeway/rules';
import { ApiProblem, invalid } from '../../platform/http/problem.ts';
import { instantFrom } from '../../platform/http/validation.ts';

/** Ranges as they are asked for. */

const defaultDays = 30;
const dayMs = 86_400_000;

interface RangeQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The range asked for, or the last 30 days; 422 when it is none or longer than ten years. */
export const rangeAsked = ({ from, to }: RangeQuery, now: number, timeZone: string): Span => {
  const end = to === undefined ? now : instantFrom(to);
  const start = from === undefined ? addDays(end, -defaultDays, timeZone) : instantFrom(from);
  if (start >= end) throw invalid('from', 'must be before to');
  if (end - start > historyDaysMax * dayMs) {
    throw invalid('from', `must be at most ${historyDaysMax} days before to; ask for a shorter range`);
  }
  return { start, end };
};

const coarser = { hour: 'bucket=day', day: 'bucket=month', month: 'a shorter range' } as const;

/** The buckets of a range, those that have begun; 422 when there are more than one answer holds. */
export const bucketsAsked = (bucket: HistoryBucket, range: Span, timeZone: string, now: number): Span[] => {
  const begun = { start: range.start, end: Math.min(range.end, now + 1) };
  const buckets = bucketsBetween(bucket, begun, timeZone, historyBucketsMax);
  if (buckets) return buckets;
  throw invalid(
    'bucket',
    `the range has more than ${historyBucketsMax} buckets of this size; ask for a shorter range or for ${coarser[bucket]}`,
  );
};

/** Rows of one answer; 422 when there are more than it may be made of. */
export const atMost = <Row>(rows: readonly Row[], max: number, what: string): readonly Row[] => {
  if (rows.length <= max) return rows;
  throw new ApiProblem('validationFailed', `The range has more than ${max} ${what}; ask for a shorter one.`, {
    fields: [{ propertyName: 'from', message: `the range has more than ${max} ${what}`, code: 'tooMany' }],
  });
};
