import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { openCustomer, type PortalCustomer, type PortalPerson } from './testing/portal-scene.ts';

let leeway: Leeway;
let api: CheckedApi;
let globex: PortalCustomer;
let admin: PortalPerson;
let user: PortalPerson;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  globex = await openCustomer(leeway, 'Globex');
  admin = await globex.signedIn('admin');
  user = await globex.signedIn('user');
});
afterAll(() => leeway?.stop());

const at = ({ entitlementId }: Pick<Sold, 'entitlementId'>) =>
  `/portal/api/v1/entitlements/${entitlementId}/own-cap`;
const set = (person: PortalPerson, sold: Sold, ownCap: number | null) =>
  person.call('setOwnCap', `PUT ${at(sold)}`, { ownCap });
const read = (person: PortalPerson, sold: Sold) => person.call('getOwnCap', `GET ${at(sold)}`);
const hundred = { seatCount: 100, overdraft: { type: 'percentage', value: 20 } } as const;

describe("rule 43: the customer's own cap in the portal", () => {
  it('denies the 106th although the hard cap is 120 and says why, from the moment the admin has set it', async () => {
    const sold = await globex.buy(hundred);
    const answers = await Promise.all(
      Array.from({ length: 104 }, (_, index) => sold.activate(`seat-${index + 1}`)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const saved = await set(admin, sold, 105);
    expect([saved.status, saved.body]).toEqual([
      200,
      expect.objectContaining({ ownCap: 105, bought: 100, hardCap: 120, used: 104, setBy: admin.email }),
    ]);
    expect((await sold.activate('seat-105')).status).toBe(201);
    const denied = await sold.activate('seat-106');
    expect([denied.status, denied.body.errorCode]).toEqual([402, 'ownCapReached']);
    expect(denied.body.detail).toBe(
      "105 seats are in use, and the customer's own cap is 105; its admin can raise it in the portal, to at most 120.",
    );
    expect(denied.body.limits).toMatchObject({ hardCap: 120, ownCap: 105, available: 0 });

    // Both sides see it, and it is the customer's doing.
    const { body } = await admin.call(
      'getPortalEntitlement',
      `GET /portal/api/v1/entitlements/${sold.entitlementId}`,
    );
    expect(body).toMatchObject({ ownCap: 105, limit: 105, seatsUntilLimit: 0, standing: 'denied' });
    expect(await sold.entitlement()).toMatchObject({ ownCap: 105, seatsUsed: 105 });
    const log = await api('listAuditLog', `GET /api/v1/audit-log?objectId=${sold.entitlementId}`);
    expect(log.body.items[0]).toMatchObject({
      author: { kind: 'contact', id: admin.contactId },
      changes: [{ field: 'ownCap', old: null, new: '105' }],
    });

    // It is a line of both charts, from when it was set until it was taken away.
    const history = `entitlements/${sold.entitlementId}/usage-history`;
    const shown = (await admin.call('getPortalUsageHistory', `GET /portal/api/v1/${history}`)).body;
    expect(shown.ownCaps).toEqual([{ at: log.body.items[0].at, ownCap: 105 }]);
    expect((await api('getUsageHistory', `GET /api/v1/${history}`)).body.ownCaps).toEqual(shown.ownCaps);
    leeway.clock.advance(60_000);
    expect((await set(admin, sold, null)).body).toMatchObject({ ownCap: null, setBy: admin.email });
    expect((await sold.activate('seat-106')).status).toBe(201);
    const later = new Date(Date.parse(shown.ownCaps[0].at) + 1000).toISOString();
    const until = new Date(leeway.clock.now() + 1000).toISOString();
    const raw = `GET /portal/api/v1/${history}?bucket=raw&from=${later}&to=${until}`;
    const { ownCaps } = (await admin.call('getPortalUsageHistory', raw)).body;
    expect(ownCaps.map(({ ownCap }: { ownCap: number | null }) => ownCap)).toEqual([105, null]);
  });

  it('is at most the hard cap: refused with the field and what helps', async () => {
    const sold = await globex.buy(hundred);
    const refused = await set(admin, sold, 121);
    expect([refused.status, faultyFields(refused)]).toEqual([422, ['ownCap']]);
    expect(refused.body.detail).toBe(
      'ownCap: must be at most 120, the hard cap; to use more, ask for more seats.',
    );
    expect((await set(admin, sold, -1)).status).toBe(422);
    expect((await set(admin, sold, 120)).status).toBe(200);
    expect((await set(admin, sold, 0)).status).toBe(200);
  });

  it('a user sees it and does not change it; nobody sees or changes another customer’s', async () => {
    const sold = await globex.buy(hundred);
    const foreign = await sell(leeway, hundred);
    expect((await read(user, sold)).status).toBe(404);
    await globex.list(sold, user);
    expect((await read(user, sold)).body).toMatchObject({ ownCap: null, setAt: null, setBy: null });
    const forbidden = await set(user, sold, 1);
    expect([forbidden.status, forbidden.body.errorCode]).toEqual([403, 'portalForbids']);
    expect((await set(admin, foreign, 1)).status).toBe(404);
    expect((await read(admin, foreign)).status).toBe(404);
  });

  it('tells the vendor that the terms were changed', async () => {
    const sold = await globex.buy(hundred);
    await api('listEvents', 'GET /api/v1/events');
    await set(admin, sold, 50);
    await leeway.runStep('events.tell');
    const { body } = await api('listEvents', 'GET /api/v1/events?eventCode=entitlement.updated');
    expect(body.items.map(({ resourceId }: { resourceId: string }) => resourceId)).toContain(
      sold.entitlementId,
    );
  });
});
