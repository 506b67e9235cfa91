import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailSteps } from '../../platform/mail.ts';
import { type CheckedApi, checkedApi, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type MailServer, startMailServer, textOf } from '../../testing/mail-server.ts';
import { accepted, signedIn } from '../../testing/people.ts';
import type { Sold } from '../../testing/sell.ts';
import { openCustomer, type PortalCustomer, type PortalPerson } from './testing/portal-scene.ts';

let leeway: Leeway;
let mailServer: MailServer;
let api: CheckedApi;
let globex: PortalCustomer;
let admin: PortalPerson;
let sold: Sold;

beforeAll(async () => {
  mailServer = await startMailServer();
  leeway = await startLeeway();
  api = checkedApi(leeway);
  globex = await openCustomer(leeway, 'Globex');
  admin = await globex.signedIn('admin');
  sold = await globex.buy({ seatCount: 10, overdraft: { type: 'percentage', value: 20 } });
  const { userId } = await accepted(leeway, 'Olga', 'Sales');
  const customer = { salesOwner: userId };
  await leeway.api('PATCH', `/api/v1/customers/${globex.customerId}/responsibility-owners`, customer);
  await accepted(leeway, 'Root', 'Account Administrator');
  await api('listEvents', 'GET /api/v1/events');
});
afterAll(async () => {
  await leeway?.stop();
  await mailServer?.stop();
});

const request = (person: PortalPerson, { entitlementId }: Pick<Sold, 'entitlementId'>, body: unknown) =>
  person.call('requestSeats', `POST /portal/api/v1/entitlements/${entitlementId}/seat-requests`, body);
const own = async () =>
  (await admin.call('listOwnSeatRequests', 'GET /portal/api/v1/seat-requests')).body.items;
const listed = async (query = '') =>
  (await api('listSeatRequests', `GET /api/v1/seat-requests${query}`)).body.items;
const answer = (id: string, body: unknown) =>
  api('answerSeatRequest', `PATCH /api/v1/seat-requests/${id}`, body);
const mails = () =>
  leeway.database.query<{ recipient: string; subject: string; text: string }>(
    `select recipient, subject, text from mails where kind = 'seatsRequested' order by created_at, mail_id`,
  );
const answers = async (): Promise<number> =>
  (await leeway.database.query(`select from mails where kind = 'seatsAnswered'`)).length;
/** Sends what is queued; answers the latest mail to an address. */
const delivered = async (address: string) => {
  const { database, clock } = leeway;
  const parts = { database, clock, log: pino({ level: 'silent' }), publicUrl: leeway.baseUrl };
  await mailSteps({ ...parts, smtpUrl: mailServer.url })[0]?.run(new AbortController().signal);
  const mail = mailServer.received.findLast(({ to }) => to.includes(address));
  if (!mail) throw new Error(`no mail was delivered to ${address}`);
  return mail;
};
const events = async () => {
  await leeway.runStep('events.tell');
  const path = 'GET /api/v1/events?eventCode=entitlement.moreSeats.requested';
  return (await api('listEvents', path)).body.items;
};

