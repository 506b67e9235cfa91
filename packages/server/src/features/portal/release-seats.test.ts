import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import type { Sold } from '../../testing/sell.ts';
import { openCustomer, type PortalCustomer, type PortalPerson, password } from './testing/portal-scene.ts';

let leeway: Leeway;
let globex: PortalCustomer;
let admin: PortalPerson;
let user: PortalPerson;
let sold: Sold;

beforeAll(async () => {
  leeway = await startLeeway();
  globex = await openCustomer(leeway, 'Globex');
  admin = await globex.signedIn('admin');
  user = await globex.signedIn('user');
  sold = await globex.buy({ seatCount: 3 });
  await globex.list(sold, user);
});
afterAll(() => leeway?.stop());

const release = (person: PortalPerson, activationId: string) =>
  person.call('releaseOwnSeat', `DELETE /portal/api/v1/activations/${activationId}`);
const withAccount = ({ email }: PortalPerson, seatId: string) =>
  sold.activate(seatId, { activationCredentials: { type: 'password', username: email, password } });

describe('rule 43: seats given back in the portal', () => {
  it('an admin releases anyone’s: the seat is free at once, and the log tells who did it', async () => {
    const [first] = [await sold.activate('A'), await sold.activate('B'), await sold.activate('C')];
    expect((await sold.activate('D')).status).toBe(402);
    expect((await release(admin, first?.body.id)).status).toBe(204);
    expect((await sold.activate('D')).status).toBe(201);
    expect((await sold.log()).find(({ operation }) => operation === 'deactivate')).toMatchObject({
      ...{ seatId: 'A', seatsUsed: 2, releasedBy: admin.email },
    });
    expect((await release(admin, first?.body.id)).status).toBe(404);
    for (const { activationId } of await leeway.database.query<{ activationId: string }>(
      'select activation_id as "activationId" from activations',
    ))
      await sold.release(activationId);
    const byClient = (await sold.log()).find(({ operation }) => operation === 'deactivate');
    expect(byClient?.releasedBy).toBe('test');
  });

  it('a user releases the own seat only: that of the own account', async () => {
    const own = await withAccount(user, 'laptop');
    expect(own.body.username).toBe(user.email);
    const coded = await sold.activate('by code');
    const forbidden = await release(user, coded.body.id);
    expect([forbidden.status, forbidden.body.errorCode]).toEqual([403, 'portalForbids']);
    expect((await release(user, own.body.id)).status).toBe(204);
    const colleague = await globex.signedIn('user');
    await globex.list(sold, colleague);
    const theirs = await withAccount(colleague, 'desktop');
    expect((await release(user, theirs.body.id)).status).toBe(403);
    expect((await release(colleague, theirs.body.id)).status).toBe(204);
  });

  it('another customer’s seat is not found', async () => {
    const initech = await openCustomer(leeway, 'Initech');
    const bought = await initech.buy({ seatCount: 1 });
    const { id } = (await bought.activate('A')).body;
    const answer = await release(admin, id);
    expect(answer.status).toBe(404);
    expect(JSON.stringify(answer.body)).not.toContain(bought.entitlementId);
    expect((await bought.entitlement()).seatsUsed).toBe(1);
  });
});
