/** Numbers and dates as the reader's locale writes them. Instants come as the API writes them (ISO 8601 in UTC). */

const number = new Intl.NumberFormat();
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

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
