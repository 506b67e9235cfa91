import { describe, expect, it } from 'vitest';
import { newRecoveryCodes, newSecret, otpauthUri, pauseAfter, recoveryHash, stepOf } from './totp.ts';

/** The secret of RFC 6238's test vectors, whose last six digits are these. */
const secret = Buffer.from('12345678901234567890');
const vectors: readonly [seconds: number, code: string][] = [
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
];

describe('a code of an authenticator app', () => {
  it.each(vectors)('is that of RFC 6238 at second %d: %s', (seconds, code) => {
    const step = Math.floor(seconds / 30);
    expect(stepOf(secret, code, seconds * 1000)).toBe(step);
    // A step before and after, and not two.
    expect(stepOf(secret, code, (seconds + 30) * 1000)).toBe(step);
    expect(stepOf(secret, code, (seconds - 30) * 1000)).toBe(step);
    expect(stepOf(secret, code, (seconds + 60) * 1000)).toBeNull();
    expect(stepOf(secret, code, (seconds - 60) * 1000)).toBeNull();
  });

  it('may be typed as it is shown', () => {
    expect(stepOf(secret, ' 287 082', 59_000)).toBe(1);
  });

  it.each(['', '28708', '2870820', '28708a', '٢٨٧٠٨٢', '287082\n1'])('is six digits: not %j', (code) => {
    expect(stepOf(secret, code, 59_000)).toBeNull();
  });

  it('is told to the app with who it is for', () => {
    const uri = new URL(otpauthUri(secret, 'Leeway Acme: Zürich', 'ann@example.com'));
    expect(decodeURIComponent(uri.pathname)).toBe(
      '//totp/Leeway Acme  Zürich:ann@example.com'.slice(uri.host ? 6 : 0),
    );
    expect(uri.searchParams.get('secret')).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    expect(uri.searchParams.get('issuer')).toBe('Leeway Acme  Zürich');
  });

  it('has a secret of 160 bits of its own', () => {
    expect(newSecret()).toHaveLength(20);
    expect(newSecret().equals(newSecret())).toBe(false);
  });
});

describe('recovery codes', () => {
  it('are ten that nobody guesses, in groups that people can copy', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/);
  });

  it('may be typed in capitals and without hyphens', () => {
    expect(recoveryHash('ABCD EFGH-2345 ijkl')).toEqual(recoveryHash('abcd-efgh-2345-ijkl'));
    expect(recoveryHash('abcd-efgh-2345-ijkm')).not.toEqual(recoveryHash('abcd-efgh-2345-ijkl'));
  });
});

describe('wrong codes in a row', () => {
  it('make a user wait after every tenth, twice as long each time, up to an hour', () => {
    const minutes = [0, 1, 9, 10, 11, 20, 30, 70, 1_000_000].map((wrong) => pauseAfter(wrong) / 60_000);
    expect(minutes).toEqual([0, 0, 0, 1, 0, 2, 4, 60, 60]);
  });
});
