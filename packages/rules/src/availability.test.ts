import { describe, expect, it } from 'vitest';
import { activationAt, availabilityOf } from './availability.ts';
import { limitsOf } from './overdraft.ts';
import { admit, snapshotsFor } from './replay.ts';
import {
  absolute,
  activate,
  checkout,
  day0,
  entitlement,
  featureOf,
  hour,
  none,
  one,
  settled,
  termsOf,
  worldOf,
} from './testing/world.ts';

const counter = featureOf('usageCount', 10n, absolute(2));
const busy = () => {
  const world = worldOf(termsOf({ seats: limitsOf(1n, none), features: [counter, featureOf('bool', 0n)] }));
  admit(world, [activate('A'), checkout('A', 'usageCount', 11n)], day0);
  return world;
};
const snapshotAt = (world: ReturnType<typeof busy>, now: number) =>
  snapshotsFor(world, [settled], now).get('e') ?? expect.fail('no entitlement');
const ask = (asked: Parameters<typeof availabilityOf>[1], now = day0) =>
  availabilityOf(snapshotAt(busy(), now), asked, now);

describe('rule 34: a dry run answers as a request would be answered', () => {
  it('rule 34: a seat: to its holder yes, to anyone else no, with the limits as they stand', () => {
    expect(ask({ kind: 'seat', seatId: 'A' })).toMatchObject({ granted: true, reasons: [] });
    for (const seatId of ['B', null])
      expect(ask({ kind: 'seat', seatId })).toMatchObject({
        granted: false,
        reasons: [{ code: 'seatLimitReached' }],
        limits: { used: 1n, available: 0n },
        retryAt: day0 + hour,
      });
    expect(ask({ kind: 'seat', seatId: null }, day0 + hour)).toMatchObject({
      granted: true,
      limits: { used: 0n },
    });
  });

  it('rule 34: an amount of a feature', () => {
    const usageCount = (amount: bigint) => ask({ kind: 'feature', featureKey: 'usageCount', amount });
    expect(usageCount(1n)).toMatchObject({ granted: true, limits: { used: 11n, state: 'overdraft' } });
    expect(usageCount(2n)).toMatchObject({ granted: false, reasons: [{ code: 'featureLimitReached' }] });
    expect(ask({ kind: 'feature', featureKey: 'bool', amount: 1n })).toMatchObject({
      granted: false,
      limits: null,
    });
    expect(ask({ kind: 'feature', featureKey: 'elementPool', amount: 1n })).toBeNull();
  });

  it('rule 34: it consumes and records nothing', () => {
    const world = busy();
    const before = { ...entitlement(world), seats: new Map(entitlement(world).seats) };
    availabilityOf(snapshotAt(world, day0 + hour), { kind: 'seat', seatId: 'B' }, day0 + hour);
    expect(entitlement(world)).toEqual(before);
  });
});

it('rule 14: an activation is shown as it stands at that instant, noticed or not', () => {
  const world = busy();
  expect(activationAt(snapshotAt(world, day0), 'a A', day0)).toMatchObject({ seat: { counted: true } });
  expect(activationAt(snapshotAt(world, day0 + hour), 'a A', day0 + hour)).toMatchObject({
    seat: { counted: false },
    limits: { used: 0n },
  });
  expect(activationAt(snapshotAt(world, day0), 'a B', day0)).toBeNull();
  expect(one(world, activate('B'), day0 + hour)).toMatchObject({ outcome: 'granted' });
});
