import { checkSchema } from '@leeway/contract/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { invite } from '../../testing/people.ts';
import { sell } from '../../testing/sell.ts';

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

const path = '/api/v1/account/thresholds';
const create = async (threshold: object) => {
  const { status, body } = await api('createThreshold', `POST ${path}`, threshold);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.id as string;
};
const percent = (value: number, more: object = {}) => ({ measure: 'percentOfBought', value, ...more });
beforeEach(async () => {
  const { body } = await api('listThresholds', `GET ${path}?pageSize=1000`);
  for (const { id } of body.items) await api('deleteThreshold', `DELETE ${path}/${id}`);
  await leeway.database.query('delete from mails');
});

/** What thresholds have told of an entitlement: `crossed 80,100` or `cleared 100`. */
const toldOf = async (entitlementId: string): Promise<string[]> => {
  await leeway.runStep('events.tell');
  const rows = await leeway.database.query<{ code: string; payload: { thresholds: { value: number }[] } }>(
    `select event_code as code, payload from event_messages
     where entitlement_id = $1 and event_code like 'entitlement.threshold.%' order by position`,
    [entitlementId],
  );
  for (const { payload } of rows) expect(checkSchema('ThresholdPayloadModel', payload)).toBeNull();
  return rows.map(
    ({ code, payload }) =>
      `${code.split('.').at(-1)} ${payload.thresholds.map(({ value }) => value).join(',')}`,
  );
};
const mails = () =>
  leeway.database.query<{ recipient: string; subject: string; text: string }>(
    `select recipient, subject, text from mails where kind = 'thresholdCrossed' order by recipient`,
  );
const overdraft = { type: 'absolute', value: 10 } as const;

describe('thresholds', () => {
  it('are created, read, listed, replaced and deleted', async () => {
    const given = percent(80, {
      mail: { addresses: ['ann@example.com'] },
      quietHours: { from: '22:00', until: '07:00' },
    });
    const id = await create(given);
    const read = (await api('getThreshold', `GET ${path}/${id}`)).body;
    expect(read).toMatchObject({
      ...{
        id,
        offeringId: null,
        entitlementId: null,
        featureKey: null,
        measure: 'percentOfBought',
        value: 80,
      },
      mail: { toOwners: false, toContacts: false, addresses: ['ann@example.com'] },
      quietHours: { from: '22:00', until: '07:00' },
    });
    expect((await api('updateThreshold', `PUT ${path}/${id}`, percent(90))).status).toBe(204);
    expect((await api('listThresholds', `GET ${path}`)).body.items).toMatchObject([
      { id, value: 90, mail: null },
    ]);
    const stranger = await strangersApi(leeway);
    expect((await stranger('getThreshold', `GET ${path}/${id}`)).status).toBe(404);
    expect((await stranger('updateThreshold', `PUT ${path}/${id}`, percent(1))).status).toBe(404);
    expect((await stranger('deleteThreshold', `DELETE ${path}/${id}`)).status).toBe(404);
    expect((await api('deleteThreshold', `DELETE ${path}/${id}`)).status).toBe(204);
    expect((await api('getThreshold', `GET ${path}/${id}`)).status).toBe(404);
  });

  it('name what exists, one thing only, and somebody for the mail', async () => {
    const refused = async (threshold: object) =>
      faultyFields(await api('createThreshold', `POST ${path}`, threshold));
    const missing = 'AAAAAAAAAAAAAAAAAAAAAA';
    expect(await refused(percent(80, { offeringId: `off_${missing}` }))).toEqual(['offeringId']);
    expect(await refused(percent(80, { entitlementId: `ent_${missing}` }))).toEqual(['entitlementId']);
    const both = { offeringId: `off_${missing}`, entitlementId: `ent_${missing}` };
    expect(await refused(percent(80, both))).toEqual(['entitlementId']);
    expect(await refused(percent(80, { mail: {} }))).toEqual(['mail']);
    expect(await refused(percent(0))).toEqual(['value']);
  });
});

