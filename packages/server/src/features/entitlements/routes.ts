import { type EntitlementExportModel, operations, type UpdateEntitlementApiRequest } from '@leeway/contract';
import { expandWords } from '../../platform/http/expand.ts';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { Caller } from '../../platform/http/route.ts';
import type { RoomContext } from '../../platform/room.ts';
import { editEntitlement, type Settle } from './edit-entitlement.ts';
import { registerGroupParts } from './group-part-routes.ts';
import { registerGroups } from './group-routes.ts';
import { groupModel } from './group-view.ts';
import { registerLife } from './life-routes.ts';
import { registerNotes } from './note-routes.ts';
import { registerOverdrafts } from './overdraft-routes.ts';
import { listEntitlements, readEntitlement } from './read-entitlement.ts';
import { isAgreed, sellEntitlement } from './sell-entitlement.ts';

/** What a later room does for this one; this room must not know it. */
export interface EntitlementsOptions {
  /** Records ends by time before an edit; see `editEntitlement`. */
  readonly settle?: Settle;
  /** Where an entitlement is exported to; null: it is not. Left out: nothing is ever exported. */
  readonly exportOf?: ExportOf;
}

type ExportOf = (tenantId: string, entitlementId: string) => Promise<EntitlementExportModel | null>;

export const registerEntitlements = (
  context: RoomContext,
  { settle, exportOf }: EntitlementsOptions = {},
): void => {
  registerGroups(context);
  registerGroupParts(context);
  registerNotes(context);
  registerLife(context, settle);
  registerOverdrafts(context, settle);
  const { route, database, clock } = context;

  route(operations.listEntitlements, async ({ tenantId, query }) => {
    const page = pageAsked(query);
    const asked = { filter: query, page, expand: expandWords(query.expand) };
    const { items, total } = await listEntitlements(database, tenantId, asked, clock.now());
    return pageReply(page, items, total);
  });

  route(operations.createEntitlementLegacy, async ({ tenantId, author, body }) => {
    // Whatever else the body has is none of this operation's.
    const { sku, customerId, activationCode, orderRefId } = body;
    const sale = { author, tenantId, body: { sku, customerId, activationCode, orderRefId } };
    const { entitlementGroupId, at } = await sellEntitlement({ database, clock }, sale);
    return groupModel(database, tenantId, entitlementGroupId, new Set(['entitlements']), at);
  });

  route(operations.sellEntitlement, async ({ caller: { scopes }, tenantId, author, body }) => {
    if (isAgreed(body) && !scopes.has('entitlements:admin'))
      throw new ApiProblem('missingScope', 'Terms beside the offering need the scope entitlements:admin.');
    const { entitlementGroupId, at } = await sellEntitlement({ database, clock }, { author, tenantId, body });
    return groupModel(database, tenantId, entitlementGroupId, new Set(['entitlements']), at);
  });

  route(operations.getEntitlement, async ({ tenantId, params: { entitlementId }, query }) => {
    const expand = expandWords(query.expand);
    const entitlement = await readEntitlement(database, tenantId, entitlementId, expand, clock.now());
    if (!expand.has('export')) return entitlement;
    return { ...entitlement, export: (await exportOf?.(tenantId, entitlementId)) ?? null };
  });

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
