import { checkReply } from '@leeway/contract/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { sell } from '../../testing/sell.ts';

let leeway: Leeway;
beforeAll(async () => {
  leeway = await startLeeway();
});
afterAll(() => leeway.stop());

const statuses = (answers: readonly { status: number }[]) => answers.map((answer) => answer.status);
const inTurn = async <T>(items: readonly string[], work: (item: string) => Promise<T>): Promise<T[]> => {
  const done: T[] = [];
  for (const item of items) done.push(await work(item));
  return done;
};
const names = (count: number) => Array.from({ length: count }, (_, index) => `seat-${index + 1}`);

describe('the worked examples of section 3', () => {
  it('bought 1, absolute 1: A plain, B overdraft, C denied', async () => {
    const sold = await sell(leeway, { seatCount: 1, overdraft: { type: 'absolute', value: 1 } });
    const [a, b, c] = await inTurn(['A', 'B', 'C'], (seat) => sold.activate(seat));
    expect(a?.body.limits).toMatchObject({ used: 1, overdraftUsed: 0, available: 1, state: 'within' });
    expect(b?.body.limits).toMatchObject({ used: 2, overdraftUsed: 1, available: 0, state: 'atHardCap' });
    expect(c?.status).toBe(402);
    expect(c?.body).toMatchObject({ errorCode: 'seatLimitReached', limits: { used: 2, hardCap: 2 } });
    for (const answer of [a, b]) expect(checkReply('createActivation', 201, answer?.body)).toBeNull();
    expect(checkReply('createActivation', 402, c?.body)).toBeNull();
  });

  it('bought 2, percentage 50: 3 granted, 4th denied, overdraft used 1', async () => {
    const sold = await sell(leeway, { seatCount: 2, overdraft: { type: 'percentage', value: 50 } });
    const answers = await inTurn(names(4), (seat) => sold.activate(seat));
    expect(statuses(answers)).toEqual([201, 201, 201, 402]);
    expect(await sold.entitlement()).toMatchObject({ seatsUsed: 3, overdraftSeatsUsed: 1 });
  });

  it('bought 1, percentage 50: second denied, for floor gives 0', async () => {
    const sold = await sell(leeway, { seatCount: 1, overdraft: { type: 'percentage', value: 50 } });
    expect(statuses(await inTurn(names(2), (seat) => sold.activate(seat)))).toEqual([201, 402]);
    expect((await sold.entitlement()).overdraftSeatCount).toBe(0);
  });

  it('bought 100, percentage 20: 120 granted, the 121st denied, utilisation 120', async () => {
    const sold = await sell(leeway, { seatCount: 100, overdraft: { type: 'percentage', value: 20 } });
    const answers = await Promise.all(names(120).map((seat) => sold.activate(seat)));
    expect(new Set(statuses(answers))).toEqual(new Set([201]));
    expect((await sold.activate('one too many')).status).toBe(402);
    expect(await sold.entitlement()).toMatchObject({
      seatsUsed: 120,
      overdraftSeatsUsed: 20,
      overdraftSeatCount: 20,
      seatsAvailable: 0,
      seatUtilizationRate: 120,
    });
  });

  it('bought 3, unlimited: all granted, available null, overdraft used 7', async () => {
    const sold = await sell(leeway, { seatCount: 3, overdraft: { type: 'unlimited' } });
    const answers = await inTurn(names(10), (seat) => sold.activate(seat));
    expect(answers[9]?.body.limits).toMatchObject({ hardCap: null, available: null, state: 'overdraft' });
    expect(await sold.entitlement()).toMatchObject({ seatsAvailable: null, overdraftSeatsUsed: 7 });
  });

  it('bought 3, none: 4th denied, overdraftSeatsUsed null', async () => {
    const sold = await sell(leeway, { seatCount: 3 });
    expect(statuses(await inTurn(names(4), (seat) => sold.activate(seat)))).toEqual([201, 201, 201, 402]);
    expect((await sold.entitlement()).overdraftSeatsUsed).toBeNull();
  });

  it('bought 1, absolute 1: A, B, then A released: B is a bought seat', async () => {
    const sold = await sell(leeway, { seatCount: 1, overdraft: { type: 'absolute', value: 1 } });
    const a = await sold.activate('A');
    const b = await sold.activate('B');
    expect((await sold.release(a.body.id)).status).toBe(204);
    expect((await sold.refresh(b.body.id)).body.limits).toMatchObject({ used: 1, overdraftUsed: 0 });
  });
});