describe('rule 36: a crossing', () => {
  it('is told once, and cleared with hysteresis', async () => {
    await create(percent(80));
    const sold = await sell(leeway, { seatCount: 10, overdraft });
    const ids: string[] = [];
    for (let seat = 1; seat <= 9; seat += 1) ids.push((await sold.activate(`s${seat}`)).body.id);
    expect(await toldOf(sold.entitlementId)).toEqual(['crossed 80']);
    await sold.release(ids.pop() ?? '');
    await sold.activate('s9');
    expect(await toldOf(sold.entitlementId)).toEqual(['crossed 80']);
    for (const id of ids.slice(0, 2)) await sold.release(id);
    expect(await toldOf(sold.entitlementId)).toEqual(['crossed 80', 'cleared 80']);
  });

  it('lists all that a jump passes, above 100 too, also when the limits move and not the use', async () => {
    for (const value of [120, 50, 100]) await create(percent(value));
    const sold = await sell(leeway, { seatCount: 100 });
    for (let seat = 1; seat <= 6; seat += 1) await sold.activate(`s${seat}`);
    expect(await toldOf(sold.entitlementId)).toEqual([]);
    const edit = { seatCount: 5, overdraftSeatLimit: overdraft };
    expect((await leeway.api('PATCH', `/api/v1/entitlements/${sold.entitlementId}`, edit)).status).toBe(204);
    expect(await toldOf(sold.entitlementId)).toEqual(['crossed 50,100,120']);
    await leeway.api('PATCH', `/api/v1/entitlements/${sold.entitlementId}`, { seatCount: 100 });
    expect((await toldOf(sold.entitlementId))[1]).toMatch(/^cleared/);
  });

  it('concerns its offering, its entitlement or its feature alone', async () => {
    const [one, other] = [await sell(leeway, { seatCount: 2 }), await sell(leeway, { seatCount: 2 })];
    await create(percent(50, { offeringId: one.offeringId }));
    await create(percent(100, { entitlementId: other.entitlementId }));
    for (const sold of [one, other]) for (const seat of ['A', 'B']) await sold.activate(seat);
    expect(await toldOf(one.entitlementId)).toEqual(['crossed 50']);
    expect(await toldOf(other.entitlementId)).toEqual(['crossed 100']);

    await create({ measure: 'absolute', value: 4, featureKey: 'rooms' });
    const features = [{ key: 'rooms', type: 'elementPool', value: 5 }] as const;
    const pool = await sell(leeway, { seatCount: 9, features });
    const { id } = (await pool.activate('A')).body;
    await pool.checkout(id, 'rooms', 5);
    expect(await toldOf(pool.entitlementId)).toEqual(['crossed 4']);
    await pool.release(id);
    expect(await toldOf(pool.entitlementId)).toEqual(['crossed 4', 'cleared 4']);
  });

  it('is told once by many workers at once', async () => {
    await create(percent(100));
    const sold = await sell(leeway, { seatCount: 20, overdraft });
    const acts = Array.from({ length: 25 }, (_, seat) => () => sold.activate(`s${seat}`));
    const tellers = Array.from({ length: 25 }, () => () => leeway.runStep('events.tell'));
    await Promise.all([...acts, ...tellers].map((act) => act()));
    expect(await toldOf(sold.entitlementId)).toEqual(['crossed 100']);
  });
});

