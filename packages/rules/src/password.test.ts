import { describe, expect, it } from 'vitest';
import { weakPassword } from './index.ts';

const lengths = { min: 12, max: 20 };
const names = ['Ann.Meier@example.com', 'ann meier the 1st'];
const fault = (password: string) => weakPassword(password, names, lengths);

describe('rule 42: a password', () => {
  it.each(['correct horse', 'ann.meier@example.co', 'żółtażółtaaa', 'abcdabcdabcd'])(
    'may be %s',
    (password) => {
      expect(fault(password)).toBeNull();
    },
  );

  it.each([
    ['elevenchars', /12 to 20/],
    ['', /12 to 20/],
    ['twenty-one characters', /12 to 20/],
    // Twelve UTF-16 units, but six characters.
    ['🐎🐎🐎🐄🐖🐓', /12 to 20/],
    ['ANN MEIER THE 1ST', /name or the e-mail/],
    ['abcabcabcabc', /4 different/],
  ])('may not be %j', (password, words) => {
    expect(fault(password)).toMatch(words);
  });

  it('may not be the address, in any case', () => {
    expect(weakPassword('ANN.MEIER@EXAMPLE.COM', names, { min: 12, max: 200 })).toMatch(/e-mail address/);
  });
});
