import { type Operation, rolePermits, roles, type Scope, scopes } from '@leeway/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiClient, createTenant } from './features/identity/index.ts';
import { contentsOf } from './testing/contents.ts';
import { type Answer, type Leeway, startLeeway } from './testing/leeway.ts';
import { signedIn } from './testing/people.ts';
import { spoiledTokens } from './testing/tokens.ts';
import { recipes, routed } from './testing/walk/walk.ts';
import { type Asked, callerOf, openWorld } from './testing/walk/world.ts';

/**
 * Who may call what, for every operation there is: each caller sends a request that is valid and names objects that
 * exist, so that only the caller is wrong. A caller who is let through gets anything but 401 and 403.
 */

let leeway: Leeway;
/** A valid request of each operation. */
const asked = new Map<string, Asked>();
let operations: readonly Operation[];
let everyOperation: readonly Operation[];

beforeAll(async () => {
  leeway = await startLeeway();
  const world = await openWorld(leeway);
  everyOperation = routed(leeway);
  // The portal's have callers of their own, see features/portal/portal-access.test.ts.
  operations = everyOperation.filter(({ portal }) => portal === null);
  for (const { id } of everyOperation) asked.set(id, (await recipes[id]?.(world)) ?? {});
}, 120_000);
afterAll(() => leeway?.stop());

const call = (
  { id, method, path }: Operation,
  token: string | null,
  headers: Record<string, string> = {},
): Promise<Answer> => callerOf(leeway.baseUrl, token, headers)(method, path, asked.get(id));

/** What is wrong, one line for each operation that does not answer as expected. */
const faults = async (
  list: readonly Operation[],
  answerOf: (operation: Operation) => Promise<Answer>,
  isRight: (answer: Answer, operation: Operation) => boolean,
): Promise<string[]> => {
  const wrong: string[] = [];
  for (const operation of list) {
    const answer = await answerOf(operation);
    if (!isRight(answer, operation))
      wrong.push(`${operation.id}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`);
  }
  return wrong;
};

/** The tenant's rows are after `work` what they were before. */
const changingNothing = async (work: () => Promise<void>): Promise<void> => {
  const before = await contentsOf(leeway.database, leeway.tenantId);
  await work();
  expect(await contentsOf(leeway.database, leeway.tenantId)).toEqual(before);
};

const refusedWith = (status: number, code: string) => (answer: Answer) =>
  answer.status === status && answer.body.errorCode === code;
const letThrough = ({ status }: Answer) => status !== 401 && status !== 403 && status < 500;
/** A report may be asked for with several scopes; what it is on needs that of its list besides. */
const ofItsSubject = ({ status, body }: Answer) => status === 403 && /^A report on /.test(body.detail);
const unauthenticated = refusedWith(401, 'unauthenticated');

describe('every operation refuses with 401', () => {
  it('a request without a token', () =>
    changingNothing(async () => {
      expect(await faults(everyOperation, (one) => call(one, null), unauthenticated)).toEqual([]);
    }));

  it('a forged token, and an expired one', async () => {
    const { good, forged, expired } = await spoiledTokens(leeway);
    await changingNothing(async () => {
      expect(await faults(everyOperation, (one) => call(one, forged), unauthenticated)).toEqual([]);
      expect(await faults(everyOperation, (one) => call(one, expired), unauthenticated)).toEqual([]);
    });
    const open = operations.filter((one) => one.method === 'GET' && !one.scopes.includes('tenants:admin'));
    expect(await faults(open, (one) => call(one, good), letThrough)).toEqual([]);
  });
});

