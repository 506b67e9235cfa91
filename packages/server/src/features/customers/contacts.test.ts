import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { contactsById } from './index.ts';

let leeway: Leeway;
let api: CheckedApi;
let stranger: CheckedApi;
let customerId: string;
let at: string;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  stranger = await strangersApi(leeway);
  customerId = await newCustomer('Initech');
  at = `/api/v1/customers/${customerId}/contacts`;
});
afterAll(() => leeway?.stop());

const newCustomer = async (name: string) =>
  (await api('createCustomer', 'POST /api/v1/customers', { name })).body.id as string;
const create = (asked: object) => api('createContact', `POST ${at}`, asked);
const read = async (id: string) => (await api('getContact', `GET ${at}/${id}`)).body;

const full = {
  firstName: 'Peter',
  lastName: 'Gibbons',
  email: 'Peter@initech.example',
  title: 'Engineer',
  contactRefId: 'C-1',
  status: 'inactive',
  isKeyContact: true,
  linkedInProfile: 'https://linkedin.example/peter',
  phoneNumber: '+1 512 555',
};

describe('contacts', () => {
  it('are created with all they have and read back', async () => {
    const created = await create(full);
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      ...full,
      id: expect.stringMatching(/^con_/),
      location: null,
      createdAt: expect.any(String),
      updatedAt: null,
    });
    expect(await read(created.body.id)).toEqual(created.body);
  });

  it('are deleted, with what they sign in by, and their address is free again', async () => {
    const { body } = await create({ email: 'gone@initech.example' });
    const credentials = { authentication: { type: 'password' }, role: 'user' };
    await api('updateContactCredentials', `PATCH ${at}/${body.id}/credentials`, credentials);
    const remove = (as = api) => as('deleteContact', `DELETE ${at}/${body.id}`);
    expect((await remove(stranger)).status).toBe(404);
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
    expect((await api('getContact', `GET ${at}/${body.id}`)).status).toBe(404);
    const again = await create({ email: 'gone@initech.example' });
    expect(again.status).toBe(201);
    await api('deleteContact', `DELETE ${at}/${again.body.id}`);
  });

  it('need an address only', async () => {
    const { body } = await create({ email: ' milton@localhost ' });
    expect(body).toMatchObject({
      email: 'milton@localhost',
      status: 'active',
      isKeyContact: false,
      firstName: null,
    });
  });

  it.each(['milton', '@initech.example', 'milton@', 'a b@c', 'a@b@c', 'a@b\r\nBcc: x', '<a@b>', ''])(
    'refuse %j as an address',
    async (email) => {
      const answer = await create({ email });
      expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'email']);
    },
  );

  it('have an address of their own within the customer, in any case', async () => {
    await create({ email: 'samir@initech.example' });
    const other = await create({ email: 'michael@initech.example' });
    const again = await create({ email: 'SAMIR@initech.example' });
    expect([again.status, again.body.errorCode, ...faultyFields(again)]).toEqual([409, 'duplicate', 'email']);
    const email = 'Samir@initech.example';
    const patched = await api('patchContact', `PATCH ${at}/${other.body.id}`, { email });
    expect([patched.status, ...faultyFields(patched)]).toEqual([409, 'email']);
    const put = { email, status: 'active', isKeyContact: false };
    expect((await api('updateContact', `PUT ${at}/${other.body.id}`, put)).status).toBe(409);
    const elsewhere = await newCustomer('Initrode');
    const answer = await api('createContact', `POST /api/v1/customers/${elsewhere}/contacts`, { email });
    expect(answer.status).toBe(201);
  });

  it('keep with PATCH what is missing or null, and lose it with PUT', async () => {
    const { body } = await create({ ...full, email: 'bill@initech.example' });
    const patch = { title: 'Manager', firstName: null, location: { countryCode: 'us', regionCode: 'TX' } };
    leeway.clock.advance(1000);
    expect((await api('patchContact', `PATCH ${at}/${body.id}`, patch)).status).toBe(204);
    const patched = await read(body.id);
    const location = { countryCode: 'US', regionCode: 'TX' };
    expect(patched).toEqual({ ...body, title: 'Manager', location, updatedAt: patched.updatedAt });
    expect(Date.parse(patched.updatedAt)).toBeGreaterThan(Date.parse(body.createdAt));
    const put = { email: 'lumbergh@initech.example', status: 'active', isKeyContact: false };
    expect((await api('updateContact', `PUT ${at}/${body.id}`, put)).status).toBe(204);
    const nothing = { firstName: null, lastName: null, title: null, contactRefId: null, location: null };
    expect(await read(body.id)).toMatchObject({
      ...put,
      ...nothing,
      phoneNumber: null,
      linkedInProfile: null,
    });
  });

  it('refuse a bad place and an empty PATCH', async () => {
    const { body } = await create({ email: 'bob@initech.example' });
    const patch = (asked: object) => api('patchContact', `PATCH ${at}/${body.id}`, asked);
    const answer = await patch({ location: { countryCode: '1' } });
    expect([answer.status, ...faultyFields(answer)]).toEqual([422, 'location.countryCode']);
    expect((await patch({})).status).toBe(422);
    expect(await read(body.id)).toEqual(body);
  });

  it('are listed by customer, oldest first, in pages', async () => {
    const list = await api('listContacts', `GET ${at}?pageSize=1`);
    expect(list.body.items).toMatchObject([{ email: full.email }]);
    const { elementsTotal } = list.body;
    const beyond = await api('listContacts', `GET ${at}?pageSize=9999&pageNumber=3`);
    expect(beyond.body).toEqual({ items: [], pageSize: 1000, pageNumber: 3, elementsTotal });
    expect((await api('listContacts', `GET ${at}?pageSize=0`)).status).toBe(422);
  });

  it('are found over all customers by any part of the address', async () => {
    const elsewhere = await newCustomer('Chotchkie');
    const joanna = { email: 'joanna_100%@Chotchkie.example', firstName: 'Joanna' };
    const { body } = await api('createContact', `POST /api/v1/customers/${elsewhere}/contacts`, joanna);
    const search = async (email: string) => {
      const answer = await api('searchContacts', `GET /api/v1/customers/contacts/search?email=${email}`);
      return answer.body.items;
    };
    const found = { id: body.id, customerId: elsewhere, ...joanna, lastName: null };
    expect(await search('CHOTCHKIE')).toEqual([found]);
    expect(await search('joanna_100%25@')).toEqual([found]);
    expect(await search('joanna%25')).toEqual([]);
    const all = await api('searchContacts', 'GET /api/v1/customers/contacts/search?pageSize=1&pageNumber=2');
    expect(all.body.items).toMatchObject([{ email: 'milton@localhost' }]);
    expect(all.body.elementsTotal).toBeGreaterThan(3);
  });

  it('rule 41: are not there for another tenant or customer', async () => {
    const { body } = await create({ email: 'tom@initech.example' });
    const elsewhere = `/api/v1/customers/${await newCustomer('Elsewhere')}/contacts`;
    expect((await api('getContact', `GET ${elsewhere}/${body.id}`)).status).toBe(404);
    const put = { email: 'x@y', status: 'active', isKeyContact: false };
    expect((await stranger('getContact', `GET ${at}/${body.id}`)).status).toBe(404);
    expect((await stranger('listContacts', `GET ${at}`)).status).toBe(404);
    expect((await stranger('createContact', `POST ${at}`, { email: 'x@y' })).status).toBe(404);
    expect((await stranger('updateContact', `PUT ${at}/${body.id}`, put)).status).toBe(404);
    expect((await stranger('patchContact', `PATCH ${at}/${body.id}`, { title: 'x' })).status).toBe(404);
    const search = await stranger('searchContacts', 'GET /api/v1/customers/contacts/search');
    expect(search.body.elementsTotal).toBe(0);
  });

  it('are handed to later rooms by id', async () => {
    const { body } = await create({ email: 'drew@initech.example' });
    const found = await contactsById(leeway.database, leeway.tenantId, [body.id, 'con_unknown']);
    expect([...found]).toEqual([[body.id, { ...body, customerId }]]);
  });
});
