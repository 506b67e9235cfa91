import { describe, expect, it } from 'vitest';
import { denialWindowMs, sharesRow } from './denial-window.ts';
import { admit } from './replay.ts';
import { activate, day0, entitlement, minute, one, termsOf, worldOf } from './testing/world.ts';

it('rule 16: denials within 60 s of the first share its row, the one after opens the next', () => {
  expect(denialWindowMs).toBe(minute);
  const at = [0, 1, 59_999, 60_000, 61_000].map((ms) => sharesRow(day0, day0 + ms));
  expect(at).toEqual([true, true, true, false, false]);
});

describe('rule 16: a denial', () => {
  it('rule 16: consumes nothing and carries the limits', () => {
    const world = worldOf(termsOf());
    one(world, activate('A'));
    const before = structuredClone(entitlement(world).seats);
    expect(one(world, activate('B'))).toMatchObject({
      outcome: 'denied',
      reasons: [{ code: 'seatLimitReached', detail: '1 of 1 seats are in use.' }],
      limits: { bought: 1n, hardCap: 1n, used: 1n, available: 0n, state: 'atHardCap' },
    });
    expect(entitlement(world).seats).toEqual(before);
  });

  it('rule 16: within a batch, the denials of one seat are one row that counts them exactly', () => {
    const world = worldOf(termsOf());
    one(world, activate('A'));
    const flood = ['B', 'C', 'B', 'B', 'C'].map((seatId) => activate(seatId));
    const [changes] = admit(world, flood, day0).changes;
    expect(changes?.log).toEqual([]);
    expect(changes?.denials).toMatchObject([
      { operation: 'activationDenied', seatId: 'B', attempts: 3, reasons: ['seatLimitReached'] },
      { operation: 'activationDenied', seatId: 'C', attempts: 2, reasons: ['seatLimitReached'] },
    ]);
  });
});
