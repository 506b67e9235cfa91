import { operations, type UpdateEntitlementApiRequest } from '@leeway/contract';
import { expandWords } from '../../platform/http/expand.ts';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import type { Caller } from '../../platform/http/route.ts';
import type { RoomContext } from '../../platform/room.ts';
import { createGroup } from './create-group.ts';
import { editEntitlement, type Settle } from './edit-entitlement.ts';
import { registerGroupParts } from './group-part-routes.ts';
import { registerGroups } from './group-routes.ts';
import { groupModel } from './group-view.ts';
import { listEntitlements, readEntitlement } from './read-entitlement.ts';

/** What a later room does for this one; this room must not know it. */
export interface EntitlementsOptions {
  /** Records ends by time before an edit; see `editEntitlement`. */
  readonly settle?: Settle;
}

export const registerEntitlements = (context: RoomContext, { settle }: EntitlementsOptions = {}): void => {
  registerGroups(context);
  registerGroupParts(context);
  const { route, database, clock } = context;

  route(operations.listEntitlements, async ({ tenantId, query }) => {
    const page = pageAsked(query);
    const asked = { filter: query, page, expand: expandWords(query.expand) };
    const { items, total } = await listEntitlements(database, tenantId, asked, clock.now());
    return pageReply(page, items, total);
  });

  route(operations.createEntitlementLegacy, async ({ tenantId, author, body }) => {
    const at = clock.now();
    const order = {
      skus: [body.sku],
      skuField: () => 'sku',
      customerId: body.customerId ?? null,
      activationCode: body.activationCode ?? null,
      orderRefId: body.orderRefId ?? null,
    };
    const id = await createGroup(database, author, tenantId, order, at);
    return groupModel(database, tenantId, id, new Set(['entitlements']), at);
  });

  route(operations.getEntitlement, ({ tenantId, params, query }) =>
    readEntitlement(database, tenantId, params.entitlementId, expandWords(query.expand), clock.now()),
  );

  const edit = async (
    { tenantId, author }: Pick<Caller, 'tenantId' | 'author'>,
    entitlementId: string,
    body: UpdateEntitlementApiRequest,
    forced = false,
  ): Promise<undefined> => {
    await editEntitlement({ database, clock, settle }, { author, tenantId, entitlementId, body, forced });
  };
  route(operations.updateEntitlement, ({ caller, params, query, body }) =>
    edit(caller, params.entitlementId, body, query.forceSeatCount),
  );
  route(operations.updateEntitlementLegacy, ({ caller, params, query, body }) =>
    edit(caller, params.entitlementId, body, query.forceSeatCount),
  );
};
