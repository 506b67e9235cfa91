import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkedApi, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { openShop, type Shop } from '../../testing/shop.ts';
import { dayMs, openLife } from './testing/life.ts';

let leeway: Leeway;
let shop: Shop;
let life: ReturnType<typeof openLife>;
beforeAll(async () => {
  leeway = await startLeeway();
  shop = await openShop(leeway);
  life = openLife(leeway);
});
afterAll(() => leeway?.stop());

const manual = { licenseStartType: 'manualActivation' };
const custom = { licenseStartType: 'custom' };
const actionsOf = async (id: string) => Object.keys((await shop.read(id, 'actions')).actions).sort();
const versionOf = async (id: string) =>
  (
    await leeway.database.query<{ version: bigint }>(
      'select version from entitlement_states where entitlement_id = $1',
      [id],
    )
  )[0]?.version;

describe('rule 24: start policies', () => {
  it('entitlementCreation starts with the sale and tells it', async () => {
    const { entitlementId } = await shop.sell();
    const { status, activationDate, expiryDate } = await shop.read(entitlementId);
    expect(status).toBe('active');
    expect(await life.told(entitlementId)).toMatchObject([
      {
        code: 'entitlement.activated',
        payload: {
          entitlementId,
          licenseType: 'subscription',
          activatedAt: activationDate,
          expiresAt: expiryDate,
        },
      },
    ]);
    expect((await life.start(entitlementId)).status).toBe(409);
  });

  it('activation starts with the first seat, once, and tells it', async () => {
    const sold = await shop.sell({}, { licenseStartType: 'activation' });
    expect((await shop.read(sold.entitlementId)).status).toBe('created');
    await shop.takeSeats(sold, 2);
    const { activationDate } = await shop.read(sold.entitlementId);
    expect(await life.told(sold.entitlementId)).toMatchObject([
      { code: 'entitlement.activated', payload: { activatedAt: activationDate } },
    ]);
    expect((await life.start(sold.entitlementId)).status).toBe(409);
  });

  it('activation may be started by hand before', async () => {
    const sold = await shop.sell({}, { licenseStartType: 'activation' });
    expect((await life.start(sold.entitlementId)).status).toBe(204);
    const started = await shop.read(sold.entitlementId);
    await shop.takeSeats(sold, 1);
    expect((await shop.read(sold.entitlementId)).activationDate).toBe(started.activationDate);
    expect(await life.codes(sold.entitlementId)).toEqual(['activated']);
  });

  it('manualActivation starts by the call and by nothing else; a second call is 409', async () => {
    const sold = await shop.sell(
      { hasMaintenance: true, maintenanceDuration: { type: 'month', count: 1 } },
      manual,
    );
    expect((await shop.activate(sold, 'A')).body).toMatchObject({ errorCode: 'entitlementNotActive' });
    const before = await versionOf(sold.entitlementId);
    expect((await life.start(sold.entitlementId)).status).toBe(204);
    expect(await versionOf(sold.entitlementId)).toBe((before ?? 0n) + 1n);
    const started = await shop.read(sold.entitlementId);
    expect(started.status).toBe('active');
    expect(started.maintenanceExpiryDate < started.expiryDate).toBe(true);
    expect((await shop.activate(sold, 'A')).status).toBe(201);
    expect(await life.start(sold.entitlementId)).toMatchObject({
      status: 409,
      body: { errorCode: 'conflict' },
    });
    expect(await life.codes(sold.entitlementId)).toEqual(['activated']);
  });

  it('one that is switched off cannot be started: its time would run unused', async () => {
    const { entitlementId } = await shop.sell({}, manual);
    await life.disable(entitlementId);
    expect((await life.start(entitlementId)).status).toBe(409);
    await life.enable(entitlementId);
    expect((await life.start(entitlementId)).status).toBe(204);
  });

  it('custom starts at the date that is set, by itself, and tells it once', async () => {
    const sold = await shop.sell({}, custom);
    const startDate = new Date(leeway.clock.now() + 3 * dayMs).toISOString();
    expect((await life.setStart(sold.entitlementId, { startDate })).status).toBe(204);
    expect(await shop.read(sold.entitlementId)).toMatchObject({
      status: 'created',
      activationDate: startDate,
    });
    expect((await shop.activate(sold, 'A')).status).toBe(402);
    expect(await actionsOf(sold.entitlementId)).toEqual(expect.arrayContaining(['setStart', 'start']));
    leeway.clock.advance(3 * dayMs + 1000);
    expect((await shop.read(sold.entitlementId)).status).toBe('active');
    expect((await shop.activate(sold, 'A')).status).toBe(201);
    await life.settle();
    const told = await life.told(sold.entitlementId);
    expect(told.map(({ code, at }) => [code, at.toISOString()]).slice(1)).toEqual([
      ['entitlement.activated', startDate],
    ]);
    expect((await life.setStart(sold.entitlementId, { startDate })).status).toBe(409);
  });

  it('custom may be set anew, into the past too, or be started by hand', async () => {
    const { entitlementId } = await shop.sell({}, custom);
    const inDays = (days: number) => ({
      startDate: new Date(leeway.clock.now() + days * dayMs).toISOString(),
    });
    await life.setStart(entitlementId, inDays(5));
    const past = inDays(-5);
    expect((await life.setStart(entitlementId, past)).status).toBe(204);
    expect(await shop.read(entitlementId)).toMatchObject({
      status: 'active',
      activationDate: past.startDate,
    });
    const other = await shop.sell({}, custom);
    await life.setStart(other.entitlementId, inDays(5));
    await life.start(other.entitlementId);
    leeway.clock.advance(6 * dayMs);
    await life.settle();
    expect(await life.codes(other.entitlementId)).toEqual(['updated', 'activated']);
  });

  it('only custom takes a date', async () => {
    const { entitlementId } = await shop.sell({}, manual);
    const startDate = new Date(leeway.clock.now()).toISOString();
    expect((await life.setStart(entitlementId, { startDate })).status).toBe(409);
    expect((await life.setStart(entitlementId, {})).status).toBe(422);
    const { entitlementId: other } = await shop.sell({}, custom);
    expect((await life.setStart(other, { startDate: '9999-12-31T23:59:59-14:00' })).status).toBe(422);
  });
});

