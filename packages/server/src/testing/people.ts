import type { RoleName } from '@leeway/contract';
import type { Answer, Leeway } from './leeway.ts';

/** People of a test's console, invited and signed in through the API as real ones are. */

type Caller = Pick<Leeway, 'api' | 'baseUrl' | 'database'>;

const expectStatus = (answer: Answer, status: number) => {
  if (answer.status !== status) throw new Error(`expected ${status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};

export const password = 'correct horse battery';

export const roleIdOf = async ({ api }: Pick<Leeway, 'api'>, role: RoleName): Promise<string> => {
  const { items } = expectStatus(await api('GET', '/api/v1/account/roles'), 200);
  return items.find(({ name }: { name: string }) => name === role).id;
};

/** The token of the invitation that went to an address last. */
export const invitationTo = async (
  { database }: Pick<Leeway, 'database'>,
  email: string,
): Promise<string> => {
  const [mail] = await database.query<{ text: string }>(
    'select text from mails where recipient = $1 order by created_at desc, mail_id desc limit 1',
    [email],
  );
  const token = /\/console\/invitation\?token=(\S+)/.exec(mail?.text ?? '')?.[1];
  if (!token) throw new Error(`no invitation went to ${email}`);
  return token;
};

/** Calls a URL of the console, without the API client's token. */
export const consoleOf =
  ({ baseUrl }: Pick<Leeway, 'baseUrl'>) =>
  async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : text };
  };

export interface Person {
  readonly userId: string;
  readonly username: string;
  readonly email: string;
  /** `Bearer` and the session's token. */
  readonly authorization: string;
  /** Calls the API as this person. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
}

/** A user as invited: without a password. */
export const invite = async (leeway: Caller, username: string, role: RoleName) => {
  const email = `${username.toLowerCase()}@example.com`;
  const roleId = await roleIdOf(leeway, role);
  const request = { username, firstName: username, lastName: 'Tester', email, roleId };
  const { id } = expectStatus(await leeway.api('POST', '/api/v1/account/users', request), 201);
  return { userId: id as string, username, email };
};

/** A user who has accepted the invitation. */
export const accepted = async (leeway: Caller, username: string, role: RoleName) => {
  const user = await invite(leeway, username, role);
  const token = await invitationTo(leeway, user.email);
  expectStatus(await consoleOf(leeway)('POST', '/console/invitation/accept', { token, password }), 204);
  return user;
};

/** A user who is signed in. */
export const signedIn = async (leeway: Caller, username: string, role: RoleName): Promise<Person> => {
  const user = await accepted(leeway, username, role);
  const request = { username, password, as: 'token' };
  const { token } = expectStatus(await consoleOf(leeway)('POST', '/console/session', request), 201);
  const authorization = `Bearer ${token}`;
  return {
    ...user,
    authorization,
    call: (method, path, body) => leeway.api(method, path, body, { authorization }),
  };
};
