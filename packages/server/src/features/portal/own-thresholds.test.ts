import { ownThresholdsMax } from '@leeway/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import type { Sold } from '../../testing/sell.ts';
import { openCustomer, type PortalCustomer, type PortalPerson } from './testing/portal-scene.ts';

let leeway: Leeway;
let api: CheckedApi;
let globex: PortalCustomer;
let initech: PortalCustomer;
let admin: PortalPerson;
let other: PortalPerson;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  globex = await openCustomer(leeway, 'Globex');
  initech = await openCustomer(leeway, 'Initech');
  admin = await globex.signedIn('admin');
  other = await initech.signedIn('admin');
});
afterAll(() => leeway?.stop());
beforeEach(() => leeway.database.query('delete from mails'));

const path = '/portal/api/v1/thresholds';
const half = ({ entitlementId }: Pick<Sold, 'entitlementId'>, more: object = {}) => ({
  ...{ entitlementId, measure: 'percentOfBought', value: 50, addresses: [admin.email] },
  ...more,
});
const add = (body: object, person = admin) => person.call('createOwnThreshold', `POST ${path}`, body);
const told = async () => {
  await leeway.runStep('events.tell');
  return leeway.database.query<{ recipient: string; subject: string }>(
    `select recipient, subject from mails where kind = 'thresholdCrossed' order by recipient`,
  );
};
const ten = { seatCount: 10 } as const;
const vendors = '/api/v1/account/thresholds';

describe('the customer’s own alerts', () => {
  it('are set, listed, changed and removed by an admin', async () => {
    const sold = await globex.buy(ten);
    const made = await add(half(sold, { quietHours: { from: '22:00', until: '06:00' } }));
    expect([made.status, made.body]).toEqual([
      201,
      expect.objectContaining({
        ...{ entitlementId: sold.entitlementId, featureKey: null, measure: 'percentOfBought', value: 50 },
        ...{ addresses: [admin.email], quietHours: { from: '22:00', until: '06:00' } },
      }),
    ]);
    const { id } = made.body;
    const changed = await admin.call('updateOwnThreshold', `PUT ${path}/${id}`, half(sold, { value: 80 }));
    expect(changed.body).toEqual({ ...made.body, value: 80, quietHours: null });
    const list = async () => (await admin.call('listOwnThresholds', `GET ${path}`)).body.items;
    expect(await list()).toEqual([changed.body]);
    expect((await admin.call('deleteOwnThreshold', `DELETE ${path}/${id}`)).status).toBe(204);
    expect(await list()).toEqual([]);
    expect((await admin.call('deleteOwnThreshold', `DELETE ${path}/${id}`)).status).toBe(404);
  });

  it('send a mail to its people when use gets there, and tell the vendor’s listeners nothing', async () => {
    const sold = await globex.buy(ten);
    await add(half(sold));
    await api('createThreshold', `POST ${vendors}`, {
      ...{ entitlementId: sold.entitlementId, measure: 'absolute', value: 6 },
    });
    for (const seat of ['1', '2', '3', '4']) await sold.activate(seat);
    expect(await told()).toEqual([]);
    await sold.activate('5');
    expect(await told()).toEqual([
      { recipient: admin.email, subject: expect.stringContaining('5 of 10 seats') },
    ]);
    await sold.activate('6');
    expect(await told()).toHaveLength(1);
    const { body } = await api('listEvents', 'GET /api/v1/events?eventCode=entitlement.threshold.crossed');
    const crossed = body.items.filter(
      ({ resourceId }: { resourceId: string }) => resourceId === sold.entitlementId,
    );
    expect(
      crossed.map(({ payload }: { payload: { thresholds: unknown } }) => payload.thresholds),
    ).toMatchObject([[{ measure: 'absolute', value: 6 }]]);
  });

  it('reach nobody who is no longer of the company, and end with the order', async () => {
    const sold = await globex.buy(ten);
    const { id: contactId, email } = await globex.newContact();
    await add(half(sold, { addresses: [admin.email, email] }));
    await leeway.api('DELETE', `${globex.contacts}/${contactId}`);
    for (const seat of ['1', '2', '3', '4', '5']) await sold.activate(seat);
    expect((await told()).map(({ recipient }) => recipient)).toEqual([admin.email]);

    const moved = await globex.buy(ten);
    await add(half(moved));
    const group = `PATCH /api/v1/entitlements/groups/${moved.groupId}`;
    await api('updateEntitlementGroup', group, { customerId: initech.customerId });
    for (const seat of ['1', '2', '3', '4', '5']) await moved.activate(seat);
    expect(await told()).toHaveLength(1);
  });

  it('go to people of the company only, for what it bought, at most ten for one entitlement', async () => {
    const sold = await globex.buy({ ...ten, features: [{ key: 'cores', type: 'elementPool', value: 4 }] });
    const foreign = await add(half(sold, { addresses: [admin.email, other.email] }));
    expect([foreign.status, faultyFields(foreign)]).toEqual([422, ['addresses.1']]);
    const unknown = await add(half(sold, { featureKey: 'disks' }));
    expect([unknown.status, faultyFields(unknown)]).toEqual([422, ['featureKey']]);
    expect((await add(half(await initech.buy(ten)))).status).toBe(404);
    expect((await add(half(sold, { featureKey: 'cores' }))).status).toBe(201);
    for (let count = 1; count < ownThresholdsMax; count += 1)
      expect((await add(half(sold))).status).toBe(201);
    const oneMore = await add(half(sold));
    expect([oneMore.status, oneMore.body.errorCode]).toEqual([409, 'conflict']);
    expect((await add(half(await globex.buy(ten)))).status).toBe(201);
  });

  it('are the company’s own: others do not find them, users may not, and the vendor sees but leaves them', async () => {
    const sold = await globex.buy(ten);
    const { id } = (await add(half(sold))).body;
    expect((await other.call('listOwnThresholds', `GET ${path}`)).body.items).toEqual([]);
    expect((await other.call('deleteOwnThreshold', `DELETE ${path}/${id}`)).status).toBe(404);
    const theirs = half(await initech.buy(ten), { addresses: [other.email] });
    expect((await other.call('updateOwnThreshold', `PUT ${path}/${id}`, theirs)).status).toBe(404);
    const user = await globex.signedIn('user');
    expect((await user.call('listOwnThresholds', `GET ${path}`)).status).toBe(403);

    const seen = await api('getThreshold', `GET ${vendors}/${id}`);
    expect(seen.body).toMatchObject({ id, customerId: globex.customerId, entitlementId: sold.entitlementId });
    const all = (await api('listThresholds', `GET ${vendors}?pageSize=1000`)).body.items;
    expect(all.map((threshold: { id: string }) => threshold.id)).toContain(id);
    expect((await api('deleteThreshold', `DELETE ${vendors}/${id}`)).status).toBe(409);
    const edit = { measure: 'absolute', value: 1 };
    expect((await api('updateThreshold', `PUT ${vendors}/${id}`, edit)).status).toBe(409);
    expect((await api('getThreshold', `GET ${vendors}/${id}`)).body).toEqual(seen.body);
  });
});
