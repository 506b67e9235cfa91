import { MantineProvider, type MantineThemeOverride } from '@mantine/core';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import { Notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { theme as ownTheme } from './theme.ts';
import './tokens.css';

declare global {
  interface Window {
    /** Where libraries that add style elements look for the nonce of the page. */
    __webpack_nonce__?: string;
  }
}

/** The server gives every page a nonce; only style elements that carry it count. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
window.__webpack_nonce__ = nonce;

interface UiProviderProps {
  readonly theme?: MantineThemeOverride;
  readonly children: ReactNode;
}

/** Theme, colour scheme and notifications: around both applications. */
export const UiProvider = ({ theme = ownTheme, children }: UiProviderProps) => (
  <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
    <Notifications position="bottom-left" autoClose={6_000} />
    {children}
  </MantineProvider>
);