describe('rule 26: the own switch', () => {
  it('denies seats and refreshes with the reason, and tells each change once', async () => {
    const sold = await shop.sell();
    const [seat = ''] = await shop.takeSeats(sold, 1);
    const version = (await versionOf(sold.entitlementId)) ?? 0n;
    for (let time = 0; time < 2; time++) expect((await life.disable(sold.entitlementId)).status).toBe(204);
    const disabled = await shop.read(sold.entitlementId, 'actions');
    expect(disabled).toMatchObject({ status: 'disabled', disabledDate: expect.any(String) });
    expect([disabled.actions.enable, disabled.actions.disable]).toEqual([expect.any(Object), undefined]);
    expect(await shop.activate(sold, 'B')).toMatchObject({
      status: 402,
      body: { errorCode: 'entitlementNotActive', detail: 'The entitlement is disabled.' },
    });
    const refreshed = await leeway.api('PATCH', '/api/v1/entitlements/activations', { activationId: seat });
    expect(refreshed.body.errorCode).toBe('entitlementNotActive');
    for (let time = 0; time < 2; time++) expect((await life.enable(sold.entitlementId)).status).toBe(204);
    expect(await shop.read(sold.entitlementId)).toMatchObject({ status: 'active', disabledDate: null });
    expect((await shop.activate(sold, 'B')).status).toBe(201);
    const told = await life.told(sold.entitlementId);
    expect(told.slice(1).map(({ code, payload }) => [code, payload.disabled])).toEqual([
      ['entitlement.updated', true],
      ['entitlement.updated', false],
    ]);
    expect(await versionOf(sold.entitlementId)).toBe(version + 2n);
  });

  it('is independent of the customer, and survives its switch', async () => {
    const api = checkedApi(leeway);
    const customerId = await shop.customer();
    const { body } = await shop.order({ skus: [await shop.offer()], customerId });
    const { id } = body.entitlements[0];
    await life.disable(id);
    await api('disableCustomer', `PATCH /api/v1/customers/${customerId}/disable`);
    await api('enableCustomer', `PATCH /api/v1/customers/${customerId}/enable`);
    expect((await shop.read(id)).status).toBe('disabled');
    await api('disableCustomer', `PATCH /api/v1/customers/${customerId}/disable`);
    await life.enable(id);
    expect((await shop.read(id)).status).toBe('customerDisabled');
  });

  it('does not stop its time: it can be renewed', async () => {
    const { entitlementId } = await shop.sell();
    await life.disable(entitlementId);
    expect((await life.renew(entitlementId)).status).toBe(204);
  });
});

describe('provisioning', () => {
  it('is marked and told once, until the mark is taken away', async () => {
    const { entitlementId } = await shop.sell();
    for (let time = 0; time < 2; time++) expect((await life.provision(entitlementId)).status).toBe(204);
    expect((await shop.read(entitlementId)).provisioningDate).toBeTruthy();
    expect(await actionsOf(entitlementId)).toContain('clearProvision');
    for (let time = 0; time < 2; time++) expect((await life.clearProvision(entitlementId)).status).toBe(204);
    expect((await shop.read(entitlementId)).provisioningDate).toBeNull();
    await life.provision(entitlementId);
    expect((await life.codes(entitlementId)).slice(1)).toEqual(['provision', 'updated', 'provision']);
    expect((await life.told(entitlementId)).at(-1)?.payload).toEqual({
      entitlementId,
      productId: shop.productId,
    });
  });
});

