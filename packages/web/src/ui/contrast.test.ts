import { describe, expect, it } from 'vitest';
import { contrastMin, contrastOf } from './contrast.ts';
import { accent, accentText, headerBack, headerText } from './portal-theme.ts';

describe('contrast', () => {
  it('is 21 between black and white, whichever stands first, and 1 of a colour with itself', () => {
    expect(contrastOf('#000000', '#fff')).toBeCloseTo(21);
    expect(contrastOf('#fff', '#000')).toBeCloseTo(21);
    expect(contrastOf('#1a54bf', '#1A54BF')).toBe(1);
  });

  it('is what WCAG gives for a grey that just passes on white, and one that just does not', () => {
    expect(contrastOf('#767676', '#ffffff')).toBeGreaterThanOrEqual(contrastMin);
    expect(contrastOf('#777777', '#ffffff')).toBeLessThan(contrastMin);
  });

  it('is not known of what is no colour', () => {
    expect(contrastOf('red', '#fff')).toBeNull();
    expect(contrastOf('#12345', '#fff')).toBeNull();
  });

  it('is enough for the colours the portal comes with', () => {
    expect(contrastOf(headerBack.byDefault, headerText.byDefault)).toBeGreaterThan(contrastMin);
    expect(contrastOf(accent.byDefault, accentText.byDefault)).toBeGreaterThan(contrastMin);
  });
});
