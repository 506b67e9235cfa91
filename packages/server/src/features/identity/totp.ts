import { createHash, randomBytes } from 'node:crypto';
import { recoveryCodesMax, wrongCodesMax } from '@leeway/contract';
import { Secret, TOTP } from 'otpauth';

/** Codes of a second factor: time-based ones (RFC 6238), and recovery codes for who has lost the telephone. */

/** What every authenticator app understands; some ignore whatever else they are told. */
const algorithm = 'SHA1';
const digits = 6;
const periodMs = 30_000;
/** Codes before and after the present one that count too: telephones go wrong, and people type slowly. */
const window = 1;
/** As long as the hash, which RFC 4226 recommends. */
const secretBytes = 20;

/** 16 characters of base32 are 80 bits: nobody tries them all, so a plain hash protects them. */
const recoveryCodeBytes = 10;
const recoveryCodeGroup = /.{4}(?=.)/g;

const pauseMaxMs = 3_600_000;

const totpOf = (secret: Uint8Array): TOTP =>
  new TOTP({
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
    algorithm,
    digits,
    period: periodMs / 1000,
  });

export const newSecret = (): Buffer => randomBytes(secretBytes);

export const secretText = (secret: Uint8Array): string => totpOf(secret).secret.base32;

/** What an authenticator app reads from a QR code. */
export const otpauthUri = (secret: Uint8Array, issuer: string, account: string): string => {
  const totp = totpOf(secret);
  // A colon separates the two.
  totp.issuer = issuer.replaceAll(':', ' ');
  totp.label = account;
  return totp.toString();
};

/** As people type a code: blanks and hyphens do not count, nor do capitals. */
const plain = (code: string): string => code.replace(/[\s-]/g, '').toLowerCase();

/** The half minute since 1970 that a code is of, when it is one of those that count now; else null. @param now epoch ms */
export const stepOf = (secret: Uint8Array, code: string, now: number): number | null => {
  const token = plain(code);
  if (!/^\d{6}$/.test(token)) return null;
  const delta = totpOf(secret).validate({ token, timestamp: now, window });
  return delta === null ? null : Math.floor(now / periodMs) + delta;
};

export const recoveryHash = (code: string): Buffer => createHash('sha256').update(plain(code)).digest();

export const newRecoveryCodes = (): string[] =>
  Array.from({ length: recoveryCodesMax }, () =>
    new Secret({ buffer: new Uint8Array(randomBytes(recoveryCodeBytes)).buffer }).base32
      .toLowerCase()
      .replace(recoveryCodeGroup, '$&-'),
  );

/**
 * How long nobody's code counts after so many wrong ones in a row, in milliseconds; 0: go on. Each wrong code of the six
 * digits has three chances in a million, so that who knows the password and keeps on guessing needs years.
 */
export const pauseAfter = (wrongCodes: number): number => {
  if (wrongCodes === 0 || wrongCodes % wrongCodesMax !== 0) return 0;
  return Math.min(60_000 * 2 ** (wrongCodes / wrongCodesMax - 1), pauseMaxMs);
};
