import type { ActivityRow, EntitlementChanges, Seat } from '@leeway/rules';
import { describe, expect, it } from 'vitest';
import { changeStatements } from './write-changes.ts';

const at = Date.UTC(2026, 10, 23);
const leaseEnd = at + 3_600_000;

const seat = (name: string, over: Partial<Seat> = {}): Seat => ({
  activationId: `act_${name}`,
  seatId: name,
  seatName: `Seat ${name}`,
  activationMethod: 'activationCode',
  username: null,
  mode: 'online',
  activatedAt: at,
  lastLeaseAt: at,
  leaseEnd,
  counted: true,
  holdings: new Map(),
  ...over,
});

const row = (of: Seat, over: Partial<ActivityRow> = {}): ActivityRow => ({
  entitlementId: 'ent_1',
  at,
  sequence: 1n,
  operation: 'activate',
  activationId: of.activationId,
  seatId: of.seatId,
  seatsUsed: 1,
  bought: 10n,
  hardCap: null,
  overdraft: false,
  leaseEnd: of.leaseEnd,
  ipAddress: null,
  attempts: 1,
  reasons: null,
  featureKey: null,
  amount: null,
  featureUsed: null,
  featureBought: null,
  featureHardCap: null,
  seat: {
    seatName: of.seatName,
    mode: of.mode,
    activatedAt: of.activatedAt,
    method: null,
    releasedBy: null,
    isOverdraftSeat: false,
  },
  ...over,
});

const changed = (
  seats: readonly { readonly was: Seat | null; readonly is: Seat }[],
  log: readonly ActivityRow[],
): EntitlementChanges => ({
  entitlementId: 'ent_1',
  seatsUsed: seats.length,
  sequence: 9n,
  dueAt: leaseEnd,
  started: null,
  seats: new Map(seats.map((each) => [each.is.activationId, each])),
  usage: new Map(),
  told: null,
  log,
  events: [],
  closings: [],
  denials: [],
});

/** The values of each statement by its name. */
const valuesOf = (changes: readonly EntitlementChanges[]) =>
  Object.fromEntries(changeStatements('t', changes, []).map(({ name, values }) => [name, values]));

const a = seat('a');
const b = seat('b');
const isNew = (is: Seat) => ({ was: null, is });

/** Where the log's parameters are among its values: entitlement, instant, activation, seat, lease end, name, mode, start. */
const places = [1, 2, 5, 6, 11, 20, 21, 22];

describe('the lists of new seats', () => {
  it('are the lists of the log, where it tells of these seats and of nothing else', () => {
    const { insertActivations = [], insertLog = [] } = valuesOf([
      changed([isNew(a), isNew(b)], [row(a), row(b)]),
    ]);
    for (const place of places) expect(insertActivations).toContain(insertLog[place]);
    expect(insertLog[6]).toEqual(['a', 'b']);
    expect(insertLog[22]).toEqual([at, at]);
  });

  it.each<[string, EntitlementChanges]>([
    [
      'a seat was renewed too',
      changed([isNew(a), { was: b, is: b }], [row(a), row(b, { operation: 'refresh', seat: null })]),
    ],
    ['a seat was given up again', changed([isNew(a)], [row(b, { operation: 'deactivate' }), row(a)])],
    ['the log has another order', changed([isNew(a), isNew(b)], [row(b), row(a)])],
    ['a seat was taken earlier', changed([isNew(seat('a', { activatedAt: at - 1 }))], [row(a)])],
    ['its lease ends otherwise', changed([isNew(seat('a', { leaseEnd: leaseEnd + 1 }))], [row(a)])],
    ['its name is another', changed([isNew(seat('a', { seatName: null }))], [row(a)])],
    ['its mode is another', changed([isNew(seat('a', { mode: 'offline' }))], [row(a)])],
    ['it is of another entitlement', changed([isNew(a)], [row(a, { entitlementId: 'ent_2' })])],
  ])('are not where %s', (_, changes) => {
    const { insertActivations = [], insertLog = [] } = valuesOf([changes]);
    for (const place of places) expect(insertActivations).not.toContain(insertLog[place]);
    expect(insertLog[6]).toEqual(changes.log.map(({ seatId }) => seatId));
    expect(insertLog[1]).toEqual(changes.log.map(({ entitlementId }) => entitlementId));
    expect(insertLog[11]).toEqual(changes.log.map(() => leaseEnd));
  });

  it('keep the start of a seat and of its lease apart where they differ', () => {
    const moved = seat('a', { activatedAt: at - 1000 });
    const { updateActivations = [] } = valuesOf([changed([{ was: moved, is: moved }], [])]);
    expect(updateActivations.slice(8, 10)).toEqual([[at - 1000], [at]]);
  });
});
