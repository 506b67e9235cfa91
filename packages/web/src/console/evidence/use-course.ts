import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call } from '../../api/call.ts';
import { useApi } from '../../api/use-api.ts';
import { courseOfHistory } from '../../charts/history-course.ts';
import { finestOf, type Range } from '../../charts/range.ts';
import { pointsToSplit, type UsageCourse, withDeniedAt } from '../../charts/usage-course.ts';
import { deniedOfRows } from './courses.ts';

/** Rows of one question about denials; where there are more, their hour is exact enough. */
const deniedMost = 1_000;
/** So many hours in which a limit stepped are looked into. */
const splitMost = 8;

interface Time {
  readonly start: number;
  readonly end: number;
}

const deniedWithin = (entitlementId: string, { start, end }: Time) => {
  const at = (operator: 'gte' | 'lt', instant: number) => ({
    ...{ column: 'timestamp', operator, value: new Date(instant).toISOString() },
  });
  const ofSeats = { column: 'featureKey', operator: 'isNull' as const };
  const body = {
    ...{ subject: 'denials' as const, columns: ['timestamp', 'attempts'], pageSize: deniedMost },
    sort: [{ column: 'timestamp' }],
    filter: [
      { column: 'entitlementId', operator: 'eq' as const, value: entitlementId },
      ...[at('gte', start), at('lt', end), ofSeats],
    ],
  };
  return {
    queryKey: ['runReport', body] as const,
    queryFn: ({ signal }: { signal: AbortSignal }) => call('runReport', { body }, signal),
  };
};

type Answer = Awaited<ReturnType<typeof call<'runReport'>>>;

const isWhole = ({ elementsTotal }: Answer) => elementsTotal <= deniedMost;

/** In every step of a short time; where those are too many, by the hour. */
const useHistory = (entitlementId: string, range: Range) => {
  const { from, to } = range;
  const bucket = finestOf(range);
  const params = { entitlementId };
  const asked = useApi('getUsageHistory', { params, query: { from, to, bucket } });
  const isCut = bucket === 'raw' && typeof asked.data?.next === 'string';
  const byHour = useApi(
    'getUsageHistory',
    { params, query: { from, to, bucket: 'hour' } },
    { enabled: isCut },
  );
  return isCut ? byHour : asked;
};

/** Which times have to be looked into for when exactly something was denied. */
const timesOf = (course: UsageCourse | null, isRaw: boolean): Time[] => {
  if (!course) return [];
  return isRaw ? [{ start: course.from, end: course.to }] : pointsToSplit(course).slice(0, splitMost);
};

/** The seats of an entitlement over a range, ready to draw; each denial at its place wherever that matters. */
export const useCourse = (entitlementId: string, range: Range) => {
  const { data, error, refetch } = useHistory(entitlementId, range);
  const bare = useMemo(() => (data ? courseOfHistory(data) : null), [data]);
  const isRaw = data?.bucket === 'raw';
  const times = timesOf(bare, isRaw);
  const denied = useQueries({
    queries: times.map((time) => deniedWithin(entitlementId, time)),
    combine: (results) => results.flatMap((each) => (each.data && isWhole(each.data) ? [each.data] : [])),
  });
  const course = useMemo(() => {
    if (!bare) return null;
    const known = denied.flatMap(({ items }) => deniedOfRows(items));
    if (!isRaw) return withDeniedAt(bare, known);
    // Steps have no sums of their own: what was denied is what is found.
    const points = bare.points.map((point) => {
      const deniedAt = known.filter(({ at }) => at >= point.start && at < point.end);
      return { ...point, deniedAt, denials: deniedAt.reduce((sum, { count }) => sum + count, 0) };
    });
    return { ...bare, points };
  }, [bare, denied, isRaw]);
  return { course, timeZone: data?.timeZone ?? 'UTC', error, refetch };
};