describe('rule 22: a usage count reset by hand', () => {
  it('freezes its figure, tells it, and counts anew; the rest goes on', async () => {
    const own = await openShop(leeway, 'Metered');
    const jobs = await own.feature({
      ...{ key: 'jobs', type: 'usageCount', value: 10 },
      overdraftLimit: { type: 'absolute', value: 5 },
    });
    await own.feature({ key: 'other', type: 'usageCount', value: 10 });
    const pool = await own.feature({ key: 'pool', type: 'elementPool', value: 10 });
    const sold = await own.sell();
    const [seat = ''] = await own.takeSeats(sold, 1);
    await own.checkout(seat, 'jobs', 12);
    await own.checkout(seat, 'other', 3);
    expect((await life.resetUsage(sold.entitlementId, jobs)).status).toBe(204);
    const closings = await life.closings(sold.entitlementId);
    expect(closings).toMatchObject([{ key: 'jobs', used: 12n, over: 2n }]);
    const { features, activationDate } = await own.read(sold.entitlementId, 'features');
    expect(closings[0]?.from.toISOString()).toBe(activationDate);
    expect(features).toMatchObject([
      { key: 'jobs', used: 0, currentUsagePeriodStart: closings[0]?.until.toISOString() },
      { key: 'other', used: 3, currentUsagePeriodStart: activationDate },
      { key: 'pool', used: 0 },
    ]);
    expect((await life.codes(sold.entitlementId)).slice(-2)).toEqual([
      'usage.summary',
      'feature.overdraft.exited',
    ]);
    expect((await own.checkout(seat, 'jobs', 15)).status).toBe(200);
    expect((await own.checkout(seat, 'jobs', 1)).status).toBe(402);
    expect((await life.resetUsage(sold.entitlementId, pool)).status).toBe(409);
    expect((await life.resetUsage(sold.entitlementId, `feat_${'A'.repeat(22)}`)).status).toBe(404);
  });

  it('is refused before the start', async () => {
    const own = await openShop(leeway, 'Waiting');
    const jobs = await own.feature({ key: 'jobs', type: 'usageCount', value: 10 });
    const { entitlementId } = await own.sell({}, manual);
    expect((await life.resetUsage(entitlementId, jobs)).status).toBe(409);
  });
});

describe('actions', () => {
  const always = ['changeOffering', 'disable', 'export', 'provision', 'resetOverrides', 'update'];

  it('name what can be called now, with method and path', async () => {
    const { entitlementId } = await shop.sell();
    expect(await actionsOf(entitlementId)).toEqual([...always, 'activate', 'renew'].sort());
    const { actions } = await shop.read(entitlementId, 'actions');
    expect(actions.renew).toEqual({ method: 'PATCH', path: `/api/v1/entitlements/${entitlementId}/renew` });
    const waiting = await shop.sell({}, manual);
    expect(await actionsOf(waiting.entitlementId)).toEqual([...always, 'start'].sort());
    const perpetual = await shop.sell({}, { licenseType: 'perpetual', licenseDuration: null });
    expect(await actionsOf(perpetual.entitlementId)).toEqual([...always, 'activate'].sort());
  });
});

describe('what belongs to others or does not exist', () => {
  it('is 404 for every call', async () => {
    const api = await strangersApi(leeway);
    const { entitlementId } = await shop.sell();
    const own = `/api/v1/entitlements/${entitlementId}`;
    const startDate = new Date().toISOString();
    const offeringId = `off_${'A'.repeat(22)}`;
    const calls: [string, string, unknown?][] = [
      ['activateEntitlement', `PATCH ${own}/activate`],
      ['setEntitlementStart', `PATCH ${own}/start`, { startDate }],
      ['renewEntitlement', `PATCH ${own}/renew`],
      ['changeEntitlementOffering', `PATCH ${own}/change-offering`, { offeringId }],
      ['resetEntitlementOverrides', `PATCH ${own}/reset-overrides`, { resetSeatCount: true }],
      ['disableEntitlement', `PATCH ${own}/disable`],
      ['enableEntitlement', `PATCH ${own}/enable`],
      ['provisionEntitlement', `POST ${own}/provision`],
      ['clearEntitlementProvision', `DELETE ${own}/provision`],
      ['resetEntitlementFeatureUsage', `PATCH ${own}/feature/feat_${'A'.repeat(22)}/reset`],
    ];
    for (const [operationId, request, body] of calls) {
      expect([operationId, (await api(operationId, request, body)).status]).toEqual([operationId, 404]);
    }
  });
});

it('an exported entitlement refuses changes', async () => {
  const { entitlementId } = await shop.sell();
  await leeway.database.transaction({ kind: 'system', id: null, name: 'test' }, (tx) =>
    tx.query('update entitlement_states set exported = true where entitlement_id = $1', [entitlementId]),
  );
  for (const call of [life.renew, life.disable, life.start])
    expect((await call(entitlementId)).status).toBe(409);
  expect((await shop.edit(entitlementId, { seatCount: 5 })).status).toBe(409);
  expect(await actionsOf(entitlementId)).toEqual(['exportToken', 'import']);
});
