/** The languages that mails to customers are written in. */

const languages = ['en', 'de', 'es'] as const;
export type MailLanguage = (typeof languages)[number];

const isKnown = (tag: string): tag is MailLanguage => languages.some((language) => language === tag);

/** The first that is asked for and known; English where none is. @param header `Accept-Language` */
export const mailLanguageOf = (header: string | undefined): MailLanguage => {
  const asked = (header ?? '').split(',').map((part, index) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const weight = parameters.find((each) => each.trim().startsWith('q='))?.split('=')[1];
    return { language: tag.split('-')[0] ?? '', weight: weight === undefined ? 1 : Number(weight), index };
  });
  const best = asked
    .filter(({ language, weight }) => isKnown(language) && weight > 0)
    .sort((a, b) => b.weight - a.weight || a.index - b.index)[0]?.language;
  return best !== undefined && isKnown(best) ? best : 'en';
};
