/** Numbers and dates as the reader's locale writes them. Instants come as the API writes them (ISO 8601 in UTC). */

const formatsOf = (locale: string | undefined) => ({
  number: new Intl.NumberFormat(locale),
  date: new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }),
  dateTime: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
});

let locale: string | undefined;
let { number, date, dateTime } = formatsOf(locale);

/** The locale in use; undefined: the browser's. */
export const localeInUse = (): string | undefined => locale;

/** Formats from now on as another locale writes; before anything is shown. */
export const writeAs = (chosen: string): void => {
  locale = chosen;
  ({ number, date, dateTime } = formatsOf(chosen));
};

/** What stands where nothing is known. */
export const nothing = '–';

export const formatNumber = (value: number | null | undefined): string =>
  value === null || value === undefined ? nothing : number.format(value);

/** Days stay in one piece: a narrow column may break only between the day and the time. */
const whole = (text: string): string => text.replaceAll(' ', '\u00a0');
const broken = (text: string): string => whole(text).replace(/,\u00a0(?=[^,]*$)/, ', ');

/** The day it is in a time zone; left out: the reader's. */
export const formatDate = (instant: string | null | undefined, timeZone?: string): string => {
  if (!instant) return nothing;
  const format = timeZone ? new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }) : date;
  return whole(format.format(new Date(instant)));
};

/** Day and time in a time zone; left out: the reader's. */
export const formatDateTime = (instant: string | null | undefined, timeZone?: string): string => {
  if (!instant) return nothing;
  const options = { dateStyle: 'medium', timeStyle: 'short', timeZone } as const;
  const format = timeZone ? new Intl.DateTimeFormat(locale, options) : dateTime;
  return broken(format.format(new Date(instant)));
};

/** `1 seat`, `2 seats`. */
export const count = (value: number, one: string, many = `${one}s`): string =>
  `${number.format(value)} ${value === 1 ? one : many}`;

/** A word of the API as people read it: `concurrentUser` -> `concurrent user`. */
export const words = (name: string | null | undefined): string =>
  name ? name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase() : nothing;
