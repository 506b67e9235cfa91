import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { sell } from '../../testing/sell.ts';

let leeway: Leeway;
beforeAll(async () => {
  leeway = await startLeeway();
});
afterAll(() => leeway.stop());

const minutes = (count: number) => count * 60_000;
const lease = { type: 'minute', count: 10 } as const;
const seatsUsed = async (sold: { entitlement(): Promise<{ seatsUsed: number }> }) =>
  (await sold.entitlement()).seatsUsed;

const activity = (entitlementId: string) =>
  leeway.database.query<{
    operation: string;
    at: Date;
    seat_id: string;
    seats_used: number;
    sequence: bigint;
  }>(
    'select operation, at, seat_id, seats_used, sequence from activity_log where entitlement_id = $1 order by sequence',
    [entitlementId],
  );

describe('rule 14, concurrent: an ended lease does not count', () => {
  it('from its instant on, whoever has noticed', async () => {
    const sold = await sell(leeway, { seatCount: 1, leasePeriod: lease });
    const a = await sold.activate('A');
    leeway.clock.advance(minutes(9));
    expect(await seatsUsed(sold)).toBe(1);
    expect((await sold.activate('B')).status).toBe(402);
    leeway.clock.advance(minutes(1) + 1000);
    expect(await seatsUsed(sold)).toBe(0);
    expect((await sold.activate('B')).status).toBe(201);
    const rows = await activity(sold.entitlementId);
    expect(rows.map((row) => [row.operation, row.seat_id, row.seats_used])).toEqual([
      ['activate', 'A', 1],
      ['activationDenied', 'B', 1],
      ['leaseExpired', 'A', 0],
      ['activate', 'B', 1],
    ]);
    expect(rows[2]?.at.toISOString()).toBe(a.body.leaseExpiry);
  });

  it('the owner comes back through the same admission, under the same activation', async () => {
    const sold = await sell(leeway, { seatCount: 1, leasePeriod: lease });
    const a = await sold.activate('A');
    leeway.clock.advance(minutes(11));
    expect((await sold.refresh(a.body.id)).body).toMatchObject({ id: a.body.id, limits: { used: 1 } });
    leeway.clock.advance(minutes(11));
    await sold.activate('B');
    const late = await sold.refresh(a.body.id);
    expect(late.status).toBe(402);
    expect(late.body.errorCode).toBe('seatLimitReached');
  });

  it('shows as leaseExpired in the list', async () => {
    const sold = await sell(leeway, { seatCount: 2, leasePeriod: lease });
    await sold.activate('A');
    leeway.clock.advance(minutes(11));
    await sold.activate('B');
    const list = await leeway.api('GET', `/api/v1/entitlements/${sold.entitlementId}/activations`);
    expect(list.body.items.map((item: { status: string }) => item.status)).toEqual([
      'leaseExpired',
      'active',
    ]);
  });

  it('needs no request to be recorded: the worker writes it with its own instant', async () => {
    const sold = await sell(leeway, { seatCount: 5, leasePeriod: lease, licenseType: 'perpetual' });
    const ends = [];
    for (const seat of ['A', 'B', 'C']) {
      ends.push((await sold.activate(seat)).body.leaseExpiry);
      leeway.clock.advance(1000);
    }
    leeway.clock.advance(minutes(15));
    await leeway.runStep('admission.settle');
    const ended = (await activity(sold.entitlementId)).filter((row) => row.operation === 'leaseExpired');
    expect(ended.map((row) => row.at.toISOString())).toEqual(ends);
    expect(ended.map((row) => row.seats_used)).toEqual([2, 1, 0]);
    await leeway.runStep('admission.settle');
    expect(
      (await activity(sold.entitlementId)).filter((row) => row.operation === 'leaseExpired'),
    ).toHaveLength(3);
    const [state] = await leeway.database.query<{ seats_used: number; due_at: Date | null }>(
      'select seats_used, due_at from entitlement_states where entitlement_id = $1',
      [sold.entitlementId],
    );
    expect(state).toEqual({ seats_used: 0, due_at: null });
  });
});

describe('rule 14, node-lock: a seat stays bound', () => {
  it('counts after its lease until it is released', async () => {
    const sold = await sell(leeway, { seatCount: 1, concurrencyMode: 'nodeLock', leasePeriod: lease });
    const a = await sold.activate('A');
    leeway.clock.advance(minutes(60));
    expect(await seatsUsed(sold)).toBe(1);
    expect((await sold.activate('B')).status).toBe(402);
    expect((await sold.refresh(a.body.id)).status).toBe(200);
    await sold.release(a.body.id);
    expect((await sold.activate('B')).status).toBe(201);
  });
});

describe('rule 15: a lease ends with the entitlement', () => {
  it('is the lease period, but never past expiry and grace; then further refreshes are denied', async () => {
    const sold = await sell(leeway, {
      leasePeriod: { type: 'day', count: 3 },
      licenseDuration: { type: 'day', count: 4 },
      gracePeriod: { type: 'day', count: 1 },
    });
    const { expiryDate } = await sold.entitlement();
    const bound = new Date(Date.parse(expiryDate) + 86_400_000).toISOString();
    const a = await sold.activate('A');
    expect(Date.parse(a.body.leaseExpiry)).toBeLessThan(Date.parse(bound));
    leeway.clock.advance(minutes(60 * 24 * 2.5));
    const refreshed = await sold.refresh(a.body.id);
    expect(refreshed.status).toBe(200);
    expect(refreshed.body.leaseExpiry).toBe(bound);
    const denied = await sold.refresh(a.body.id);
    expect(denied.status).toBe(402);
    expect(denied.body.errorCode).toBe('entitlementNotActive');
    // In its grace period it still works; after it, nothing does.
    leeway.clock.advance(minutes(60 * 24 * 2));
    const graced = await sold.activate('B');
    expect(graced.body).toMatchObject({ entitlementStatus: 'gracePeriod', leaseExpiry: bound });
    leeway.clock.advance(minutes(60 * 24));
    expect((await sold.activate('C')).body.errorCode).toBe('entitlementNotActive');
    expect(await seatsUsed(sold)).toBe(0);
  });

  it('may be one second', async () => {
    const sold = await sell(leeway, { seatCount: 1, leasePeriod: { type: 'second', count: 1 } });
    await sold.activate('A');
    leeway.clock.advance(1000);
    expect((await sold.activate('B')).status).toBe(201);
  });

  it('a perpetual entitlement without a lease period never ends', async () => {
    const sold = await sell(leeway, { licenseType: 'perpetual', leasePeriod: { type: 'none' } });
    expect((await sold.activate('A')).body.leaseExpiry).toBe('9999-12-31T23:59:59.999Z');
  });
});

describe('rule 24: start with the first activation', () => {
  it('starts the entitlement when the first seat is taken', async () => {
    const sold = await sell(leeway, {
      licenseStartType: 'activation',
      licenseDuration: { type: 'month', count: 1 },
    });
    expect(await sold.entitlement()).toMatchObject({
      status: 'created',
      activationDate: null,
      expiryDate: null,
    });
    const a = await sold.activate('A');
    expect(a.body.entitlementStatus).toBe('active');
    const started = await sold.entitlement();
    expect(started).toMatchObject({ status: 'active', activationDate: a.body.activated });
    expect(a.body.entitlementExpiryDate).toBe(started.expiryDate);
  });

  it('one that is started by hand denies seats until then', async () => {
    const sold = await sell(leeway, { licenseStartType: 'manualActivation' });
    expect((await sold.activate('A')).body.errorCode).toBe('entitlementNotActive');
  });
});
