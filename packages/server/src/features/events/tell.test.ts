import { apiVersion, type EventCode, eventPayloads, events, models } from '@leeway/contract';
import { checkSchema } from '@leeway/contract/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell, type Terms } from '../../testing/sell.ts';
import { listen } from './testing/receiver.ts';

let leeway: Leeway;
beforeAll(async () => {
  leeway = await startLeeway({ allowPrivateWebhooks: true });
  await listen(leeway, 'http://127.0.0.1:9/', ['entitlement.seat.activated']);
});
afterAll(() => leeway?.stop());

interface Told {
  readonly code: EventCode;
  readonly id: string;
  readonly resource: string;
  readonly sequence: bigint | null;
  readonly at: Date;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever members it asserts on
  readonly payload: any;
}

const nameOf = new Map<unknown, string>(Object.entries(models).map(([name, model]) => [model, name]));

/** Everything told of a resource, in the order it was told, each payload held against the contract. */
const toldOf = async (resourceId: string): Promise<Told[]> => {
  await leeway.runStep('events.tell');
  const rows = await leeway.database.query<Told>(
    `select event_code as code, event_id as id, resource_id as resource, sequence, at, payload
     from event_messages where tenant_id = $1 and resource_id = $2 order by position`,
    [leeway.tenantId, resourceId],
  );
  for (const { code, payload } of rows)
    expect(checkSchema(nameOf.get(eventPayloads[code]) ?? code, payload), code).toBeNull();
  return rows;
};
const codesOf = async (resourceId: string) =>
  (await toldOf(resourceId)).map(({ code }) => code.replace('entitlement.', ''));
const sold = (terms: Terms): Promise<Sold> => sell(leeway, terms);
const lastOf = async (resourceId: string, code: EventCode) =>
  (await toldOf(resourceId)).findLast((event) => event.code === code);
const ok = async (answer: ReturnType<Leeway['api']>) => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body;
};

describe('rule 35: what happened is told once, in the order of the sequence', () => {
  it('from the sale on: seats, denials, overdraft and its end, each in its place', async () => {
    const one = await sold({ seatCount: 1, overdraft: { type: 'absolute', value: 1 } });
    const a = await one.activate('A');
    await one.activate('B');
    expect((await one.activate('C')).status).toBe(402);
    expect((await one.activate('C')).status).toBe(402);
    await one.release(a.body.id);
    const told = await toldOf(one.entitlementId);
    expect(told.map(({ code }) => code.replace('entitlement.', ''))).toEqual([
      'created',
      'activated',
      'seat.activated',
      'overdraft.entered',
      'overdraft.limitReached',
      'seat.activated',
      'seat.denied',
      'overdraft.exited',
      'seat.deactivated',
    ]);
    const sequences = told.map(({ sequence }) => sequence ?? 0n);
    expect(sequences).toEqual(sequences.toSorted((x, y) => (x < y ? -1 : 1)));
    expect(new Set(sequences).size).toBe(sequences.length);
    for (const { id } of told) expect(id).toMatch(/^event_[A-Za-z0-9_-]{22}$/);
    expect(await toldOf(one.entitlementId)).toEqual(told);
  });

  it('in the same order and with the same ids when many things happened between two rounds', async () => {
    const one = await sold({ seatCount: 1500, overdraft: { type: 'none' } });
    for (let from = 0; from < 1_200; from += 300)
      await Promise.all(Array.from({ length: 300 }, (_, seat) => one.activate(`seat-${from + seat}`)));
    const told = (await toldOf(one.entitlementId)).filter(
      ({ code }) => code === 'entitlement.seat.activated',
    );
    expect(told).toHaveLength(1_200);
    expect(told.map(({ payload }) => payload.seatsUsed)).toEqual(told.map((_, index) => index + 1));
  });

  it('by two workers at once no more than by one', async () => {
    const some = await Promise.all(Array.from({ length: 5 }, () => sold({ seatCount: 20 })));
    const work = some.flatMap((one) =>
      Array.from({ length: 20 }, (_, seat) => () => one.activate(`s${seat}`)),
    );
    const tellers = Array.from({ length: 30 }, () => () => leeway.runStep('events.tell'));
    await Promise.all([...work, ...tellers].map((act) => act()));
    for (const one of some) {
      const codes = await codesOf(one.entitlementId);
      expect(codes.filter((code) => code === 'seat.activated')).toHaveLength(20);
    }
  });

  it('not while its transaction runs, and then in its place, though others have gone on', async () => {
    const one = await sold({ seatCount: 5 });
    const client = await leeway.database.connect({});
    await client.query('begin');
    await client.query('select pg_current_xact_id()');
    await one.activate('A');
    expect(await codesOf(one.entitlementId)).toEqual(['created', 'activated', 'seat.activated']);
    await client.query(
      `insert into outbox (tenant_id, event_id, resource_id, at, event_code, payload)
       values ($1, 'event_0123456789012345678901', 'cust_0123456789012345678901', now(), 'customer.created', $2)`,
      [leeway.tenantId, { customerId: 'cust_0123456789012345678901', name: 'Late' }],
    );
    expect(await toldOf('cust_0123456789012345678901')).toEqual([]);
    await client.query('commit');
    await client.end();
    expect(await toldOf('cust_0123456789012345678901')).toHaveLength(1);
    expect(await toldOf('cust_0123456789012345678901')).toHaveLength(1);
    expect(await codesOf(one.entitlementId)).toEqual(['created', 'activated', 'seat.activated']);
  });
});