describe('a seat', () => {
  it('rule 11: names every failing reason, and tells an expired entitlement behind a full one', async () => {
    const sold = await sell(leeway, { seatCount: 1, licenseDuration: { type: 'day', count: 1 } });
    await sold.activate('A');
    await leeway.database.transaction(leeway.author, (tx) =>
      tx.query(
        `update entitlement_states set expiry_date = now() - interval '1 minute', due_at = null
         where entitlement_id = $1`,
        [sold.entitlementId],
      ),
    );
    const denied = await sold.activate('B');
    expect(denied.status).toBe(402);
    expect(denied.body.errorCode).toBe('entitlementNotActive');
    expect(denied.body.reasons.map((reason: { code: string }) => reason.code)).toEqual([
      'entitlementNotActive',
      'seatLimitReached',
    ]);
  });

  it('rule 11: an unknown code is denied as credentials', async () => {
    const sold = await sell(leeway);
    const denied = await sold.activate('A', {
      activationCredentials: { type: 'activationCode', code: 'WRONG-CODE' },
    });
    expect(denied.status).toBe(402);
    expect(denied.body.errorCode).toBe('credentialsRejected');
    expect(checkReply('createActivation', 402, denied.body)).toBeNull();
  });

  it('rule 12: fifty concurrent calls for one seat are one seat and one activation', async () => {
    const sold = await sell(leeway, { seatCount: 1 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => sold.activate('same')));
    expect(new Set(statuses(answers))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect((await sold.entitlement()).seatsUsed).toBe(1);
  });

  it('rule 12: a holder is never refused because the licence is full', async () => {
    const sold = await sell(leeway, { seatCount: 1 });
    const first = await sold.activate('A');
    await sold.activate('B');
    const again = await sold.activate('A');
    expect(again.status).toBe(201);
    expect(again.body.id).toBe(first.body.id);
  });

  it('rule 13: 300 concurrent seats for a cap of 120 are exactly 120, and the log explains every step', async () => {
    const sold = await sell(leeway, { seatCount: 100, overdraft: { type: 'percentage', value: 20 } });
    const answers = await Promise.all(names(300).map((seat) => sold.activate(seat)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(120);
    expect(answers.filter(({ status }) => status === 402)).toHaveLength(180);
    const log = await sold.log();
    const granted = log.filter((row) => row.operation === 'activate').reverse();
    expect(granted.map((row) => row.seatsUsed)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1));
    expect(granted.map((row) => row.overdraft)).toEqual(granted.map((row) => row.seatsUsed > 100));
    expect(log.filter((row) => row.operation === 'activationDenied')).toHaveLength(180);
  });

  it('rule 16: repeated denials of a seat within 60 s share one row that counts them exactly', async () => {
    const sold = await sell(leeway, { seatCount: 1 });
    await sold.activate('A');
    await Promise.all(Array.from({ length: 25 }, () => sold.activate('B')));
    await Promise.all(Array.from({ length: 5 }, () => sold.activate('B')));
    await sold.activate('C');
    const denied = (await sold.log()).filter((row) => row.operation === 'activationDenied');
    expect(denied.map((row) => [row.seatId, row.attempts]).sort()).toEqual([
      ['B', 30],
      ['C', 1],
    ]);
    leeway.clock.advance(60_000);
    await sold.activate('B');
    const later = (await sold.log()).filter((row) => row.operation === 'activationDenied');
    expect(later.map((row) => [row.seatId, row.attempts]).sort()).toEqual([
      ['B', 1],
      ['B', 30],
      ['C', 1],
    ]);
  });

  it('rule 17: a released seat is free at once and gone', async () => {
    const sold = await sell(leeway, { seatCount: 1 });
    const a = await sold.activate('A');
    expect((await sold.release(a.body.id)).status).toBe(204);
    const gone = await leeway.api('GET', `/api/v1/entitlements/activations/${a.body.id}`);
    expect(gone.status).toBe(404);
    expect((await sold.activate('B')).status).toBe(201);
    expect((await sold.log()).map((row) => row.operation)).toEqual(['activate', 'deactivate', 'activate']);
  });

  it('rule 33: state and figures are true in overdraft, retryAt is the earliest lease end', async () => {
    const sold = await sell(leeway, { seatCount: 1, overdraft: { type: 'absolute', value: 1 } });
    const a = await sold.activate('A');
    leeway.clock.advance(60_000);
    await sold.activate('B');
    const denied = await sold.activate('C');
    expect(denied.body.limits).toEqual({
      bought: 1,
      allowance: 1,
      hardCap: 2,
      used: 2,
      overdraftUsed: 1,
      available: 0,
      state: 'atHardCap',
    });
    expect(denied.body.retryAt).toBe(a.body.leaseExpiry);
  });

  it('rule 34: the dry run answers as the request would be answered, and leaves nothing behind', async () => {
    const sold = await sell(leeway, { seatCount: 1 });
    const path = `/api/v1/entitlements/${sold.entitlementId}/availability`;
    const free = await leeway.api('GET', path);
    expect(free.body).toMatchObject({ granted: true, reasons: [], limits: { used: 0, available: 1 } });
    expect(checkReply('getAvailability', 200, free.body)).toBeNull();
    await sold.activate('A');
    const full = await leeway.api('GET', `${path}?seatId=B`);
    expect(full.body.granted).toBe(false);
    expect(full.body.reasons[0].code).toBe('seatLimitReached');
    expect((await leeway.api('GET', `${path}?seatId=A`)).body.granted).toBe(true);
    expect(await sold.log()).toHaveLength(1);
  });

  it('rule 28: is logged with the address of who asked, told by a proxy on this machine', async () => {
    const sold = await sell(leeway);
    const body = {
      productId: sold.productId,
      activationCredentials: { type: 'activationCode', code: sold.code },
      seatId: 'A',
    };
    const path = '/api/v1/entitlements/activations';
    await leeway.api('POST', path, body, { 'x-forwarded-for': '203.0.113.7' });
    await leeway.api('POST', path, { ...body, seatId: 'B' });
    const addresses = (await sold.log()).map((row) => row.location.ipAddress);
    expect(addresses).toEqual(['127.0.0.1', '203.0.113.7']);
  });

  it('is shown in the list and by its id', async () => {
    const sold = await sell(leeway, { seatCount: 3 });
    const answers = await inTurn(names(3), (seat) => sold.activate(seat, { seatName: 'desk' }));
    const list = await leeway.api('GET', `/api/v1/entitlements/${sold.entitlementId}/activations?pageSize=2`);
    expect(list.body).toMatchObject({ elementsTotal: 3, pageSize: 2, pageNumber: 1 });
    expect(checkReply('listEntitlementActivations', 200, list.body)).toBeNull();
    const one = await leeway.api(
      'GET',
      `/api/v1/entitlements/${sold.entitlementId}/activations?seatId=seat-2`,
    );
    expect(one.body.items.map((item: { id: string }) => item.id)).toEqual([answers[1]?.body.id]);
    const got = await leeway.api('GET', `/api/v1/entitlements/activations/${answers[1]?.body.id}`);
    expect(got.body).toMatchObject({ seatId: 'seat-2', seatName: 'desk', limits: { used: 3 } });
    expect(checkReply('getActivation', 200, got.body)).toBeNull();
    const log = await leeway.api('GET', `/api/v1/entitlements/${sold.entitlementId}/activations-log`);
    expect(checkReply('listEntitlementActivationLog', 200, log.body)).toBeNull();
  });
});

describe('credentials', () => {
  it('accepts the code at the top of the body, as older clients send it', async () => {
    const sold = await sell(leeway);
    const answer = await leeway.api('POST', '/api/v1/entitlements/activations', {
      productId: sold.productId,
      activationCode: sold.code,
      seatId: 'old client',
    });
    expect(answer.status).toBe(201);
  });

  it('a removed code stops opening the entitlement at once, although it was remembered', async () => {
    const sold = await sell(leeway);
    await leeway.api('PATCH', `/api/v1/entitlements/groups/${sold.groupId}/activation-codes/add`, {
      activationCodes: ['SECOND-CODE'],
    });
    const withSecond = { activationCredentials: { type: 'activationCode', code: 'SECOND-CODE' } };
    expect((await sold.activate('A', withSecond)).status).toBe(201);
    await leeway.api('PATCH', `/api/v1/entitlements/groups/${sold.groupId}/activation-codes/remove`, {
      activationCodes: ['SECOND-CODE'],
    });
    expect((await sold.activate('B', withSecond)).body.errorCode).toBe('credentialsRejected');
  });

  it('of several entitlements behind one code, takes a bought seat before an overdraft seat', async () => {
    const sold = await sell(leeway, { seatCount: 1, overdraft: { type: 'absolute', value: 5 } });
    await leeway.api('POST', `/api/v1/entitlements/groups/${sold.groupId}/extend`, { skus: [sold.sku] });
    const answers = await inTurn(['A', 'B', 'C'], (seat) => sold.activate(seat));
    const used = answers.map((answer) => answer.body.entitlementId);
    expect(used[0]).toBe(sold.entitlementId);
    expect(used[1]).not.toBe(sold.entitlementId);
    expect(used[2]).toBe(sold.entitlementId);
    expect((await sold.activate('B')).body.id).toBe(answers[1]?.body.id);
  });
});

describe('changes of the limits and the catalogue', () => {
  it('an edited seat count holds for the next request', async () => {
    const sold = await sell(leeway, { seatCount: 1 });
    await sold.activate('A');
    expect((await sold.activate('B')).status).toBe(402);
    await leeway.api('PATCH', `/api/v1/entitlements/${sold.entitlementId}`, { seatCount: 2 });
    expect((await sold.activate('B')).status).toBe(201);
  });

  it('a feature added to the product shows in the next answer (rule 8)', async () => {
    const sold = await sell(leeway);
    expect((await sold.activate('A')).body.features).toEqual([]);
    await leeway.api('POST', `/api/v1/products/${sold.productId}/features`, {
      key: 'export',
      type: 'usageCount',
      value: 5,
    });
    expect((await sold.activate('A')).body.features).toMatchObject([
      { key: 'export', active: 0, available: 5, total: 5 },
    ]);
  });

  it('rule 10: after a forced edit nobody is cut off, nobody new comes in, refreshes free seats', async () => {
    const sold = await sell(leeway, { seatCount: 3 });
    const [a, b, c] = await inTurn(['A', 'B', 'C'], (seat) => sold.activate(seat));
    const path = `/api/v1/entitlements/${sold.entitlementId}`;
    const refused = await leeway.api('PATCH', path, { seatCount: 2 });
    expect(refused.status).toBe(409);
    expect(refused.body.errorCode).toBe('seatCountBelowUsage');
    expect((await leeway.api('PATCH', `${path}?forceSeatCount=true`, { seatCount: 2 })).status).toBe(204);
    expect((await sold.entitlement()).seatsUsed).toBe(3);
    expect((await sold.activate('D')).status).toBe(402);
    // A holder keeps the seat, but its lease is not extended.
    expect((await sold.activate('A')).body.leaseExpiry).toBe(a?.body.leaseExpiry);
    const freed = await sold.refresh(c?.body.id);
    expect(freed.status).toBe(402);
    expect(freed.body.errorCode).toBe('seatLimitReached');
    expect((await sold.entitlement()).seatsUsed).toBe(2);
    expect((await sold.refresh(b?.body.id)).status).toBe(200);
  });
});
