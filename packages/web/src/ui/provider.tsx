import { MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import { Notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { theme } from './theme.ts';
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

/** Theme, colour scheme and notifications: around both applications. */
export const UiProvider = ({ children }: { readonly children: ReactNode }) => (
  <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
    <Notifications position="bottom-right" autoClose={6_000} />
    {children}
  </MantineProvider>
);
