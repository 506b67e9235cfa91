import type { QueryClient } from '@tanstack/react-query';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { type ReactNode, StrictMode, useEffect, useMemo, useState } from 'react';
import { ChartWordsProvider } from '../charts/words.tsx';
import { writeAs } from '../ui/format.ts';
import { UiProvider } from '../ui/provider.tsx';
import { UiWordsProvider } from '../ui/words.tsx';
import { type Branding, BrandingContext } from './branding/branding.ts';
import { portalTheme } from './branding/theme.ts';
import { useColors } from './branding/use-colors.ts';
import type { createPortalRouter } from './routes.tsx';
import { type Language, languageFor, type Spoken, speak } from './texts/languages.ts';
import { uiWordsOf } from './texts/ui-words.ts';
import { languageKey, SpeechContext } from './texts/use-texts.tsx';

interface PortalProps {
  readonly branding: Branding;
  /** The language it begins with. */
  readonly first: Spoken;
  readonly client: QueryClient;
  readonly router: ReturnType<typeof createPortalRouter>;
}

const Colored = ({ children }: { readonly children: ReactNode }) => {
  useColors();
  return children;
};

/** Language, colours and data around the pages. Another language shows all of them anew. */
export const Portal = ({ branding, first, client, router }: PortalProps) => {
  const [spoken, setSpoken] = useState(first);
  const { language, locale, texts } = spoken;
  const change = async (next: Language) => {
    localStorage.setItem(languageKey, next);
    setSpoken(await speak(next, languageFor(next, navigator.languages).locale));
  };
  // Before the pages are drawn, because they write figures at once.
  writeAs(locale);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const theme = useMemo(() => portalTheme(texts.common.close), [texts]);
  const site = texts.signIn.site(branding.tenant.name);
  return (
    <StrictMode>
      <BrandingContext value={branding}>
        <SpeechContext value={{ ...spoken, speak: (next) => void change(next) }}>
          <UiWordsProvider words={uiWordsOf(texts, language, site)}>
            <ChartWordsProvider words={texts.chart}>
              <UiProvider theme={theme}>
                <Colored>
                  <QueryClientProvider client={client}>
                    <RouterProvider router={router} />
                  </QueryClientProvider>
                </Colored>
              </UiProvider>
            </ChartWordsProvider>
          </UiWordsProvider>
        </SpeechContext>
      </BrandingContext>
    </StrictMode>
  );
};