// Before what lets callers through: they delete what the others are to find hidden.
describe('other tenants', () => {
  const stranger = async () => {
    const { tenantId } = await createTenant(leeway, { name: 'Stranger', slug: 'stranger' });
    const { clientId, clientSecret } = await createApiClient(leeway, tenantId, {
      ...{ clientId: 'stranger', scopes: 'all' },
    });
    return { tenantId, token: await leeway.tokenFor(clientId, clientSecret) };
  };
  /** What belongs to a tenant; the operator works on all of them. */
  const tenants = () => operations.filter((operation) => !operation.scopes.includes('tenants:admin'));
  const idsIn = (text: string) => new Set(text.match(/\b[a-z]{1,4}_[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])/g));

  /** What a request says, its request token (base64url) included. */
  const sentText = (request: Asked = {}): string => {
    const { token } = (request.body ?? {}) as { token?: string };
    return JSON.stringify(request) + (token ? Buffer.from(token, 'base64url').toString() : '');
  };

  it('rule 41: N-TenantId of another tenant is refused: 403', async () => {
    const other = { 'n-tenantid': 't_0000000000000000000000' };
    const wrongTenant = refusedWith(403, 'wrongTenant');
    expect(await faults(tenants(), (one) => call(one, leeway.token, other), wrongTenant)).toEqual([]);
  });

  it("rule 41: another tenant's ids are 404, nothing of it is told, and nothing of it changes", async () => {
    const { token } = await stranger();
    const ours = await leeway.database.query<{ id: string }>(
      `select object_id as id from audit_log where tenant_id = $1
       union select activation_id from activations where tenant_id = $1`,
      [leeway.tenantId],
    );
    const known = new Set(ours.map(({ id }) => id));
    const hidden = (answer: Answer, { id, path }: Operation) => {
      const sent = idsIn(sentText(asked.get(id)));
      const told = [...idsIn(JSON.stringify(answer.body))].filter((one) => known.has(one) && !sent.has(one));
      const unknown = answer.status === 404 || answer.body.errorCode === 'unknownReference';
      return told.length === 0 && (path.includes('Id}') ? unknown : letThrough(answer));
    };
    await changingNothing(async () => {
      expect(await faults(tenants(), (one) => call(one, token), hidden)).toEqual([]);
    });
  });
});

describe('scopes', () => {
  const tokens = new Map<string, string>();
  const tokenWith = async (held: readonly Scope[]): Promise<string> => {
    const scope = held.join(' ');
    const known = tokens.get(scope);
    if (known) return known;
    const asking = { clientId: `scoped-${tokens.size}`, scopes: [...held] };
    const { clientId, clientSecret } = await createApiClient(leeway, leeway.tenantId, asking);
    const token = await leeway.tokenFor(clientId, clientSecret);
    tokens.set(scope, token);
    return token;
  };
  const scoped = () => operations.filter((operation) => operation.scopes.length > 0);

  it('all scopes but those that an operation names are not enough: 403', async () => {
    const without = (operation: Operation) =>
      tokenWith(scopes.filter((scope) => !operation.scopes.includes(scope)));
    const missingScope = refusedWith(403, 'missingScope');
    for (const operation of scoped()) await without(operation);
    await changingNothing(async () => {
      expect(await faults(scoped(), async (one) => call(one, await without(one)), missingScope)).toEqual([]);
    });
  });

  it('one of those that an operation names is enough, each of them', async () => {
    const last = scoped().sort((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'));
    for (const scope of scopes) {
      const token = await tokenWith([scope]);
      const named = last.filter((operation) => operation.scopes.includes(scope));
      const isRight = (answer: Answer) => letThrough(answer) || ofItsSubject(answer);
      expect(await faults(named, (one) => call(one, token), isRight)).toEqual([]);
    }
  });

  it('an operation without scopes wants none', async () => {
    const token = await tokenWith(['products:read']);
    const open = operations.filter((operation) => operation.scopes.length === 0);
    expect(open.length).toBeGreaterThan(0);
    expect(await faults(open, (one) => call(one, token), letThrough)).toEqual([]);
  });
});

describe('rule 42: the roles of the console', () => {
  it.each(roles.map(({ name }) => name))(
    '%s may do what the permission matrix says, and no more',
    async (role) => {
      const { authorization } = await signedIn(leeway, role.replaceAll(' ', ''), role);
      const asRole = (operation: Operation) => call(operation, null, { authorization });
      const [permitted, refused] = [true, false].map((may) =>
        operations.filter((operation) => rolePermits(role, operation) === may),
      ) as [Operation[], Operation[]];
      await changingNothing(async () => {
        expect(await faults(refused, asRole, ({ status }) => status === 403)).toEqual([]);
      });
      expect(await faults(permitted, asRole, letThrough)).toEqual([]);
      expect(permitted.length + refused.length).toBe(operations.length);
      expect(refused.length).toBeGreaterThan(0);
    },
  );
});
