import type { Reply, Row } from '../../api/wire.ts';
import type { DeniedAt, UsageCourse } from '../../charts/usage-course.ts';

/** Answers of the API as courses to draw. Nothing is computed but where things stand. */

type Day = Row<'listDashboardOverdrafts'>['days'][number];

/** Denials of a report as the chart marks them. */
export const deniedOfRows = (rows: readonly Readonly<Record<string, unknown>>[]): DeniedAt[] =>
  rows.map(({ timestamp, attempts }) => ({ at: Date.parse(String(timestamp)), count: Number(attempts) }));

/** Days have the limits they end with. */
export const courseOfDays = (days: readonly Day[], to: string): UsageCourse => {
  const starts = days.map(({ start }) => Date.parse(start));
  const end = Date.parse(to);
  return {
    from: starts[0] ?? end,
    to: end,
    points: days.map(({ max, denials }, index) => ({
      ...{ start: starts[index] ?? end, end: starts[index + 1] ?? end, used: max, denials },
    })),
    limits: days.map(({ bought, hardCap }, index) => ({ at: starts[index] ?? end, bought, hardCap })),
  };
};

type Replay = Reply<'askWhatIf'>;

/** What would have happened under the limits asked about. */
export const courseOfReplay = ({ from, to, days, seatCount, overdraftSeatCount }: Replay): UsageCourse => ({
  from: Date.parse(days[0]?.start ?? from),
  to: Date.parse(to),
  points: days.map(({ start, end, used, denials }) => ({
    ...{ start: Date.parse(start), end: Date.parse(end), used, denials },
  })),
  limits: [
    {
      at: Date.parse(from),
      bought: seatCount,
      hardCap: overdraftSeatCount === null ? null : seatCount + overdraftSeatCount,
    },
  ],
});
