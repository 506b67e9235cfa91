/** How well a text can be read, by WCAG 2.2: from 1 (not at all) to 21 (black on white). */

/** WCAG AA asks so much of texts of ordinary size. */
export const contrastMin = 4.5;

/** `#1a54bf` or `#15b` as its three parts, 0 to 255; null for anything else. */
const partsOf = (color: string): number[] | null => {
  const [, hex] = /^#([0-9a-f]{6}|[0-9a-f]{3})$/i.exec(color.trim()) ?? [];
  if (!hex) return null;
  const pairs = hex.length === 3 ? [...hex].map((digit) => digit + digit) : (hex.match(/../g) ?? []);
  return pairs.map((pair) => Number.parseInt(pair, 16));
};

const linear = (part: number): number => {
  const share = part / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};

const luminance = ([red = 0, green = 0, blue = 0]: readonly number[]): number =>
  0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);

/** Null when one of the two is no colour written with #. */
export const contrastOf = (one: string, other: string): number | null => {
  const [a, b] = [partsOf(one), partsOf(other)];
  if (!a || !b) return null;
  const [bright = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (bright + 0.05) / (dark + 0.05);
};
