import { describe, expect, it } from 'vitest';
import { errorCatalogue } from './index.ts';
import { contractOperations } from './testing/contract-document.ts';

const entries = Object.entries(errorCatalogue);

describe('rule 44: the error catalogue', () => {
  it.each(entries)('%s tells the caller what to do', (code, { title, remedy }) => {
    expect(code).toMatch(/^[a-z][A-Za-z]+$/);
    expect(title).toMatch(/^[A-Z].{3,}[^.]$/);
    expect(remedy).toMatch(/^[A-Z].{10,}\.$/);
  });

  it('says each thing once: no two codes share a title', () => {
    const titles = entries.map(([, { title }]) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('uses statuses of the contract, and 503 where a server sheds load', () => {
    const known = [...(contractOperations.get('createActivation')?.replies.keys() ?? [])];
    for (const [, { status }] of entries) expect([...known, 503]).toContain(status);
  });

  it('answers a business denial with 402, one code for each reason of rule 44', () => {
    const denials = entries.filter(([, { status }]) => status === 402).map(([code]) => code);
    expect(denials.sort()).toEqual([
      'credentialsRejected',
      'entitlementNotActive',
      'featureLimitReached',
      'ownCapReached',
      'seatLimitReached',
    ]);
  });
});