describe('seats', () => {
  it('rule 5: carry whether the seat is one of the overdraft, and how it was given up', async () => {
    const one = await sold({ seatCount: 1, overdraft: { type: 'absolute', value: 1 } });
    await one.activate('A', { seatName: 'Ada' });
    const b = (await one.activate('B')).body;
    await one.release(b.id);
    const told = (await toldOf(one.entitlementId)).filter(({ code }) => code.includes('.seat.'));
    const seat = { entitlementId: one.entitlementId, activationMode: 'online' };
    expect(told.map(({ payload }) => payload)).toMatchObject([
      { ...seat, seatId: 'A', seatName: 'Ada', seatsUsed: 1, isOverdraftSeat: false },
      { ...seat, seatId: 'B', seatName: null, seatsUsed: 2, isOverdraftSeat: true },
      {
        ...{
          ...seat,
          activationId: b.id,
          seatId: 'B',
          seatsUsed: 1,
          isOverdraftSeat: true,
          method: 'delete',
        },
        leaseExpiry: b.leaseExpiry,
      },
    ]);
  });

  it('rule 14: whose lease ended are told at that instant, with the overdraft they end', async () => {
    const one = await sold({
      ...{ seatCount: 1, overdraft: { type: 'absolute', value: 5 }, concurrencyMode: 'concurrent' },
      leasePeriod: { type: 'hour', count: 1 },
    });
    await one.activate('A');
    leeway.clock.advance(1_800_000);
    const b = (await one.activate('B')).body;
    leeway.clock.advance(3_600_000);
    await leeway.runStep('admission.settle');
    const told = await toldOf(one.entitlementId);
    expect(told.slice(-4).map(({ code }) => code.replace('entitlement.', ''))).toEqual(
      ['overdraft.exited', 'seat.expired', 'seat.expired'].toSpliced(0, 0, 'seat.activated'),
    );
    const [first, second] = told.slice(-2);
    expect(first?.payload).toMatchObject({ seatId: 'A', isOverdraftSeat: true, seatsUsed: 1 });
    expect(second?.payload).toMatchObject({
      seatId: 'B',
      isOverdraftSeat: false,
      leaseExpiry: b.leaseExpiry,
    });
    expect(second?.at.toISOString()).toBe(b.leaseExpiry);
  });
});

describe('rule 36: an episode of overdraft', () => {
  it('ends with its figures, and tells a new peak no sooner than an hour after the start', async () => {
    const one = await sold({
      ...{ seatCount: 1, overdraft: { type: 'absolute', value: 3 }, concurrencyMode: 'nodeLock' },
    });
    const hour = 3_600_000;
    const seats = [(await one.activate('A')).body.id];
    const start = Date.parse((await one.activate('B')).body.activatedAt ?? '');
    leeway.clock.advance(hour / 2);
    seats.push((await one.activate('C')).body.id);
    expect(await codesOf(one.entitlementId)).not.toContain('overdraft.peaked');
    leeway.clock.advance(hour / 2);
    seats.push((await one.activate('D')).body.id);
    expect((await lastOf(one.entitlementId, 'entitlement.overdraft.peaked'))?.payload).toMatchObject({
      peak: 4,
    });
    expect((await one.activate('E')).status).toBe(402);
    expect((await one.activate('F')).status).toBe(402);
    leeway.clock.advance(hour);
    await toldOf(one.entitlementId);
    for (const seat of seats) await one.release(seat);
    const exited = await lastOf(one.entitlementId, 'entitlement.overdraft.exited');
    const { episode } = exited?.payload ?? {};
    expect(episode).toMatchObject({ peak: 4, distinctSeats: 3, denials: 2 });
    // B for half an hour, B and C for another, B, C and D for an hour.
    expect(episode.overdraftSeatHours).toBeCloseTo(0.5 + 1 + 3, 2);
    expect(Date.parse(episode.end) - Date.parse(episode.start)).toBeGreaterThanOrEqual(2 * hour);
    if (!Number.isNaN(start)) expect(Date.parse(episode.start)).toBe(start);
  });
});

