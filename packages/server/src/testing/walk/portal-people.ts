import type { Leeway } from '../leeway.ts';
import { consoleOf } from '../people.ts';
import type { Sold } from '../sell.ts';

/** A customer of the walk whose people are signed in to its portal: what the portal's operations are asked with. */

const password = 'correct horse battery';

// biome-ignore lint/suspicious/noExplicitAny: recipes read whatever members they need
type Create = (path: string, body?: unknown) => Promise<any>;

const linkTo = async ({ database }: Leeway, email: string): Promise<string> => {
  const [mail] = await database.query<{ text: string }>(
    'select text from mails where recipient = $1 order by created_at desc, mail_id desc limit 1',
    [email],
  );
  return /\/password\?token=(\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
};

export const openPortal = async (
  leeway: Leeway,
  create: Create,
  named: (what: string) => string,
  sell: () => Promise<Sold>,
) => {
  const { id: customerId } = await create('/customers', { name: named('Customer') });
  const contacts = `/customers/${customerId}/contacts`;
  const ask = consoleOf(leeway);

  /** Invited, and not signed in yet. */
  const invited = async (role: 'user' | 'admin') => {
    const email = `${named('ada')}@example.com`;
    const { id } = await create(contacts, { email, firstName: 'Ada' });
    await create(`${contacts}/${id}/portal-invitation`, { role });
    return { contactId: id as string, email };
  };

  /** The token of a session. */
  const signedIn = async (role: 'user' | 'admin') => {
    const person = await invited(role);
    const token = await linkTo(leeway, person.email);
    await ask('POST', '/portal/credentials/password', { token, password });
    const asked = { tenant: leeway.tenantId, email: person.email, password, as: 'token' };
    const { status, body } = await ask('POST', '/portal/api/v1/session', asked);
    if (status !== 201) throw new Error(`sign-in to the portal: ${status} ${JSON.stringify(body)}`);
    return { ...person, token: body.token as string };
  };

  const admin = await signedIn('admin');

  return {
    customerId: customerId as string,
    /** Posts as the admin and answers the body; throws unless it succeeded. */
    create: async (path: string, body: unknown) => {
      const answer = await ask('POST', path, body, { authorization: `Bearer ${admin.token}` });
      if (answer.status === 201) return answer.body;
      throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    },
    invited,
    signedIn,
    /** Sold to this customer. */
    bought: async (): Promise<Sold> => {
      const sold = await sell();
      await create(`PATCH /entitlements/groups/${sold.groupId}`, { customerId });
      return sold;
    },
    admin,
  };
};
