/** Money as the API has it: whole minor units of a currency (cents), shown as the reader's locale writes it. */

const formatOf = (currency: string): Intl.NumberFormat =>
  new Intl.NumberFormat(undefined, { style: 'currency', currency });

/** How many digits of the currency stand for minor units: 2 for EUR, 0 for JPY. */
export const minorDigits = (currency: string): number =>
  formatOf(currency).resolvedOptions().maximumFractionDigits ?? 2;

/** Exact also where the amount has more digits than a number of the language holds together with a fraction. */
export const formatMoney = (amount: number, currency: string): string => {
  const digits = minorDigits(currency);
  const format = formatOf(currency) as Intl.NumberFormat & { format(value: string): string };
  return format.format(`${amount}e-${digits}`);
};

/** A sum that is added to what was said before, with its sign. */
export const formatChange = (amount: number, currency: string): string =>
  amount > 0 ? `+${formatMoney(amount, currency)}` : formatMoney(amount, currency);