describe('rule 43: more seats in one click', () => {
  it('is seen by the vendor with the figures, told as an event and mailed to the owners', async () => {
    await sold.activate('A');
    const made = await request(admin, sold, { seats: 5, note: 'We hire <three> people.' });
    expect([made.status, made.body]).toEqual([
      201,
      expect.objectContaining({ seats: 5, state: 'open', requestedBy: admin.email, answer: null }),
    ]);
    expect(await listed()).toMatchObject([
      {
        ...{ id: made.body.id, entitlementId: sold.entitlementId, customerId: globex.customerId },
        ...{ customerName: 'Globex', seats: 5, note: 'We hire <three> people.', state: 'open' },
        limits: { bought: 10, hardCap: 12, used: 1, state: 'within' },
        ...{ contactId: admin.contactId, answeredBy: null },
      },
    ]);
    const path = `GET /api/v1/seat-requests/export?customerId=${globex.customerId}`;
    const [, row, ...others] = (await api('exportSeatRequests', path)).body.split('\r\n');
    expect(others).toEqual(['']);
    expect(row).toMatch(/,Globex,ent_[^,]+,[^,]+,5,10,1,We hire <three> people\.,open,,,$/);
    expect(await events()).toMatchObject([
      {
        ...{ resourceId: sold.entitlementId, eventCode: 'entitlement.moreSeats.requested' },
        payload: {
          ...{ seatRequestId: made.body.id, customerId: globex.customerId, seats: 5 },
          ...{ requestedBy: admin.email, limits: { bought: 10, used: 1 } },
        },
      },
    ]);
    const sent = await mails();
    expect(sent.map(({ recipient }) => recipient)).toEqual(['olga@example.com']);
    expect(sent[0]?.subject).toContain('Globex asks for 5 more seats');
    expect(sent[0]?.text).toContain('“We hire <three> people.”');
    expect(sent[0]?.text).toContain('/console/seat-requests');
  });

  it('one is open at a time: another one changes it, the same once more does nothing, mails are an hour apart', async () => {
    const [before] = await own();
    const changed = await request(admin, sold, { seats: 8 });
    expect(changed.body).toMatchObject({ id: before.id, seats: 8, note: null, state: 'open' });
    await request(admin, sold, { seats: 8 });
    expect(await own()).toHaveLength(1);
    expect(await events()).toHaveLength(2);
    expect(await mails()).toHaveLength(1);
    leeway.clock.advance(3_600_001);
    expect((await request(admin, sold, {})).body).toMatchObject({ id: before.id, seats: null });
    const sent = await mails();
    expect(sent).toHaveLength(2);
    expect(sent[1]?.subject).toContain('Globex asks for more seats');
  });

  it('many at once open one', async () => {
    const other = await globex.buy({ seatCount: 3 });
    const made = await Promise.all([1, 2, 3, 4].map((seats) => request(admin, other, { seats })));
    expect(new Set(made.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
  });

  it('is answered once, and the customer sees the answer; the next request is another one', async () => {
    const [open] = (await own()).filter(
      ({ entitlementId }: { entitlementId: string }) => entitlementId === sold.entitlementId,
    );
    const sales = await signedIn(leeway, 'Sally', 'Sales');
    const path = `/api/v1/seat-requests/${open.id}`;
    const done = await sales.call('PATCH', path, { state: 'accepted', answer: 'Order 4711.' });
    expect([done.status, done.body]).toEqual([
      200,
      expect.objectContaining({ state: 'accepted', answer: 'Order 4711.', answeredBy: 'Sally Tester' }),
    ]);
    expect((await own()).find(({ id }: { id: string }) => id === open.id)).toMatchObject({
      state: 'accepted',
      answer: 'Order 4711.',
    });
    // Accepting changes no seats.
    expect(await sold.entitlement()).toMatchObject({ seatCount: 10 });
    const twice = await answer(open.id, { state: 'declined' });
    expect([twice.status, twice.body.errorCode]).toEqual([409, 'conflict']);
    const next = await request(admin, sold, { seats: 1 });
    expect(next.body.id).not.toBe(open.id);
    expect((await answer(next.body.id, { state: 'declined' })).body).toMatchObject({ state: 'declined' });
    expect(await listed(`?state=declined&customerId=${globex.customerId}`)).toHaveLength(1);
    expect(await listed('?state=open')).toHaveLength(1);
    const audit = await api('listAuditLog', `GET /api/v1/audit-log?objectId=${open.id}`);
    expect(audit.body.items.map(({ author }: { author: { kind: string } }) => author.kind)).toEqual([
      ...['user', 'contact', 'contact', 'contact'],
    ]);
  });

  it.each([
    [
      ...['de-AT, en;q=0.5', 'accepted', 'Auftrag 4711.', 'Angenommen: 7 weitere Plätze für'],
      ...['hat Ihre Anfrage nach 7 weiteren Plätzen', '“Auftrag 4711.”'],
    ],
    [
      'es',
      'declined',
      null,
      'Rechazada: 7 puestos más de',
      'ha rechazado su solicitud',
      'No hay ningún mensaje.',
    ],
    [
      ...[
        'fr',
        'accepted',
        'Welcome.',
        'Accepted: 7 more seats of',
        'has accepted your request for 7 more seats',
      ],
      '“Welcome.”',
    ],
  ] as const)(
    'who asked in %s gets the answer by a real mail',
    async (language, state, words, subject, ...says) => {
      const bought = await globex.buy({ seatCount: 3 });
      const path = `/portal/api/v1/entitlements/${bought.entitlementId}/seat-requests`;
      const made = await leeway.api(
        'POST',
        path,
        { seats: 7 },
        {
          ...{ authorization: admin.authorization, 'accept-language': language },
        },
      );
      expect(made.status).toBe(201);
      expect((await answer(made.body.id, { state, answer: words })).status).toBe(200);
      expect((await answer(made.body.id, { state })).status).toBe(409);
      const mail = await delivered(admin.email);
      const text = Buffer.from(textOf(mail), 'latin1').toString('utf8');
      expect(text).toContain(`${(await bought.entitlement()).offeringName}`);
      for (const said of says) expect(text).toContain(said);
      expect(text).toContain(`/portal/acme/entitlements/${bought.entitlementId}`);
      const [queued] = await leeway.database.query<{ subject: string }>(
        `select subject from mails where kind = 'seatsAnswered' order by created_at desc limit 1`,
      );
      expect(queued?.subject).toContain(subject);
    },
  );

  it('a contact who has left gets no answer', async () => {
    const bought = await globex.buy({ seatCount: 3 });
    const gone = await globex.signedIn('admin');
    const { body } = await request(gone, bought, { seats: 1 });
    const contact = `PATCH ${globex.contacts}/${gone.contactId}`;
    expect((await api('patchContact', contact, { status: 'inactive' })).status).toBe(204);
    const before = await answers();
    expect((await answer(body.id, { state: 'declined' })).status).toBe(200);
    expect(await answers()).toBe(before);
  });

  it('without an owner the administrators get the mail', async () => {
    const initech = await openCustomer(leeway, 'Initech');
    const ada = await initech.signedIn('admin');
    const bought = await initech.buy({ seatCount: 3 });
    await request(ada, bought, { seats: 2 });
    expect((await mails()).at(-1)).toMatchObject({ recipient: 'root@example.com' });
    expect(await own()).not.toContainEqual(expect.objectContaining({ customerId: initech.customerId }));
  });

  it('is an admin’s matter, of the own company; a Viewer sees and does not answer; strangers find nothing', async () => {
    const user = await globex.signedIn('user');
    await globex.list(sold, user);
    expect((await request(user, sold, { seats: 1 })).status).toBe(403);
    const foreign = { entitlementId: 'ent_0000000000000000000000' };
    expect((await request(admin, foreign, { seats: 1 })).status).toBe(404);
    expect((await request(admin, sold, { seats: 0 })).status).toBe(422);
    const viewer = await signedIn(leeway, 'Vera', 'Viewer');
    const { id } = (await listed('?state=open'))[0];
    expect((await viewer.call('GET', '/api/v1/seat-requests')).status).toBe(200);
    expect((await viewer.call('PATCH', `/api/v1/seat-requests/${id}`, { state: 'declined' })).status).toBe(
      403,
    );
    const stranger = await strangersApi(leeway);
    expect((await stranger('listSeatRequests', 'GET /api/v1/seat-requests')).body.items).toEqual([]);
    const stolen = await stranger('answerSeatRequest', `PATCH /api/v1/seat-requests/${id}`, {
      state: 'declined',
    });
    expect(stolen.status).toBe(404);
  });
});
