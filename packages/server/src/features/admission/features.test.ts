import { checkReply } from '@leeway/contract/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { sell } from '../../testing/sell.ts';

let leeway: Leeway;
beforeAll(async () => {
  leeway = await startLeeway();
});
afterAll(() => leeway.stop());

const withFeatures = () =>
  sell(leeway, {
    usageResetSchedule: 'monthly',
    features: [
      { key: 'renders', type: 'usageCount', value: 100, overdraftLimit: { type: 'absolute', value: 10 } },
      { key: 'cores', type: 'elementPool', value: 10, overdraftLimit: { type: 'percentage', value: 20 } },
      { key: 'export', type: 'bool', value: 1 },
      { key: 'import', type: 'bool', value: 0 },
      { key: 'tokens', type: 'usageCount', value: null },
    ],
  });

describe('metered features', () => {
  it('usageCount 100, absolute 10: 105 granted with overdraft 5, then 6 denied whole', async () => {
    const sold = await withFeatures();
    const { id } = (await sold.activate('A')).body;
    const first = await sold.checkout(id, 'renders', 105);
    expect(first.status).toBe(200);
    expect(checkReply('checkoutFeature', 200, first.body)).toBeNull();
    expect(first.body).toMatchObject({ active: 105, available: 5, total: 110, limits: { overdraftUsed: 5 } });
    const second = await sold.checkout(id, 'renders', 6);
    expect(second.status).toBe(402);
    expect(checkReply('checkoutFeature', 402, second.body)).toBeNull();
    expect(second.body).toMatchObject({ errorCode: 'featureLimitReached', limits: { used: 105 } });
    expect((await sold.checkout(id, 'renders', 5)).body.limits.state).toBe('atHardCap');
  });

  it('rule 18: a usage count cannot be returned', async () => {
    const sold = await withFeatures();
    const { id } = (await sold.activate('A')).body;
    await sold.checkout(id, 'renders', 5);
    expect((await sold.giveBack(id, 'renders', 1)).status).toBe(409);
  });

  it('elementPool 10, percentage 20: 12 granted, 3 returned leave 9, 3 granted', async () => {
    const sold = await withFeatures();
    const { id } = (await sold.activate('A')).body;
    expect((await sold.checkout(id, 'cores', 12)).body).toMatchObject({ active: 12, available: 0 });
    const returned = await sold.giveBack(id, 'cores', 3);
    expect(returned.body).toMatchObject({ active: 9, limits: { used: 9 } });
    expect(checkReply('returnFeature', 200, returned.body)).toBeNull();
    expect((await sold.checkout(id, 'cores', 3)).status).toBe(200);
  });

  it('rule 19: one pool for all seats, and never more back than this seat holds', async () => {
    const sold = await withFeatures();
    const a = (await sold.activate('A')).body.id;
    const b = (await sold.activate('B')).body.id;
    await sold.checkout(a, 'cores', 8);
    expect((await sold.checkout(b, 'cores', 5)).status).toBe(402);
    await sold.checkout(b, 'cores', 2);
    const tooMuch = await sold.giveBack(b, 'cores', 3);
    expect(tooMuch.status).toBe(409);
    expect(tooMuch.body.detail).toContain('holds 2');
  });

  it('rule 17: release and expiry return all that a seat holds', async () => {
    const sold = await withFeatures();
    const a = (await sold.activate('A')).body.id;
    await sold.checkout(a, 'cores', 12);
    await sold.release(a);
    const b = (await sold.activate('B')).body.id;
    expect((await sold.checkout(b, 'cores', 12)).status).toBe(200);
    leeway.clock.advance(2 * 3_600_000);
    const features = (await sold.entitlement('features')).features as { key: string; used: number }[];
    expect(features.find((feature) => feature.key === 'cores')?.used).toBe(0);
    const c = (await sold.activate('C')).body.id;
    expect((await sold.checkout(c, 'cores', 12)).status).toBe(200);
  });

  it('a seat whose lease has ended takes nothing', async () => {
    const sold = await withFeatures();
    const a = (await sold.activate('A')).body.id;
    leeway.clock.advance(2 * 3_600_000);
    expect((await sold.checkout(a, 'cores', 1)).status).toBe(409);
  });

  it('rule 20: a bool feature is on or off; its use is recorded', async () => {
    const sold = await withFeatures();
    const { id } = (await sold.activate('A')).body;
    const on = await sold.checkout(id, 'export', 1);
    expect(on.status).toBe(200);
    expect(checkReply('checkoutFeature', 200, on.body)).toBeNull();
    expect((await sold.checkout(id, 'import', 1)).body.errorCode).toBe('featureLimitReached');
    expect((await sold.log()).map((row) => row.operation)).toEqual([
      'featureCheckoutDenied',
      'featureUsage',
      'activate',
    ]);
  });

  it('rule 3: a feature without a value is unlimited', async () => {
    const sold = await withFeatures();
    const { id } = (await sold.activate('A')).body;
    const huge = await leeway.api(
      'PATCH',
      `/api/v1/entitlements/activations/${id}/features/checkout`,
      '{"key":"tokens","amount":9007199254740993}',
    );
    expect(huge.status).toBe(200);
    const [row] = await leeway.database.query<{ used: bigint }>(
      'select used from feature_usage where entitlement_id = $1',
      [sold.entitlementId],
    );
    expect(row?.used).toBe(9007199254740993n);
  });

  it('rule 21: forty concurrent checkouts of 5 from 110 are exactly 22', async () => {
    const sold = await withFeatures();
    const { id } = (await sold.activate('A')).body;
    const answers = await Promise.all(Array.from({ length: 40 }, () => sold.checkout(id, 'renders', 5)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(22);
    expect(answers.filter(({ status }) => status === 402)).toHaveLength(18);
    // Rule 16 holds for features too: one row, every attempt counted.
    const denied = (await sold.log()).filter((row) => row.operation === 'featureCheckoutDenied');
    expect(denied.map((row) => row.attempts)).toEqual([18]);
  });

  it('is asked for by the first version’s paths too, and an unknown key is named', async () => {
    const sold = await withFeatures();
    const { id } = (await sold.activate('A')).body;
    const path = `/api/v1/entitlements/activations/${id}`;
    expect((await leeway.api('PATCH', `${path}/checkout`, { key: 'cores', amount: 2 })).status).toBe(200);
    expect((await leeway.api('PATCH', `${path}/return`, { key: 'cores', amount: 2 })).status).toBe(200);
    const unknown = await sold.checkout(id, 'nothing', 1);
    expect(unknown.status).toBe(422);
    expect(unknown.body.validationErrors[0].propertyName).toBe('key');
  });

  it('rule 34: the dry run of an amount', async () => {
    const sold = await withFeatures();
    const path = `/api/v1/entitlements/${sold.entitlementId}/availability`;
    expect((await leeway.api('GET', `${path}?key=renders&amount=110`)).body.granted).toBe(true);
    const over = await leeway.api('GET', `${path}?key=renders&amount=111`);
    expect(over.body).toMatchObject({ granted: false, reasons: [{ code: 'featureLimitReached' }] });
    expect((await leeway.api('GET', `${path}?key=nothing`)).status).toBe(422);
  });
});

describe('rule 21: an idempotency key', () => {
  it('gives the first answer again, counting once, also when both come at the same time', async () => {
    const sold = await withFeatures();
    const { id } = (await sold.activate('A')).body;
    const headers = { 'idempotency-key': 'job-1' };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => sold.checkout(id, 'renders', 7, headers)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect((await sold.checkout(id, 'renders', 1)).body.active).toBe(8);
    const again = await sold.checkout(id, 'renders', 7, headers);
    expect(again.body).toEqual(answers[0]?.body);
    expect(checkReply('checkoutFeature', 200, again.body)).toBeNull();
  });

  it('gives a denial again too, though there would be room by now', async () => {
    const sold = await withFeatures();
    const { id } = (await sold.activate('A')).body;
    await sold.checkout(id, 'cores', 12);
    const headers = { 'idempotency-key': 'job-2' };
    const denied = await sold.checkout(id, 'cores', 1, headers);
    await sold.giveBack(id, 'cores', 12);
    const again = await sold.checkout(id, 'cores', 1, headers);
    expect(again.status).toBe(402);
    expect(again.body).toEqual(denied.body);
    expect(again.headers.get('content-type')).toContain('application/problem+json');
  });

  it('is forgotten after its hours, whether or not anything has been cleaned up', async () => {
    const sold = await withFeatures();
    const { id } = (await sold.activate('A')).body;
    const headers = { 'idempotency-key': 'job-4' };
    await sold.checkout(id, 'renders', 1, headers);
    leeway.clock.advance(24 * 3_600_000);
    const back = (await sold.activate('A')).body.id;
    expect((await sold.checkout(back, 'renders', 1, headers)).body.active).toBe(2);
  });

  it('is refused for another request', async () => {
    const sold = await withFeatures();
    const { id } = (await sold.activate('A')).body;
    const headers = { 'idempotency-key': 'job-3' };
    await sold.checkout(id, 'renders', 1, headers);
    const other = await sold.checkout(id, 'renders', 2, headers);
    expect(other.status).toBe(422);
    expect(other.body.errorCode).toBe('idempotencyKeyReused');
  });
});

describe('rules 18 and 22: monthly usage', () => {
  it('starts anew on the activation’s day of month and freezes the closing figure', async () => {
    const sold = await withFeatures();
    const { id } = (await sold.activate('A')).body;
    const before = (await sold.checkout(id, 'renders', 104)).body;
    expect(before.nextUsagePeriodStart).not.toBeNull();
    leeway.clock.advance(Date.parse(before.nextUsagePeriodStart) - leeway.clock.now());
    await leeway.runStep('admission.settle');
    const [closing] = await leeway.database.query<{ used: bigint; overdraft_used: bigint; period_end: Date }>(
      `select used, overdraft_used, period_end from usage_closings
       where entitlement_id = $1 and feature_key = 'renders'`,
      [sold.entitlementId],
    );
    expect(closing).toMatchObject({ used: 104n, overdraft_used: 4n });
    expect(closing?.period_end.toISOString()).toBe(before.nextUsagePeriodStart);
    const back = (await sold.activate('A')).body.id;
    const after = (await sold.checkout(back, 'renders', 1)).body;
    expect(after.active).toBe(1);
    expect(after.currentUsagePeriodStart).toBe(before.nextUsagePeriodStart);
  });
});
