import { operations } from '@leeway/contract';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { notFound } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import {
  findPortalUser,
  invitePortalUser,
  type PortalUserParts,
  pageOfPortalUsers,
  removePortalUser,
  resendPortalInvitation,
  setPortalRole,
} from '../customers/index.ts';
import { addMember, groupsHeld, mustHoldGroup, pageOfMembers, removeMember } from '../entitlements/index.ts';
import { createPortalUrls } from './portal-address.ts';
import { holderOf, type PortalCaller, type PortalRoute } from './portal-caller.ts';

/** Orders, codes and users in the portal (rule 43). */

type PeopleContext = Pick<RoomContext, 'database' | 'clock' | 'publicUrl'>;

const registerGroups = (route: PortalRoute, { database, clock }: PeopleContext): void => {
  route(operations.listPortalGroups, async ({ caller, query }) => {
    const page = pageAsked(query);
    const { items, total } = await groupsHeld(database, holderOf(caller), page, clock.now());
    return pageReply(page, items, total);
  });

  route(operations.listPortalCodes, async ({ caller, query }) => {
    const page = pageAsked(query);
    const { items, total } = await groupsHeld(database, holderOf(caller), page, clock.now());
    const codes = items.map(({ id, orderRefId, activationCodes, entitlements }) => ({
      ...{ entitlementGroupId: id, orderRefId, activationCodes, entitlements },
    }));
    return pageReply(page, codes, total);
  });
};

const registerMembers = (route: PortalRoute, { database }: PeopleContext): void => {
  route(operations.listPortalGroupMembers, async ({ caller, params: { entitlementGroupId }, query }) => {
    await mustHoldGroup(database, holderOf(caller), entitlementGroupId);
    const page = pageAsked(query);
    const { items, total } = await pageOfMembers(database, caller.tenantId, entitlementGroupId, page);
    return pageReply(page, items, total);
  });

  /** 404 for another customer's order, and for another customer's contact. */
  const refuseForeign = async (
    caller: PortalCaller,
    { entitlementGroupId, contactId }: { readonly entitlementGroupId: string; readonly contactId: string },
  ): Promise<void> => {
    await mustHoldGroup(database, holderOf(caller), entitlementGroupId);
    const user = await findPortalUser(database, caller.tenantId, caller.customerId, contactId);
    if (!user) throw notFound('user', contactId);
  };

  route(operations.addPortalGroupMember, async ({ caller, tenantId, author, params }) => {
    await refuseForeign(caller, params);
    await addMember(database, author, { tenantId, ...params });
    return undefined;
  });

  // Of a contact that can sign in no more, too: the order may list it still.
  route(operations.removePortalGroupMember, async ({ caller, tenantId, author, params }) => {
    await mustHoldGroup(database, holderOf(caller), params.entitlementGroupId);
    await removeMember(database, author, { tenantId, ...params });
    return undefined;
  });
};

const registerUsers = (route: PortalRoute, context: PeopleContext): void => {
  const { database, clock } = context;
  const portalUrlOf = createPortalUrls(context);

  const partsOf = async ({ tenantId, customerId, author }: PortalCaller): Promise<PortalUserParts> => ({
    ...{ database, clock, tenantId, customerId, author },
    portalUrl: await portalUrlOf(tenantId),
  });

  route(operations.listPortalUsers, async ({ caller, query }) => {
    const page = pageAsked(query);
    const { items, total } = await pageOfPortalUsers(database, caller.tenantId, caller.customerId, page);
    const users = items.map((user) => ({ ...user, isSelf: user.id === caller.contactId }));
    return pageReply(page, users, total);
  });

  route(operations.invitePortalUser, async ({ caller, body }) => {
    const user = await invitePortalUser(await partsOf(caller), body);
    return { ...user, isSelf: false };
  });

  route(operations.updatePortalUser, async ({ caller, params: { contactId }, body }) => {
    await setPortalRole(await partsOf(caller), contactId, body.role);
    return undefined;
  });

  route(operations.resendPortalInvitation, async ({ caller, params: { contactId } }) => {
    await resendPortalInvitation(await partsOf(caller), contactId);
    return undefined;
  });

  route(operations.removePortalUser, async ({ caller, params: { contactId } }) => {
    await removePortalUser(await partsOf(caller), contactId);
    return undefined;
  });
};

export const registerPortalPeople = (route: PortalRoute, context: PeopleContext): void => {
  registerGroups(route, context);
  registerMembers(route, context);
  registerUsers(route, context);
};
