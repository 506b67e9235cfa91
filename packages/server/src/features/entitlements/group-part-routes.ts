import { operations } from '@leeway/contract';
import { sendFile } from '../../platform/http/form-file.ts';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { notFound } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { addCodes, generateCodes, removeCodes } from './activation-codes.ts';
import { authorizeContact, pageOfContacts, removeContact } from './authorized-contacts.ts';
import { withGroup } from './edit-group.ts';
import { findGroup } from './group-store.ts';
import { findLicenseFile, readLicenseFile, storeLicenseFile } from './license-file.ts';

/** What hangs on a group: its codes, its contacts, its licence file. */
export const registerGroupParts = (context: RoomContext): void => {
  registerCodes(context);
  registerContacts(context);
  registerLicenseFile(context);
};

const registerCodes = ({ route, database, clock }: RoomContext): void => {
  route(operations.addActivationCodes, async ({ tenantId, author, params: { entitlementGroupId }, body }) => {
    const { activationCodes: codes, ignoreDuplicates = false } = body;
    const added = { entitlementGroupId, codes, ignoreDuplicates, at: clock.now() };
    await withGroup(database, author, tenantId, entitlementGroupId, (tx) => addCodes(tx, tenantId, added));
    return undefined;
  });

  route(
    operations.generateActivationCodes,
    async ({ tenantId, author, params: { entitlementGroupId }, body }) => {
      const activationCodes = await withGroup(database, author, tenantId, entitlementGroupId, (tx) =>
        generateCodes(tx, tenantId, entitlementGroupId, body.count, clock.now()),
      );
      return { activationCodes };
    },
  );

  route(
    operations.removeActivationCodes,
    async ({ tenantId, author, params: { entitlementGroupId }, body }) => {
      const { activationCodes, ignoreMissing = false } = body;
      await withGroup(database, author, tenantId, entitlementGroupId, (tx) =>
        removeCodes(tx, tenantId, entitlementGroupId, activationCodes, ignoreMissing),
      );
      return undefined;
    },
  );
};

const registerContacts = ({ route, database }: RoomContext): void => {
  route(operations.assignAuthorizedContact, async ({ tenantId, author, params, body }) => {
    await withGroup(database, author, tenantId, params.entitlementGroupId, (tx, group) =>
      authorizeContact(tx, tenantId, group, body.id),
    );
    return undefined;
  });

  route(operations.listAuthorizedContacts, async ({ tenantId, params: { entitlementGroupId }, query }) => {
    if (!(await findGroup(database, tenantId, entitlementGroupId))) {
      throw notFound('entitlement group', entitlementGroupId);
    }
    const page = pageAsked(query);
    const { items, total } = await pageOfContacts(database, tenantId, entitlementGroupId, page);
    return pageReply(page, items, total);
  });

  route(operations.removeAuthorizedContact, async ({ tenantId, author, params }) => {
    await withGroup(database, author, tenantId, params.entitlementGroupId, (tx) =>
      removeContact(tx, tenantId, params.entitlementGroupId, params.contactId),
    );
    return undefined;
  });
};

const registerLicenseFile = ({ route, database, clock }: RoomContext): void => {
  route(operations.setLicenseFile, async ({ tenantId, author, params: { entitlementGroupId }, request }) => {
    const file = await readLicenseFile(request);
    await withGroup(database, author, tenantId, entitlementGroupId, (tx) =>
      storeLicenseFile(tx, tenantId, entitlementGroupId, file, clock.now()),
    );
    return undefined;
  });

  route(operations.getLicenseFile, async ({ tenantId, params, request, reply }) => {
    const file = await findLicenseFile(database, tenantId, params.entitlementGroupId);
    sendFile(request, reply, file);
    return undefined;
  });

  route(operations.removeLicenseFile, async ({ tenantId, author, params: { entitlementGroupId } }) => {
    await withGroup(database, author, tenantId, entitlementGroupId, async (tx) => {
      await findLicenseFile(tx, tenantId, entitlementGroupId);
      await storeLicenseFile(tx, tenantId, entitlementGroupId, null, clock.now());
    });
    return undefined;
  });
};
