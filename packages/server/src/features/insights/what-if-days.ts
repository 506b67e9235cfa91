import type { WhatIfDayModel } from '@leeway/contract';
import { bucketAt, type DeniedAttempts, type Span, type Step } from '@leeway/rules';
import { instantText } from '../../platform/instant.ts';

/**
 * A course day by day of a time zone: the most in use at one time, and what was denied. The days at the ends are as long as
 * they lie in the span. `used` and `denials` in the order of time; before its first step nothing is in use.
 */
export const daysOfCourse = (
  used: readonly Step[],
  denials: readonly DeniedAttempts[],
  { start, end }: Span,
  timeZone: string,
): WhatIfDayModel[] => {
  const days: WhatIfDayModel[] = [];
  let [nextUsed, nextDenied, level] = [0, 0, 0n];
  for (let at = start; at < end; ) {
    const dayEnd = Math.min(bucketAt('day', at, timeZone).end, end);
    // What begins with the day takes the place of what the day before ended with.
    for (let step = used[nextUsed]; step && step.at <= at; step = used[++nextUsed]) level = step.value;
    let most = level;
    for (let step = used[nextUsed]; step && step.at < dayEnd; step = used[++nextUsed]) {
      level = step.value;
      if (level > most) most = level;
    }
    let denied = 0;
    for (let row = denials[nextDenied]; row && row.at < dayEnd; row = denials[++nextDenied])
      denied += row.attempts;
    days.push({ start: instantText(at), end: instantText(dayEnd), used: most, denials: denied });
    at = dayEnd;
  }
  return days;
};
