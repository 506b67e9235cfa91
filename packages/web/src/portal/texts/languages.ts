import type { Texts } from './en.ts';
import { type Wording, wordingOf } from './wording.ts';

/** The languages of the portal. A file each, loaded when it is spoken. */

type MakeTexts = (wording: Wording) => Texts;

export const languages = {
  en: { name: 'English', load: async (): Promise<MakeTexts> => (await import('./en.ts')).en },
  de: { name: 'Deutsch', load: async (): Promise<MakeTexts> => (await import('./de.ts')).de },
  es: { name: 'Español', load: async (): Promise<MakeTexts> => (await import('./es.ts')).es },
} as const;

export type Language = keyof typeof languages;

const isLanguage = (tag: string): tag is Language => Object.hasOwn(languages, tag);
const languageOf = (locale: string): string => locale.toLowerCase().split('-')[0] ?? '';

/**
 * The language to speak and the locale to write figures in: what was chosen before, or the first of the browser's that
 * there is. A reader from Austria gets `de-AT`.
 */
export const languageFor = (
  chosen: string | null,
  browser: readonly string[],
): { readonly language: Language; readonly locale: string } => {
  const wanted = chosen !== null && isLanguage(chosen) ? chosen : null;
  const found = browser.map(languageOf).find(isLanguage) ?? 'en';
  const language = wanted ?? found;
  return { language, locale: browser.find((each) => languageOf(each) === language) ?? language };
};

export interface Spoken {
  readonly language: Language;
  readonly locale: string;
  readonly texts: Texts;
  readonly wording: Wording;
}

export const speak = async (language: Language, locale: string): Promise<Spoken> => {
  const wording = wordingOf(locale);
  return { language, locale, wording, texts: (await languages[language].load())(wording) };
};
