/** What a language needs to speak of figures: formats as the reader's locale writes them, plurals as the language has them. */

type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

export interface Wording {
  readonly number: (value: number) => string;
  /** `plural(2, { one: '# seat', other: '# seats' })`: `#` stands for the number. */
  readonly plural: (value: number, forms: PluralForms) => string;
  /** `ordinal(22, { one: '#st', two: '#nd', few: '#rd', other: '#th' })`. */
  readonly ordinal: (value: number, forms: PluralForms) => string;
  readonly date: (instant: string) => string;
  /** With its time; near days by their names, this year's without the year. */
  readonly dateTime: (instant: string) => string;
  /** The same, but the time only of today. */
  readonly day: (instant: string) => string;
  /** The month alone, with its year when it is not `now`'s. */
  readonly month: (instant: string, timeZone: string, now: number) => string;
  /** A time in hours, or in minutes when there are few. */
  readonly duration: (ms: number) => string;
}

const hourMs = 3_600_000;

const midnight = (at: Date): number => new Date(at).setHours(0, 0, 0, 0);

/** In the reader's calendar: 0 today, 1 tomorrow, -1 yesterday. */
const daysAway = (at: Date): number => Math.round((midnight(at) - midnight(new Date())) / (24 * hourMs));

const isThisYear = (at: Date): boolean => at.getFullYear() === new Date().getFullYear();

/** @param locale as the reader writes: `de-AT` */
export const wordingOf = (locale: string): Wording => {
  const format = new Intl.NumberFormat(locale);
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const dateFormat = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const dateTimeFormat = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const near = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const dayOf = { day: 'numeric', month: 'short' } as const;
  const thisYears = new Intl.DateTimeFormat(locale, dayOf);
  const thisYearsTime = new Intl.DateTimeFormat(locale, { ...dayOf, hour: 'numeric', minute: '2-digit' });
  const unit = (name: 'hour' | 'minute') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, maximumFractionDigits: 0 });
  const formsBy = (type: Intl.PluralRuleType) => {
    const rules = new Intl.PluralRules(locale, { type });
    return (value: number, forms: PluralForms) =>
      (forms[rules.select(value)] ?? forms.other).replaceAll('#', decimal.format(value));
  };
  return {
    number: (value) => format.format(value),
    plural: formsBy('cardinal'),
    ordinal: formsBy('ordinal'),
    date: (instant) => dateFormat.format(new Date(instant)),
    dateTime: (instant) => {
      const at = new Date(instant);
      const days = daysAway(at);
      if (Math.abs(days) <= 1) return `${near.format(days, 'day')}, ${time.format(at)}`;
      return (isThisYear(at) ? thisYearsTime : dateTimeFormat).format(at);
    },
    day: (instant) => {
      const at = new Date(instant);
      if (daysAway(at) === 0) return `${near.format(0, 'day')}, ${time.format(at)}`;
      return (isThisYear(at) ? thisYears : dateFormat).format(at);
    },
    month: (instant, timeZone, now) => {
      const year = new Intl.DateTimeFormat(locale, { timeZone, year: 'numeric' });
      const isSameYear = year.format(new Date(instant)) === year.format(now);
      const options = isSameYear ? {} : { year: 'numeric' as const };
      return new Intl.DateTimeFormat(locale, { timeZone, month: 'long', ...options }).format(
        new Date(instant),
      );
    },
    duration: (ms) =>
      ms > 0 && ms < hourMs
        ? unit('minute').format(Math.ceil(ms / 60_000))
        : unit('hour').format(Math.round(ms / hourMs)),
  };
};
