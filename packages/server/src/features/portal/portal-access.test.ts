import { type Operation, type PortalRole, type PortalVisibility, portalPermits } from '@leeway/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentsOf } from '../../testing/contents.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { signedIn } from '../../testing/people.ts';
import { recipes, routed } from '../../testing/walk/walk.ts';
import { type Asked, callerOf, openWorld, type World } from '../../testing/walk/world.ts';
import { openCustomer } from './testing/portal-scene.ts';

/**
 * Who may call what in the portal, for every operation there is: each caller sends a request that is valid and names
 * objects that exist, so that only who calls and what the vendor shows decide.
 */

let leeway: Leeway;
let world: World;
const asked = new Map<string, Asked>();
const tokens = new Map<PortalRole, string>();
let operations: readonly Operation[];

beforeAll(async () => {
  leeway = await startLeeway();
  world = await openWorld(leeway);
  operations = routed(leeway).filter(({ portal }) => portal !== null);
  for (const { id } of operations) asked.set(id, (await recipes[id]?.(world)) ?? {});
  for (const role of ['user', 'admin'] as const) tokens.set(role, (await world.portal.signedIn(role)).token);
}, 120_000);
afterAll(() => leeway?.stop());

const call = ({ id, method, path }: Operation, token: string | null) =>
  callerOf(leeway.baseUrl, token)(method, path, asked.get(id));

/** Ids of the operations that answer as given. */
const answering = async (token: string | null, status: number, code: string): Promise<string[]> => {
  const found: string[] = [];
  for (const operation of operations) {
    const answer = await call(operation, token);
    expect(answer.status, operation.id).toBeLessThan(500);
    if (answer.status === status && answer.body.errorCode === code) found.push(operation.id);
  }
  return found.sort();
};

const byDefault: PortalVisibility = {
  ...{ showActivationsGraph: 'user', showActivationCodes: 'user' },
  ...{ showEntitlementGroups: 'user', showUserManagement: 'admin' },
};
const settings = (Object.keys(byDefault) as (keyof PortalVisibility)[]).flatMap((name) =>
  (['none', 'admin', 'user'] as const).map((shown): [keyof PortalVisibility, 'none' | 'admin' | 'user'] => [
    name,
    shown,
  ]),
);

const all = () => operations.map(({ id }) => id).sort();

describe('rule 43: every operation of the portal', () => {
  it('refuses with 401 who has no session of the portal, whatever else they have', async () => {
    expect(operations.length).toBeGreaterThan(20);
    const before = await contentsOf(leeway.database);
    expect(await answering(null, 401, 'unauthenticated')).toEqual(all());
    expect(await answering(leeway.token, 401, 'unauthenticated')).toEqual(all());
    expect(await contentsOf(leeway.database)).toEqual(before);
    const { authorization } = await signedIn(leeway, 'Ann', 'Account Administrator');
    const console = authorization.slice('Bearer '.length);
    expect(await answering(console, 401, 'unauthenticated')).toEqual(all());
  });

  // Before what lets callers through: they delete what the others are to find hidden.
  it("rule 41: another customer's ids are 404 to an admin, and nothing of them changes", async () => {
    const { authorization } = await (await openCustomer(leeway, 'Stranger')).signedIn('admin');
    const stranger = authorization.slice('Bearer '.length);
    const before = await contentsOf(leeway.database);
    const named = operations.filter(({ path }) => path.includes('Id}'));
    const found: string[] = [];
    for (const operation of named) {
      const { status } = await call(operation, stranger);
      if (status !== 404) found.push(`${operation.id}: ${status}`);
    }
    expect(found).toEqual([]);
    expect(named.length).toBeGreaterThan(15);
    expect(await contentsOf(leeway.database)).toEqual(before);
  });

  it.each(settings)(
    '%s = %s: refuses with 403 whom it is not for, and lets the others through',
    async (name, shown) => {
      const inForce = { ...byDefault, [name]: shown };
      const path = '/api/v1/account/eup/settings';
      expect((await world.asTenant('PATCH', path, { body: inForce })).status).toBe(204);
      for (const role of ['user', 'admin'] as const) {
        const forbidden = operations.filter(({ portal }) => portal && !portalPermits(portal, role, inForce));
        const refused = await answering(tokens.get(role) ?? '', 403, 'portalForbids');
        expect([role, refused]).toEqual([role, forbidden.map(({ id }) => id).sort()]);
      }
    },
  );
});
