import { createContext, type ReactNode, useContext } from 'react';
import { type Problem, remedyOf } from '../api/problem.ts';

/**
 * What the shared components say themselves. The console speaks English; the portal gives them the words of the reader's
 * language.
 */
export interface UiWords {
  /** Stands behind the page's name in the tab. */
  readonly site: string;
  readonly cancel: string;
  readonly remove: string;
  readonly tryAgain: string;
  readonly traceId: (id: string) => string;
  readonly typeToConfirm: (name: string) => string;
  readonly problemTitle: (problem: Problem) => string;
  readonly problemMessage: (problem: Problem) => string;
  readonly remedy: (problem: Problem) => string;
  /** What is wrong with one field, as the server says it. */
  readonly fieldFault: (message: string) => string;
}

const english: UiWords = {
  site: 'Leeway',
  cancel: 'Cancel',
  remove: 'Delete',
  tryAgain: 'Try again',
  traceId: (id) => `Trace id ${id}`,
  typeToConfirm: (name) => `Type "${name}" to confirm`,
  problemTitle: ({ title }) => title,
  problemMessage: ({ message }) => message,
  remedy: remedyOf,
  fieldFault: (message) => message,
};

const Words = createContext(english);

export const useUiWords = (): UiWords => useContext(Words);

export const UiWordsProvider = ({
  words,
  children,
}: {
  readonly words: UiWords;
  readonly children: ReactNode;
}) => <Words.Provider value={words}>{children}</Words.Provider>;
