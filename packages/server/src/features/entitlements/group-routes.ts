import { operations } from '@leeway/contract';
import { expandWords } from '../../platform/http/expand.ts';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { createGroup, extendGroup } from './create-group.ts';
import { editGroup } from './edit-group.ts';
import { groupOfCode, pageOfGroups } from './group-store.ts';
import { groupListModels, groupModel } from './group-view.ts';

/** Who has just made or found a group wants to know what is in it. */
const withEntitlements: ReadonlySet<string> = new Set(['entitlements']);

export const registerGroups = ({ route, database, clock }: RoomContext): void => {
  route(operations.createEntitlementGroup, async ({ tenantId, author, body }) => {
    const at = clock.now();
    const order = {
      skus: body.skus,
      skuField: (index: number) => `skus.${index}`,
      customerId: body.customerId ?? null,
      activationCode: body.activationCode ?? null,
      orderRefId: body.orderRefId ?? null,
    };
    const id = await createGroup(database, author, tenantId, order, at);
    return groupModel(database, tenantId, id, withEntitlements, at);
  });

  route(operations.listEntitlementGroups, async ({ tenantId, query }) => {
    const page = pageAsked(query);
    const { rows, total } = await pageOfGroups(database, tenantId, query.customerId, page);
    const expand = expandWords(query.expand);
    return pageReply(page, await groupListModels(database, tenantId, rows, expand, clock.now()), total);
  });

  route(operations.findEntitlementGroup, async ({ tenantId, body }) => {
    const id = await groupOfCode(database, tenantId, body.activationCode, body.productId);
    if (id === undefined) {
      throw new ApiProblem('notFound', 'No entitlement group has this activation code and product.');
    }
    return groupModel(database, tenantId, id, withEntitlements, clock.now());
  });

  route(operations.getEntitlementGroup, ({ tenantId, params, query }) =>
    groupModel(database, tenantId, params.entitlementGroupId, expandWords(query.expand), clock.now()),
  );

  route(operations.updateEntitlementGroup, async ({ tenantId, author, params, body }) => {
    await editGroup(database, author, tenantId, params.entitlementGroupId, body);
    return undefined;
  });

  route(operations.extendEntitlementGroup, async ({ tenantId, author, params, body }) => {
    const at = clock.now();
    await extendGroup(database, author, tenantId, params.entitlementGroupId, body.skus, at);
    return groupModel(database, tenantId, params.entitlementGroupId, withEntitlements, at);
  });
};
