import { createContext, useContext } from 'react';
import type { Texts } from './en.ts';
import type { Language, Spoken } from './languages.ts';
import type { Wording } from './wording.ts';

interface Speech extends Spoken {
  readonly speak: (language: Language) => void;
}

export const SpeechContext = createContext<Speech | null>(null);

/** Where the browser keeps which language was chosen. */
export const languageKey = 'leeway-portal-language';

/** The language in use, and the switch to another one. */
export const useSpeech = (): Speech => {
  const speech = useContext(SpeechContext);
  if (!speech) throw new Error('no language is chosen');
  return speech;
};

export const useTexts = (): Texts => useSpeech().texts;
export const useWording = (): Wording => useSpeech().wording;
