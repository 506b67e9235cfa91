/** Ticks of a time axis in a named time zone: they stand on its own midnights and hours, daylight saving included. */

export interface TimeTick {
  /** Epoch ms. */
  readonly at: number;
  readonly label: string;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const wallTime = (timeZone: string) => {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric' },
    ...{ day: 'numeric', hour: 'numeric', minute: 'numeric' },
  });
  return (at: number): WallTime => {
    const parts = Object.fromEntries(
      format.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    ) as Record<string, number>;
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0 } = parts;
    return { year, month, day, hour, minute };
  };
};

/** The instant a wall clock shows that time; in the hour that daylight saving skips, the first instant after it. */
export const instantInZone = (timeZone: string) => {
  const wall = wallTime(timeZone);
  return (year: number, month: number, day: number, hour = 0): number => {
    const wanted = Date.UTC(year, month - 1, day, hour);
    let at = wanted;
    // The offset before and after a change of clocks: the second turn has the right one.
    for (let turn = 0; turn < 2; turn += 1) {
      const shown = wall(at);
      at += wanted - Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute);
    }
    return at;
  };
};

/** At most about `most` ticks within the range. */
export const timeTicks = (
  from: number,
  to: number,
  timeZone: string,
  most: number,
  locale?: string,
): TimeTick[] => {
  const span = to - from;
  const wall = wallTime(timeZone);
  const instant = instantInZone(timeZone);
  const { year, month, day } = wall(from);
  const labelled = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, ...options });
    return (at: number): TimeTick => ({ at, label: format.format(at) });
  };
  const within = (instants: readonly number[]) =>
    [...new Set(instants)].filter((at) => at >= from && at <= to).sort((a, b) => a - b);
  const counted = (length: number) => Array.from({ length }, (_, index) => index);
  if (span <= most * 12 * hourMs) {
    const hours = [1, 2, 3, 6, 12].find((step) => span / (step * hourMs) <= most) ?? 12;
    const days = counted(Math.ceil(span / dayMs) + 2);
    const slots = counted(24 / hours);
    const all = days.flatMap((add) => slots.map((slot) => instant(year, month, day + add, slot * hours)));
    const hour = labelled({ hour: 'numeric', minute: '2-digit' });
    const date = labelled({ day: 'numeric', month: 'short' });
    return within(all).map((at) => (wall(at).hour === 0 ? date(at) : hour(at)));
  }
  if (span <= most * 31 * dayMs) {
    const step = [1, 2, 7, 14, 28].find((each) => span / (each * dayMs) <= most) ?? 28;
    const all = counted(Math.ceil(span / dayMs / step) + 2).map((add) =>
      instant(year, month, day + add * step),
    );
    return within(all).map(labelled({ day: 'numeric', month: 'short' }));
  }
  const months = Math.ceil(span / (30 * dayMs));
  const step = [1, 2, 3, 4, 6, 12].find((each) => months / each <= most) ?? 12;
  const all = counted(Math.ceil(months / step) + 2).map((add) => instant(year, month + add * step, 1));
  return within(all).map(labelled({ month: 'short', year: '2-digit' }));
};
