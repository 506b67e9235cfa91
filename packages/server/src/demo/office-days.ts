import { type WallClock, wallClock } from '@leeway/rules';

/** When people work: weekends, holidays with a fixed date, and the weeks when offices are half empty. */

export type Country =
  | 'AR'
  | 'CA'
  | 'CH'
  | 'DE'
  | 'FI'
  | 'FR'
  | 'GB'
  | 'IN'
  | 'IT'
  | 'JP'
  | 'NL'
  | 'NO'
  | 'PL'
  | 'TR'
  | 'US';

const newYear = '1-1';
const christmas = ['12-25', '12-26'];
const labourDay = '5-1';

const holidays: Readonly<Record<Country, readonly string[]>> = {
  AR: [newYear, labourDay, '5-25', '7-9', '12-8', '12-25'],
  CA: [newYear, '7-1', '9-30', '11-11', ...christmas],
  CH: [newYear, '1-2', '8-1', ...christmas],
  DE: [newYear, labourDay, '10-3', '12-24', ...christmas, '12-31'],
  FI: [newYear, '1-6', labourDay, '12-6', '12-24', ...christmas],
  FR: [newYear, labourDay, '5-8', '7-14', '8-15', '11-1', '11-11', '12-25'],
  GB: [newYear, ...christmas],
  IN: ['1-26', '8-15', '10-2', '12-25'],
  IT: [newYear, '1-6', '4-25', labourDay, '6-2', '8-15', '11-1', '12-8', ...christmas],
  JP: [newYear, '1-2', '1-3', '2-11', '4-29', '5-3', '5-4', '5-5', '8-11', '11-3', '11-23'],
  NL: [newYear, '4-27', ...christmas],
  NO: [newYear, labourDay, '5-17', '12-24', ...christmas],
  PL: [newYear, '1-6', labourDay, '5-3', '8-15', '11-1', '11-11', ...christmas],
  TR: [newYear, '4-23', labourDay, '5-19', '8-30', '10-29'],
  US: [newYear, '6-19', '7-4', '11-11', '12-24', '12-25'],
};

const isWeekend = ({ year, month, day }: WallClock) =>
  [0, 6].includes(new Date(Date.UTC(year, month - 1, day)).getUTCDay());

/** The weeks around new year, and August, when many are away. */
const presence = ({ month, day }: WallClock): number => {
  if ((month === 12 && day >= 22) || (month === 1 && day <= 3)) return 0.2;
  if (month === 8) return 0.78;
  return month === 7 ? 0.9 : 1;
};

/** Which part of the people who could come to work do so on the day of an instant: 0 to 1. */
export const attendance = (at: number, timeZone: string, country: Country): number => {
  const wall = wallClock(at, timeZone);
  if (isWeekend(wall)) return 0.03;
  if (holidays[country].includes(`${wall.month}-${wall.day}`)) return 0.02;
  return 0.85 * presence(wall);
};
