import { operations, type PatchCustomerOwnersApiRequest } from '@leeway/contract';
import type { Author } from '../../platform/author.ts';
import { notFound, unknownReference } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { selectUser } from '../identity/index.ts';
import { tellUpdated } from './customer-events.ts';
import { findOwners, type Owners, setOwners } from './customers-store.ts';

/** Who of the vendor's people answers for a customer: users of the console. */

const nobody: Owners = { salesOwner: null, customerSuccessOwner: null, serviceOwner: null };
const names = Object.keys(nobody) as (keyof Owners)[];

/** What a PATCH names; null clears. */
const ownersNamed = (body: PatchCustomerOwnersApiRequest): Partial<Owners> =>
  Object.fromEntries(names.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]])));

export const registerOwnerRoutes = ({ route, database, clock }: RoomContext): void => {
  const change = async (
    { tenantId, author }: { readonly tenantId: string; readonly author: Author },
    customerId: string,
    owners: Partial<Owners>,
  ): Promise<undefined> => {
    for (const name of names) {
      const userId = owners[name];
      if (userId && !(await selectUser(database, tenantId, userId)))
        throw unknownReference(name, 'user', userId);
    }
    const at = clock.now();
    const known = await database.transaction(author, async (tx) => {
      const isSet = await setOwners(tx, tenantId, customerId, owners, at);
      if (isSet) await tellUpdated(tx, tenantId, [customerId], at);
      return isSet;
    });
    if (!known) throw notFound('customer', customerId);
    return undefined;
  };

  route(operations.updateCustomerOwners, ({ caller, params: { customerId }, body }) =>
    change(caller, customerId, { ...nobody, ...ownersNamed(body) }),
  );

  route(operations.patchCustomerOwners, ({ caller, params: { customerId }, body }) =>
    change(caller, customerId, ownersNamed(body)),
  );

  route(operations.getCustomerOwners, async ({ tenantId, params: { customerId } }) => {
    const owners = await findOwners(database, tenantId, customerId);
    if (!owners) throw notFound('customer', customerId);
    return owners;
  });
};
