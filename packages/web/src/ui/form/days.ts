/** Days as `<input type="date">` writes them (YYYY-MM-DD), in the reader's time zone, and the instants they stand for. */

const two = (value: number): string => String(value).padStart(2, '0');

/** The day an instant of the API lies in; empty where there is none. */
export const dayOf = (instant: string | null | undefined): string => {
  if (!instant) return '';
  const date = new Date(instant);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** Null for no day. */
export const startOfDay = (day: string): string | null =>
  day === '' ? null : new Date(`${day}T00:00:00`).toISOString();

/** The last instant of a day, so that what ends with it holds all that day. Null for no day. */
export const endOfDay = (day: string): string | null =>
  day === '' ? null : new Date(`${day}T23:59:59.999`).toISOString();
