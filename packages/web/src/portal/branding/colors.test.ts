import { describe, expect, it } from 'vitest';
import { contrastMin, contrastOf } from '../../ui/contrast.ts';
import { tokensOf } from './colors.ts';

const hexOf = (color: string) => (/^#[0-9a-f]{6}$/i.test(color) ? color.toLowerCase() : null);
const tokens = (theme: Record<string, string> | null, scheme: 'light' | 'dark') =>
  tokensOf(theme, scheme, hexOf);
const contrast = (one: string | undefined, other: string | undefined) =>
  contrastOf(one ?? '', other ?? '') ?? 0;

describe('the vendor’s colours', () => {
  it('are ours when nothing is chosen, or what is chosen is no colour', () => {
    expect(tokens(null, 'light')).toEqual({});
    expect(tokens({ accent: 'url(x)' }, 'dark')).toEqual({});
  });

  it('colour buttons, and links as far as they can be read, in light and in dark', () => {
    const theme = { accent: '#7a1f5c', accentText: '#ffffff' };
    expect(tokens(theme, 'light')).toMatchObject({ '--portal-accent': '#7a1f5c', '--lw-link': '#7a1f5c' });
    const dark = tokens(theme, 'dark');
    expect(dark['--portal-accent']).toBe('#7a1f5c');
    expect(dark['--lw-link']).not.toBe('#7a1f5c');
    for (const ground of ['#0d1117', '#12171f']) {
      expect(contrast(dark['--lw-link'], ground)).toBeGreaterThanOrEqual(contrastMin);
    }
  });

  it('a pale accent gets dark words on it, and darker links', () => {
    const light = tokens({ '--portal-accent': '#ffd54a', '--portal-accent-text': '#ffffff' }, 'light');
    expect(contrast(light['--portal-accent-text'], '#ffd54a')).toBeGreaterThanOrEqual(contrastMin);
    expect(contrast(light['--lw-link'], '#ffffff')).toBeGreaterThanOrEqual(contrastMin);
  });

  it('of a light page stay on the light page', () => {
    const theme = { page: '#fff8ee', text: '#30220f', 'portal-header': '#30220f' };
    expect(tokens(theme, 'light')).toMatchObject({ '--lw-page': '#fff8ee', '--lw-text': '#30220f' });
    expect(tokens(theme, 'dark')).toEqual({
      '--portal-header': '#30220f',
      '--portal-header-text': '#ffffff',
    });
  });
});