describe('customers, orders and entitlements', () => {
  it('tell their creation and their changes', async () => {
    const customer = await ok(leeway.api('POST', '/api/v1/customers', { name: 'Acme' }));
    const path = `/api/v1/customers/${customer.id}`;
    await ok(leeway.api('PUT', path, { name: 'Acme Ltd' }));
    await ok(leeway.api('PATCH', `${path}/disable`));
    await ok(leeway.api('PATCH', `${path}/disable`));
    expect((await toldOf(customer.id)).map(({ code, payload }) => [code, payload])).toEqual([
      ['customer.created', { customerId: customer.id, name: 'Acme' }],
      ['customer.updated', { customerId: customer.id, name: 'Acme Ltd', disabled: false }],
      ['customer.updated', { customerId: customer.id, name: 'Acme Ltd', disabled: true }],
    ]);
    const one = await sold({ seatCount: 3 });
    await ok(leeway.api('PATCH', `/api/v1/entitlements/${one.entitlementId}`, { seatCount: 4 }));
    expect((await lastOf(one.entitlementId, 'entitlement.updated'))?.payload).toMatchObject({ seatCount: 4 });
    await ok(leeway.api('PATCH', `/api/v1/entitlements/${one.entitlementId}/disable`));
    expect((await lastOf(one.entitlementId, 'entitlement.updated'))?.payload.disabled).toBe(true);
    const group = `/api/v1/entitlements/groups/${one.groupId}`;
    await ok(leeway.api('PATCH', group, { orderRefId: 'PO-1' }));
    await ok(leeway.api('POST', `${group}/extend`, { skus: [one.sku] }));
    expect(await codesOf(one.groupId)).toEqual(['group.created', 'group.updated', 'group.updated']);
  });

  it('rule 22: tell the figures of one reset together', async () => {
    const features = ['calls', 'pages'].map((key) => ({ key, type: 'usageCount', value: 10 }) as const);
    const one = await sold({ seatCount: 1, usageResetSchedule: 'monthly', features });
    const { id } = (await one.activate('A')).body;
    await one.checkout(id, 'calls', 3);
    await one.checkout(id, 'pages', 4);
    leeway.clock.advance(32 * 86_400_000);
    await leeway.runStep('admission.settle');
    const summaries = (await toldOf(one.entitlementId)).filter(({ code }) => code.endsWith('usage.summary'));
    expect(summaries).toHaveLength(1);
    expect(summaries[0]?.payload.featureUsages).toEqual([
      { key: 'calls', used: 3, overdraftUsed: 0 },
      { key: 'pages', used: 4, overdraftUsed: 0 },
    ]);
  });

  it('rule 36: tell a denied checkout with the units asked for and the limits of the feature', async () => {
    const one = await sold({ seatCount: 1, features: [{ key: 'calls', type: 'usageCount', value: 10 }] });
    const { id } = (await one.activate('A')).body;
    expect((await one.checkout(id, 'calls', 11)).status).toBe(402);
    expect((await lastOf(one.entitlementId, 'entitlement.feature.denied'))?.payload).toMatchObject({
      ...{ seatId: 'A', featureKey: 'calls', amount: 11, reasons: ['featureLimitReached'] },
      limits: { bought: 10, used: 0, available: 10 },
    });
  });
});

describe('rule 23: the life of an entitlement', () => {
  it('tells its provisioning, its notices, its ends, its renewal and the overdraft of a feature', async () => {
    const pool = { type: 'percentage', value: 20 } as const;
    const one = await sold({
      licenseDuration: { type: 'day', count: 60 },
      features: [{ key: 'hosts', type: 'elementPool', value: 10, overdraftLimit: pool }],
    });
    const path = `/api/v1/entitlements/${one.entitlementId}`;
    const maintenanceExpiryDate = new Date(leeway.clock.now() + 45 * 86_400_000).toISOString();
    await ok(leeway.api('PATCH', path, { hasMaintenance: true, maintenanceExpiryDate }));
    await ok(leeway.api('POST', `${path}/provision`));
    const { id } = (await one.activate('A')).body;
    await ok(one.checkout(id, 'hosts', 12));
    await ok(one.giveBack(id, 'hosts', 3));
    await ok(one.release(id));
    leeway.clock.advance(61 * 86_400_000);
    await leeway.runStep('admission.settle');
    await ok(leeway.api('PATCH', `${path}/renew`));
    expect(await codesOf(one.entitlementId)).toEqual([
      ...['created', 'activated', 'updated', 'provision', 'seat.activated'],
      ...['feature.overdraft.entered', 'feature.overdraft.exited', 'seat.deactivated'],
      ...[
        'maintenance.expires30days',
        'expires30days',
        'maintenance.expires7days',
        'maintenance.expires1day',
      ],
      ...['maintenance.expired', 'expires7days', 'expires1day', 'expired', 'renewed'],
    ]);
  });
});

describe('the served OpenAPI document', () => {
  it('describes every event a listener can be sent, with the schema of its payload', async () => {
    const { body } = await leeway.api('GET', `/openapi/v1/${apiVersion}/openapi.json`);
    expect(Object.keys(body.webhooks)).toEqual(events.map(({ code }) => code));
    for (const { code } of events) {
      const { content } = body.webhooks[code].post.requestBody;
      const { eventCode, payload } = content['application/json'].schema.properties;
      expect(eventCode).toEqual({ const: code });
      const name = nameOf.get(eventPayloads[code]);
      expect(payload).toEqual({ $ref: `#/components/schemas/${name}` });
      expect(body.components.schemas[name ?? '']).toBeDefined();
    }
  });
});
