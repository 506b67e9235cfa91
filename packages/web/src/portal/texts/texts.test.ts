import { describe, expect, it } from 'vitest';
import { languageFor, languages, speak } from './languages.ts';

describe('the language of the portal', () => {
  it('is the one that was chosen, or the first the browser asks for and there is; figures as the reader writes', () => {
    expect(languageFor(null, ['fr-FR', 'de-AT', 'en'])).toEqual({ language: 'de', locale: 'de-AT' });
    expect(languageFor('es', ['de-AT', 'es-MX'])).toEqual({ language: 'es', locale: 'es-MX' });
    expect(languageFor('xx', ['fr'])).toEqual({ language: 'en', locale: 'en' });
  });

  it('has its own plurals and ordinals', async () => {
    const [en, de, es] = await Promise.all([
      speak('en', 'en-GB'),
      speak('de', 'de-DE'),
      speak('es', 'es-ES'),
    ]);
    expect(en.texts.seats.usedOf(103, 100)).toBe('103 of 100 seats');
    expect(en.texts.seats.usedOf(1, 1)).toBe('1 of 1 seat');
    expect(
      [1, 2, 3, 4, 11, 106, 1001].map((next) => en.texts.ownCap.denies(next, 2000).split(' ')[1]),
    ).toEqual(['1st', '2nd', '3rd', '4th', '11th', '106th', '1,001st']);
    expect(de.texts.seats.usedOf(1003, 1000)).toBe('1.003 von 1.000 Plätzen');
    expect(de.texts.banner.left(1, 120)).toBe('Noch 1 funktioniert bis zur Grenze von 120.');
    expect(es.texts.denials.summary(1, 2, 0)).toBe('una vez, 2 personas; 0 sin puesto después');
  });

  it('tells the month in the vendor’s time zone, and the year where it is another one', async () => {
    const { texts } = await speak('en', 'en-GB');
    const now = Date.parse('2026-11-22T08:00:00Z');
    const reaches = (at: string) => texts.capacity.reaches(at, 'Europe/Berlin', now, 120);
    expect(reaches('2026-11-30T23:00:00Z')).toBe('At this growth you reach the limit of 120 in December.');
    expect(reaches('2027-02-28T23:00:00Z')).toBe('At this growth you reach the limit of 120 in March 2027.');
  });

  it.each(Object.keys(languages) as (keyof typeof languages)[])(
    '%s says everything itself',
    async (language) => {
      const { texts } = await speak(language, language);
      const english = (await speak('en', 'en')).texts;
      const flat = (of: object): [string, unknown][] =>
        Object.entries(of).flatMap(([key, value]): [string, unknown][] =>
          typeof value === 'object'
            ? flat(value).map(([rest, text]) => [`${key}.${rest}`, text])
            : [[key, value]],
        );
      const same = new Map(flat(english));
      const copied = flat(texts).filter(
        ([key, text]) => typeof text === 'string' && text.length > 12 && same.get(key) === text,
      );
      expect(language === 'en' ? [] : copied).toEqual([]);
    },
  );
});
