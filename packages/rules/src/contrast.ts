/** Whether text can be read on its ground: WCAG 2.2, contrast (minimum), 4.5 to 1 for text of ordinary size. */

/** Red, green and blue, 0 to 255 each. */
export type Rgb = readonly [number, number, number];

const contrastMin = 4.5;

const hexDigits = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i;
const rgbCall = /^rgb\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)$/i;
const hslCall =
  /^hsl\(\s*(\d{1,3}(?:\.\d+)?)(?:deg)?[\s,]+(\d{1,3}(?:\.\d+)?)%[\s,]+(\d{1,3}(?:\.\d+)?)%\s*\)$/i;

const fromHex = (text: string): Rgb => {
  const digits = text.slice(1);
  const long = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const part = (at: number) => Number.parseInt(long.slice(at, at + 2), 16);
  return [part(0), part(2), part(4)];
};

const fromHsl = (hue: number, saturation: number, lightness: number): Rgb => {
  const chroma = saturation * Math.min(lightness, 1 - lightness);
  const part = (offset: number) => {
    const step = (offset + hue / 30) % 12;
    return Math.round(255 * (lightness - chroma * Math.max(-1, Math.min(step - 3, 9 - step, 1))));
  };
  return [part(0), part(8), part(4)];
};

/** An opaque colour of a style sheet in hexadecimal, `rgb()` or `hsl()`; null: it is none, or not in these ways. */
export const colorFrom = (text: string): Rgb | null => {
  const trimmed = text.trim();
  if (hexDigits.test(trimmed)) return fromHex(trimmed);
  const rgb = rgbCall.exec(trimmed)?.slice(1).map(Number);
  if (rgb) return rgb.every((part) => part <= 255) ? (rgb as unknown as Rgb) : null;
  const [hue, saturation, lightness] = hslCall.exec(trimmed)?.slice(1).map(Number) ?? [];
  if (hue === undefined || saturation === undefined || lightness === undefined) return null;
  return saturation <= 100 && lightness <= 100 ? fromHsl(hue % 360, saturation / 100, lightness / 100) : null;
};

const luminance = (color: Rgb): number => {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
};

/** From 1 (the same) to 21 (black on white). */
export const contrastOf = (one: Rgb, other: Rgb): number => {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
};

/** The colours of the portal that a theme may set, as the product brings them. */
export const portalColors = {
  page: '#f5f7fb',
  surface: '#ffffff',
  text: '#1b2230',
  textDim: '#566074',
  accent: '#1a54bf',
  accentText: '#ffffff',
  link: '#1a54bf',
} as const;

export type PortalColor = keyof typeof portalColors;

/** What is written on what. */
const writtenOn: readonly (readonly [PortalColor, PortalColor])[] = [
  ['text', 'page'],
  ['text', 'surface'],
  ['textDim', 'page'],
  ['textDim', 'surface'],
  ['link', 'page'],
  ['link', 'surface'],
  ['accentText', 'accent'],
];

export interface ThemeFault {
  /** Of the theme's values, the one to change. */
  readonly key: string;
  readonly message: string;
}

/** A name with or without the two hyphens of a property of a style sheet. */
const named = (theme: Readonly<Record<string, string>>, color: PortalColor): [string, string] | null => {
  const key = [color, `--${color}`].find((name) => theme[name] !== undefined);
  return key === undefined ? null : [key, theme[key] ?? ''];
};

/** Why a theme is refused: a colour that cannot be checked, or text that cannot be read on its ground. Null: it is good. */
export const themeFault = (theme: Readonly<Record<string, string>>): ThemeFault | null => {
  const colors = new Map<PortalColor, { key: string | null; rgb: Rgb; text: string }>();
  for (const color of Object.keys(portalColors) as PortalColor[]) {
    const [key, text] = named(theme, color) ?? [null, portalColors[color]];
    const rgb = colorFrom(text);
    if (!rgb)
      return { key: key ?? color, message: 'must be an opaque colour, such as #1a54bf or rgb(26 84 191)' };
    colors.set(color, { key, rgb, text });
  }
  for (const [front, back] of writtenOn) {
    const [one, other] = [colors.get(front), colors.get(back)];
    if (!one || !other) continue;
    const key = one.key ?? other.key;
    const contrast = contrastOf(one.rgb, other.rgb);
    if (key === null || contrast >= contrastMin) continue;
    const ratio = Math.floor(contrast * 100) / 100;
    return {
      key,
      message: `makes ${front} ${one.text} on ${back} ${other.text} hard to read: contrast ${ratio} to 1, at least ${contrastMin} is needed`,
    };
  }
  return null;
};
