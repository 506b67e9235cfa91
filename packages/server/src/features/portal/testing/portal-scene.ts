import { checkReply } from '@leeway/contract/testing';
import { checkedApi } from '../../../testing/checked-api.ts';
import type { Answer, Leeway } from '../../../testing/leeway.ts';
import { consoleOf } from '../../../testing/people.ts';
import { type Sold, sell, type Terms } from '../../../testing/sell.ts';

/** A customer with what it bought and its people in the portal, all of it through the API, as portal tests need it. */

export const password = 'correct horse battery';

export interface PortalPerson {
  readonly contactId: string;
  readonly email: string;
  /** `Bearer` and the session's token. */
  readonly authorization: string;
  /** Calls an operation of the portal; the answer is held against the contract. */
  call(operationId: string, request: string, body?: unknown): Promise<Answer>;
}

const expectStatus = (answer: Answer, status: number): Answer => {
  if (answer.status === status) return answer;
  throw new Error(`expected ${status}: ${answer.status} ${JSON.stringify(answer.body)}`);
};

/** Asks a URL of the portal without the API client's token. */
export const portalOf = (leeway: Pick<Leeway, 'baseUrl'>) => {
  const ask = consoleOf(leeway);
  return (request: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const [method = '', path = ''] = request.split(' ');
    return ask(method, path, body, headers);
  };
};

/** The token of the link that was mailed to an address last. */
export const linkTo = async ({ database }: Pick<Leeway, 'database'>, email: string): Promise<string> => {
  const [mail] = await database.query<{ text: string }>(
    'select text from mails where recipient = $1 order by created_at desc, mail_id desc limit 1',
    [email],
  );
  const token = /\/password\?token=(\S+)/.exec(mail?.text ?? '')?.[1];
  if (!token) throw new Error(`no link went to ${email}`);
  return token;
};

let named = 0;

export const openCustomer = async (leeway: Leeway, name: string) => {
  const api = checkedApi(leeway);
  const portal = portalOf(leeway);
  const customerId: string = (await api('createCustomer', 'POST /api/v1/customers', { name })).body.id;
  const contacts = `/api/v1/customers/${customerId}/contacts`;

  const newContact = async (): Promise<{ readonly id: string; readonly email: string }> => {
    named += 1;
    const email = `person${named}@${name.toLowerCase()}.example`;
    return (await api('createContact', `POST ${contacts}`, { email })).body;
  };

  const signIn = async (email: string, chosen = password): Promise<string> => {
    const asked = { tenant: 'acme', email, password: chosen, as: 'token' };
    return expectStatus(await portal('POST /portal/api/v1/session', asked), 201).body.token;
  };

  const personOf = (contactId: string, email: string, token: string): PortalPerson => {
    const authorization = `Bearer ${token}`;
    return {
      ...{ contactId, email, authorization },
      call: async (operationId, request, body) => {
        const answer = await portal(request, body, { authorization });
        const findings = checkReply(operationId, answer.status, answer.body);
        if (findings) throw new Error(`${operationId} ${answer.status}: ${JSON.stringify(findings)}`);
        return answer;
      },
    };
  };

  /** A contact that was invited, has chosen a password and is signed in. */
  const signedIn = async (role: 'user' | 'admin'): Promise<PortalPerson> => {
    const { id, email } = await newContact();
    const invitation = `POST ${contacts}/${id}/portal-invitation`;
    expectStatus(await api('inviteContactToPortal', invitation, { role }), 204);
    const token = await linkTo(leeway, email);
    expectStatus(await portal('POST /portal/credentials/password', { token, password }), 204);
    return personOf(id, email, await signIn(email));
  };

  /** The same person, signed in anew: tests move the clock past the end of sessions. */
  const again = async ({ contactId, email }: PortalPerson): Promise<PortalPerson> =>
    personOf(contactId, email, await signIn(email));

  /** Sells to this customer. */
  const buy = async (terms: Terms = {}): Promise<Sold> => {
    const sold = await sell(leeway, terms);
    const at = `PATCH /api/v1/entitlements/groups/${sold.groupId}`;
    expectStatus(await api('updateEntitlementGroup', at, { customerId }), 204);
    return sold;
  };

  /** Lets a contact see an order and use it. */
  const list = async ({ groupId }: Sold, { contactId }: Pick<PortalPerson, 'contactId'>): Promise<void> => {
    const at = `POST /api/v1/entitlements/groups/${groupId}/authorized-contacts`;
    expectStatus(await api('assignAuthorizedContact', at, { id: contactId }), 204);
  };

  return { customerId, contacts, newContact, signIn, signedIn, again, buy, list };
};

export type PortalCustomer = Awaited<ReturnType<typeof openCustomer>>;
