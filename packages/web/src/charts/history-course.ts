import type { Reply } from '../api/wire.ts';
import type { LimitStep, UsageCourse, UsagePoint } from './usage-course.ts';

type History = Reply<'getUsageHistory'>;

/** Levels of a raw history: each holds until the next, the last one until now or the end. */
const pointsOfSteps = ({ steps, to, next }: History, now: number): UsagePoint[] => {
  const last = Date.parse(steps.at(-1)?.at ?? to);
  const end = Math.min(Date.parse(next ?? to), Math.max(now, last));
  return steps.map(({ at, used }, index) => {
    const after = steps[index + 1];
    return { start: Date.parse(at), end: after ? Date.parse(after.at) : end, used, denials: 0 };
  });
};

const pointsOfBuckets = ({ buckets }: History): UsagePoint[] =>
  buckets.map(({ start, end, max, denials }) => ({
    ...{ start: Date.parse(start), end: Date.parse(end), used: max, denials },
  }));

/** The steps of the limits and of the customer's own cap as one sequence. */
const stepsOf = ({ limits, ownCaps }: History): LimitStep[] => {
  const own = ownCaps.map(({ at, ownCap }) => ({ at: Date.parse(at), ownCap }));
  const sold = limits.map(({ at, bought, hardCap }) => ({ at: Date.parse(at), bought, hardCap }));
  const begins = sold[0]?.at ?? Number.POSITIVE_INFINITY;
  const later = own.map(({ at }) => at).filter((at) => at > begins);
  return [...new Set([...sold.map(({ at }) => at), ...later])]
    .sort((a, b) => a - b)
    .flatMap((at) => {
      const limit = sold.findLast((step) => step.at <= at);
      const ownCap = own.findLast((step) => step.at <= at)?.ownCap ?? null;
      return limit ? [{ ...limit, at, ownCap }] : [];
    });
};

/** The answer about usage history, of the console or of the portal, as a course to draw. Nothing is computed but where things stand. */
export const courseOfHistory = (history: History, now = Date.now()): UsageCourse => ({
  from: Date.parse(history.from),
  to: Date.parse(history.to),
  points: history.bucket === 'raw' ? pointsOfSteps(history, now) : pointsOfBuckets(history),
  limits: stepsOf(history),
});
