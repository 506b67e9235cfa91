/** Texts of the instants used last. Those of one batch share a few, and writing one costs ten times this look-up. */
const texts = new Map<number, string>();
const textsMax = 256;

/** ISO 8601 in UTC, of epoch milliseconds. */
export const instantText = (at: number): string => {
  const known = texts.get(at);
  if (known !== undefined) return known;
  if (texts.size >= textsMax) texts.clear();
  const text = new Date(at).toISOString();
  texts.set(at, text);
  return text;
};

export const instantTextOrNull = (at: number | null): string | null => (at === null ? null : instantText(at));
