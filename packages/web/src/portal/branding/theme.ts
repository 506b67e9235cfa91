import { createTheme, defaultVariantColorsResolver, mergeThemeOverrides } from '@mantine/core';
import { theme } from '../../ui/theme.ts';
import './portal.css';

/** Buttons in the vendor's colours; everything else as in the console. @param close what closes something, for those who hear it */
export const portalTheme = (close: string) =>
  mergeThemeOverrides(
    theme,
    createTheme({
      components: {
        Modal: { defaultProps: { closeButtonProps: { 'aria-label': close } } },
        Notification: { defaultProps: { closeButtonProps: { 'aria-label': close } } },
      },
      variantColorResolver: (input) => {
        const usual = defaultVariantColorsResolver(input);
        const isPrimary = input.color === undefined || input.color === input.theme.primaryColor;
        if (input.variant !== 'filled' || !isPrimary) return usual;
        return {
          ...usual,
          background: 'var(--portal-accent)',
          hover: 'var(--portal-accent-hover)',
          color: 'var(--portal-accent-text)',
        };
      },
    }),
  );
