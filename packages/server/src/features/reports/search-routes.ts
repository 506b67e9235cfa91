import { operations, type SearchKind } from '@leeway/contract';
import { invalid } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { findOfKind, searchSql } from './search-store.ts';
import { scopesOf } from './subject.ts';

/** One search over everything: of each kind what the caller may list. */

const limitByDefault = 5;

const neededFor: Readonly<Record<SearchKind, readonly string[]>> = {
  customer: scopesOf('listCustomers'),
  entitlement: scopesOf('listEntitlements'),
  order: scopesOf('listEntitlementGroups'),
  activationCode: scopesOf('listEntitlementGroups'),
  seat: scopesOf('listEntitlements'),
  offering: scopesOf('listOfferings'),
  product: scopesOf('listProducts'),
};

const kinds = Object.keys(searchSql) as SearchKind[];

export const registerSearch = ({ route, database }: RoomContext): void => {
  route(operations.search, async ({ tenantId, caller, query }) => {
    const typed = query.q.trim();
    if (typed.length < 2) throw invalid('q', 'must have two signs or more besides blanks');
    const asked = kinds.filter(
      (kind) => (query.kind ?? kind) === kind && neededFor[kind].some((scope) => caller.scopes.has(scope)),
    );
    const found = await Promise.all(
      asked.map(async (kind) => {
        const rows = await findOfKind(database, kind, {
          tenantId,
          typed,
          limit: query.limit ?? limitByDefault,
        });
        return rows.map((row) => ({ kind, ...row }));
      }),
    );
    return { items: found.flat() };
  });
};