describe('mails of thresholds', () => {
  it('go to whom they name, once each, with what was crossed', async () => {
    const mail = { addresses: ['Ann@example.com', 'bob@example.com'] };
    await create(percent(50, { mail }));
    await create(percent(100, { mail: { addresses: ['ann@example.com'] } }));
    const sold = await sell(leeway, { seatCount: 1 });
    await sold.activate('A');
    await toldOf(sold.entitlementId);
    const sent = await mails();
    expect(sent.map(({ recipient }) => recipient.toLowerCase())).toEqual([
      'ann@example.com',
      'bob@example.com',
    ]);
    expect(sent[0]?.text).toContain('50 % of bought');
    expect(sent[0]?.text).toContain('100 % of bought');
    expect(sent[1]?.text).not.toContain('100 % of bought');
    expect(sent[0]?.text).toContain(`/entitlements/${sold.entitlementId}`);
  });

  it('go to those who answer for the customer and to its key contacts, but to nobody who has left', async () => {
    const { database, tenantId } = leeway;
    const user = await invite(leeway, 'Sally', 'Sales');
    const customer = (await leeway.api('POST', '/api/v1/customers', { name: 'Globex' })).body;
    const contacts = `/api/v1/customers/${customer.id}/contacts`;
    for (const [email, isKeyContact] of [
      ['key@globex.example', true],
      ['other@globex.example', false],
    ] as const)
      await leeway.api('POST', contacts, { firstName: 'A', lastName: 'B', email, isKeyContact });
    await leeway.api('PATCH', `/api/v1/customers/${customer.id}/responsibility-owners`, {
      salesOwner: user.userId,
    });
    const sold = await sell(leeway, { seatCount: 10 });
    const group = `/api/v1/entitlements/groups/${sold.groupId}`;
    await leeway.api('PATCH', group, { customerId: customer.id });
    await create(percent(10, { mail: { toOwners: true, toContacts: true } }));
    const recipients = async () => (await mails()).map(({ recipient }) => recipient);
    await sold.activate('A');
    await toldOf(sold.entitlementId);
    expect(await recipients()).toEqual([user.email, 'key@globex.example'].sort());
    const asked = percent(10, { mail: { toOwners: true }, entitlementId: sold.entitlementId });
    const trial = () => api('tryThreshold', `POST ${path}/try`, asked);
    expect((await trial()).body.items[0].recipients).toEqual([user.email]);
    await database.transaction(leeway.author, (tx) =>
      tx.query('update users set disabled_date = now() where tenant_id = $1 and user_id = $2', [
        tenantId,
        user.userId,
      ]),
    );
    expect((await trial()).body.items[0].recipients).toEqual([]);
  });

  it('wait for the end of the quiet hours, the event does not', async () => {
    const now = new Date(leeway.clock.now());
    const clock = (hours: number) => new Date(now.getTime() + hours * 3_600_000).toISOString().slice(11, 16);
    const mail = { addresses: ['ann@example.com'] };
    await create(percent(100, { mail, quietHours: { from: clock(-1), until: clock(3) } }));
    const sold = await sell(leeway, { seatCount: 1 });
    await sold.activate('A');
    expect(await toldOf(sold.entitlementId)).toEqual(['crossed 100']);
    await leeway.runStep('events.thresholdMails');
    expect(await mails()).toEqual([]);
    leeway.clock.advance(3 * 3_600_000);
    await leeway.runStep('events.thresholdMails');
    expect(await mails()).toMatchObject([{ recipient: 'ann@example.com' }]);
    await leeway.runStep('events.thresholdMails');
    expect(await mails()).toHaveLength(1);
  });
});

describe('a trial', () => {
  it('tells where a threshold would stand and who would get a mail, and keeps and sends nothing', async () => {
    const sold = await sell(leeway, { seatCount: 10, overdraft });
    for (let seat = 1; seat <= 6; seat += 1) await sold.activate(`s${seat}`);
    const { entitlementId } = sold;
    const mail = { addresses: ['ann@example.com'] };
    const { body } = await api('tryThreshold', `POST ${path}/try`, percent(60, { entitlementId, mail }));
    expect(body).toMatchObject({
      items: [
        { entitlementId, level: 6, crossed: true, limits: { used: 6 }, recipients: ['ann@example.com'] },
      ],
    });
    expect((await api('listThresholds', `GET ${path}`)).body.elementsTotal).toBe(0);
    expect(await toldOf(entitlementId)).toEqual([]);
    expect(await mails()).toEqual([]);
  });
});
