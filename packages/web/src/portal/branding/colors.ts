import { contrastMin, contrastOf } from '../../ui/contrast.ts';

/**
 * The vendor's colours as values of the style sheet, so that every text stays readable in light and in dark: what a vendor
 * chose for a light page is not put on a dark one.
 */

type Scheme = 'light' | 'dark';
type Tokens = Readonly<Record<string, string>>;

/** What links stand on, as ui/tokens.css has it. */
const grounds: Readonly<Record<Scheme, readonly [page: string, surface: string]>> = {
  light: ['#f5f7fb', '#ffffff'],
  dark: ['#0d1117', '#12171f'],
};

const black = '#12171f';
const white = '#ffffff';

const isReadable = (text: string, ground: string): boolean => (contrastOf(text, ground) ?? 0) >= contrastMin;

/** The text as chosen when it can be read on the ground; otherwise black or white, whichever can. */
const readableOn = (ground: string, text: string | undefined): string => {
  if (text !== undefined && isReadable(text, ground)) return text;
  return (contrastOf(white, ground) ?? 0) >= (contrastOf(black, ground) ?? 0) ? white : black;
};

const parts = (color: string): number[] =>
  (color.slice(1).match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));

/** So much of one colour, the rest of the other. */
const mixed = (color: string, other: string, share: number): string => {
  const [one, two] = [parts(color), parts(other)];
  const hex = one.map((part, index) => Math.round(part * share + (two[index] ?? 0) * (1 - share)));
  return `#${hex.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
};

const shares = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0];

/** The colour as it is, or nearer to black or white by as much as it takes to be read on all grounds. */
const nearestReadable = (color: string, on: readonly string[], scheme: Scheme): string => {
  const towards = scheme === 'light' ? '#000000' : white;
  const tries = shares.map((share) => mixed(color, towards, share));
  return tries.find((each) => on.every((ground) => isReadable(each, ground))) ?? towards;
};

/** Names of a theme's values and of ours; those of the light page alone say so. */
const ofLight: readonly (readonly [key: string, token: string])[] = [
  ['page', '--lw-page'],
  ['surface', '--lw-surface'],
  ['text', '--lw-text'],
  ['textDim', '--lw-text-dim'],
];

/**
 * @param theme by name, with or without `--`, as the vendor's settings keep it
 * @param hexOf a colour of a style sheet as `#rrggbb`; null: it is none
 */
export const tokensOf = (
  theme: Readonly<Record<string, string>> | null,
  scheme: Scheme,
  hexOf: (color: string) => string | null,
): Tokens => {
  const chosen = (...names: readonly string[]): string | undefined => {
    const found = names.flatMap((name) => [theme?.[name], theme?.[`--${name}`]]).find(Boolean);
    return (found && hexOf(found)) || undefined;
  };
  const tokens: Record<string, string> = {};
  if (scheme === 'light') {
    for (const [key, token] of ofLight) {
      const color = chosen(key);
      if (color) tokens[token] = color;
    }
  }
  const accent = chosen('accent', 'portal-accent');
  if (accent) {
    tokens['--portal-accent'] = accent;
    tokens['--portal-accent-hover'] = mixed(accent, '#000000', 0.88);
    tokens['--portal-accent-text'] = readableOn(accent, chosen('accentText', 'portal-accent-text'));
  }
  const link = chosen('link') ?? accent;
  if (link) {
    const [page, surface] = grounds[scheme];
    const on = [tokens['--lw-page'] ?? page, tokens['--lw-surface'] ?? surface];
    tokens['--lw-link'] = nearestReadable(link, on, scheme);
  }
  const header = chosen('portal-header');
  if (header) {
    tokens['--portal-header'] = header;
    tokens['--portal-header-text'] = readableOn(header, chosen('portal-header-text'));
  }
  return tokens;
};
