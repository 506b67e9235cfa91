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

export const formatDate = (instant: string | null | undefined): string =>
  instant ? date.format(new Date(instant)) : nothing;

export const formatDateTime = (instant: string | null | undefined): string =>
  instant ? dateTime.format(new Date(instant)) : nothing;

/** `1 seat`, `2 seats`. */
export const count = (value: number, one: string, many = `${one}s`): string =>
  `${number.format(value)} ${value === 1 ? one : many}`;

/** A word of the API as people read it: `concurrentUser` -> `concurrent user`. */
export const words = (name: string | null | undefined): string =>
  name ? name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase() : nothing;
