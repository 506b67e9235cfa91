import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { call } from '../../../api/call.ts';
import { useApi } from '../../../api/use-api.ts';
import { courseOfHistory } from '../../../charts/history-course.ts';
import { bucketOf, type Range } from '../../../charts/range.ts';
import { pointsToSplit, type UsageCourse, withDeniedAt } from '../../../charts/usage-course.ts';

/** So many hours or days in which a limit stepped are looked into, as in the console. */
const splitMost = 8;

interface Time {
  readonly start: number;
  readonly end: number;
}

/** Where limits step while somebody is denied: the times before and after each step. */
const timesOf = (course: UsageCourse): Time[] =>
  pointsToSplit(course)
    .slice(0, splitMost)
    .flatMap(({ start, end }) => {
      const inside = course.limits.filter(({ at }) => at > start && at < end).map(({ at }) => at);
      const starts = [start, ...inside];
      return starts.map((from, index) => ({ start: from, end: starts[index + 1] ?? end }));
    });

const deniedWithin = (entitlementId: string, feature: string | undefined, { start, end }: Time) => {
  const query = {
    ...{ from: new Date(start).toISOString(), to: new Date(end).toISOString() },
    ...{ pageNumber: 1, pageSize: 1 },
    ...(feature === undefined ? {} : { feature }),
  };
  const given = { params: { entitlementId }, query };
  return {
    queryKey: ['getPortalDenials', given] as const,
    queryFn: async ({ signal }: { signal: AbortSignal }) => ({
      at: start,
      count: (await call('getPortalDenials', given, signal)).attempts,
    }),
  };
};

/** The seats of an entitlement, or a metered feature, over a range, ready to draw; what was denied stands on the right side of every step. */
export const useCourse = (entitlementId: string, range: Range, feature?: string) => {
  const { from, to } = range;
  const { data, error, refetch } = useApi('getPortalUsageHistory', {
    params: { entitlementId },
    query: { from, to, bucket: bucketOf(range), ...(feature === undefined ? {} : { feature }) },
  });
  const bare = useMemo(() => (data ? courseOfHistory(data) : null), [data]);
  const denied = useQueries({
    queries: bare ? timesOf(bare).map((time) => deniedWithin(entitlementId, feature, time)) : [],
    combine: (results) => results.flatMap(({ data: found }) => (found && found.count > 0 ? [found] : [])),
  });
  const course = useMemo(() => (bare ? withDeniedAt(bare, denied) : null), [bare, denied]);
  return { course, timeZone: data?.timeZone ?? 'UTC', error, refetch };
};
