import { useComputedColorScheme } from '@mantine/core';
import { useLayoutEffect } from 'react';
import { useBranding } from './branding.ts';
import { tokensOf } from './colors.ts';

/** However a style sheet writes a colour, as `#rrggbb`: the browser knows. */
const hexOf = (color: string): string | null => {
  const picture = document.createElement('canvas').getContext('2d');
  if (!picture || !CSS.supports('color', color)) return null;
  picture.fillStyle = color;
  return /^#[0-9a-f]{6}$/.test(picture.fillStyle) ? picture.fillStyle : null;
};

/** Puts the vendor's colours on the page, those that fit the colour scheme. */
export const useColors = (): void => {
  const { theme } = useBranding();
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  useLayoutEffect(() => {
    const { style } = document.documentElement;
    const tokens = Object.entries(tokensOf(theme, scheme, hexOf));
    for (const [name, value] of tokens) style.setProperty(name, value);
    return () => {
      for (const [name] of tokens) style.removeProperty(name);
    };
  }, [theme, scheme]);
};
