import { describe, expect, it } from 'vitest';
import { colorFrom, contrastOf, portalColors, themeFault } from './contrast.ts';

describe('contrast', () => {
  it('is 21 for black on white, 1 for the same, and the same in both directions', () => {
    expect(contrastOf([0, 0, 0], [255, 255, 255])).toBe(21);
    expect(contrastOf([12, 34, 56], [12, 34, 56])).toBe(1);
    expect(contrastOf([255, 255, 255], [0, 0, 0])).toBe(21);
  });

  it('has the limit where WCAG has it: #767676 on white passes, #777777 does not', () => {
    expect(contrastOf([0x76, 0x76, 0x76], [255, 255, 255])).toBeGreaterThan(4.5);
    expect(contrastOf([0x77, 0x77, 0x77], [255, 255, 255])).toBeLessThan(4.5);
  });

  it.each([
    ['#fff', [255, 255, 255]],
    ['#1A54bf', [26, 84, 191]],
    [' rgb(1, 2, 3) ', [1, 2, 3]],
    ['rgb(1 2 3)', [1, 2, 3]],
    ['hsl(0 100% 50%)', [255, 0, 0]],
    ['hsl(120deg, 100%, 25%)', [0, 128, 0]],
    ['hsl(240 0% 50%)', [128, 128, 128]],
    ['rgb(256 0 0)', null],
    ['hsl(0 101% 0%)', null],
    ['#1234', null],
    ['rgb(1 2 3 / 50%)', null],
    ['var(--x)', null],
    ['red', null],
  ])('reads %s', (text, expected) => {
    expect(colorFrom(text)).toEqual(expected);
  });
});

describe('a theme', () => {
  it('of the product is good, and so is none', () => {
    expect(themeFault({})).toBeNull();
    expect(themeFault(portalColors)).toBeNull();
  });

  it('may hold what is no colour of ours', () => {
    expect(themeFault({ font: '"Inter", sans-serif', '--primary': 'yellow' })).toBeNull();
  });

  it('is held against the other colours, its own and the product’s', () => {
    expect(themeFault({ accent: '#ffe14d' })).toMatchObject({ key: 'accent' });
    expect(themeFault({ accent: '#ffe14d', accentText: '#000' })).toBeNull();
    expect(themeFault({ '--text': '#999' })).toEqual({
      key: '--text',
      message: 'makes text #999 on page #f5f7fb hard to read: contrast 2.65 to 1, at least 4.5 is needed',
    });
    expect(themeFault({ surface: '#111827' })).toMatchObject({ key: 'surface' });
    const dark = {
      page: '#0d1117',
      surface: '#12171f',
      text: '#e6eaf2',
      textDim: '#a3aec0',
      link: '#8fb4ff',
    };
    expect(themeFault(dark)).toBeNull();
  });

  it('must say its colours so that they can be checked', () => {
    expect(themeFault({ accent: 'var(--other)' })).toMatchObject({ key: 'accent' });
  });
});
