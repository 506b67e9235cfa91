import { expect } from 'vitest';
import { checkedApi } from '../../../testing/checked-api.ts';
import type { Leeway } from '../../../testing/leeway.ts';
import { verifyContactPassword } from '../sign-in.ts';

/** Contacts of one customer and how they sign in, over HTTP, as tests need them. */

interface Mail {
  readonly recipient: string;
  readonly subject: string;
  readonly text: string;
}

export const password = { type: 'password' };
export const claim = (claimValue: string) => ({ type: 'openIdToken', claimValue });
export const tokenIn = (mail: Mail | undefined): string =>
  /token=(\S+)/.exec(mail?.text ?? '')?.[1] ?? 'none';

let people = 0;

export const openPeople = async (leeway: Leeway) => {
  const api = checkedApi(leeway);

  const newCustomer = async (name: string): Promise<string> =>
    (await api('createCustomer', 'POST /api/v1/customers', { name })).body.id;

  const customerId = await newCustomer('Initech');
  const at = `/api/v1/customers/${customerId}/contacts`;

  const newContact = async (asked?: string, customer = customerId) => {
    people += 1;
    const email = asked ?? `person${people}@initech.example`;
    const path = `POST /api/v1/customers/${customer}/contacts`;
    return (await api('createContact', path, { email })).body as { id: string; email: string };
  };

  const credentialsOf = async (id: string) =>
    (await api('getContactCredentials', `GET ${at}/${id}/credentials`)).body;

  const set = (id: string, authentication: unknown, role: unknown = 'user', as = api) =>
    as('updateContactCredentials', `PATCH ${at}/${id}/credentials`, { authentication, role });

  /** Asks for the mail with a link. */
  const ask = (id: string, action: unknown, as = api) =>
    as('requestContactPasswordAction', `POST ${at}/${id}/credentials/password/action`, { action });

  const mailsTo = (email: string) =>
    leeway.database.query<Mail>(
      'select recipient, subject, text from mails where tenant_id = $1 and recipient = $2 order by created_at, mail_id',
      [leeway.tenantId, email],
    );

  /** Sets the password with the token of a mail. */
  const choose = (token: unknown, chosen: unknown) =>
    leeway.api('POST', '/portal/credentials/password', { token, password: chosen }, { authorization: '' });

  const signIn = (email: string, chosen: string) =>
    verifyContactPassword(leeway.database, leeway.tenantId, email, chosen);

  /** A contact that signs in with `chosen`. */
  const withPassword = async (chosen: string) => {
    const contact = await newContact();
    await set(contact.id, password);
    await ask(contact.id, 'setup');
    const [mail] = await mailsTo(contact.email);
    expect((await choose(tokenIn(mail), chosen)).status).toBe(204);
    return contact;
  };

  return {
    ...{ customerId, at, newCustomer, newContact, credentialsOf, set, ask, mailsTo, choose, signIn },
    withPassword,
  };
};

export type People = Awaited<ReturnType<typeof openPeople>>;
