import type { Problem } from '../../api/problem.ts';
import type { UiWords } from '../../ui/words.tsx';
import type { Texts } from './en.ts';
import type { Language } from './languages.ts';

/** What the shared components say, in the reader's language. */

const unavailable = ['overloaded', 'databaseUnavailable', 'authorityUnavailable'];

const wordsOf = ({ problems }: Texts, { code }: Problem): readonly [string, string] => {
  if (unavailable.includes(code)) return problems.unavailable;
  return Object.hasOwn(problems, code) ? problems[code as keyof Texts['problems']] : problems.other;
};

/** The server says what is wrong in English: that is shown to who reads English, everybody else gets the kind of fault. */
export const uiWordsOf = (texts: Texts, language: Language, site: string): UiWords => {
  const { common } = texts;
  // What never reached the server is said by the page itself.
  const saysMore = ({ code, status }: Problem) =>
    code === 'validationFailed' && (language === 'en' || status === 0);
  return {
    site,
    cancel: common.cancel,
    remove: texts.users.removeButton,
    tryAgain: common.tryAgain,
    traceId: common.traceId,
    typeToConfirm: common.typeToConfirm,
    problemTitle: (problem) => wordsOf(texts, problem)[0],
    problemMessage: (problem) => (saysMore(problem) ? problem.message : wordsOf(texts, problem)[1]),
    remedy: (problem) => (saysMore(problem) ? wordsOf(texts, problem)[1] : ''),
    fieldFault: (message) => (language === 'en' ? message : texts.fieldFault),
  };
};
