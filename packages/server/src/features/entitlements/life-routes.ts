import { operations } from '@leeway/contract';
import { instantFrom } from '../../platform/http/validation.ts';
import type { RoomContext } from '../../platform/room.ts';
import { changeOffering } from './change-offering.ts';
import { deleteEntitlement } from './delete-entitlement.ts';
import type { EditParts, Settle } from './edit-under-lock.ts';
import { clearProvision, provisionEntitlement } from './provision-entitlement.ts';
import { renewEntitlement } from './renew-entitlement.ts';
import { resetOverrides } from './reset-overrides.ts';
import { resetFeatureUsage } from './reset-usage.ts';
import { activateEntitlement, setEntitlementStart } from './start-entitlement.ts';
import { switchEntitlement } from './switch-entitlement.ts';

/** What moves an entitlement through its life (rulebook section 7). */
export const registerLife = (context: RoomContext, settle: Settle | undefined): void => {
  const { route, database, clock } = context;
  const parts: EditParts = { database, clock, settle };

  route(operations.activateEntitlement, async ({ tenantId, author, params: { entitlementId } }) => {
    await activateEntitlement(parts, { tenantId, author, entitlementId });
    return undefined;
  });

  route(operations.setEntitlementStart, async ({ tenantId, author, params: { entitlementId }, body }) => {
    await setEntitlementStart(parts, { tenantId, author, entitlementId }, instantFrom(body.startDate));
    return undefined;
  });

  route(operations.renewEntitlement, async ({ tenantId, author, params: { entitlementId } }) => {
    await renewEntitlement(parts, { tenantId, author, entitlementId, body: {}, forced: false });
    return undefined;
  });

  route(
    operations.renewEntitlementWithLimits,
    async ({ tenantId, author, params: { entitlementId }, query, body }) => {
      const forced = query.forceSeatCount === true;
      await renewEntitlement(parts, { tenantId, author, entitlementId, body, forced });
      return undefined;
    },
  );

  route(
    operations.changeEntitlementOffering,
    async ({ tenantId, author, params: { entitlementId }, query, body }) => {
      const forced = query.forceSeatCount === true;
      await changeOffering(parts, { tenantId, author, entitlementId, body, forced });
      return undefined;
    },
  );

  route(
    operations.resetEntitlementOverrides,
    async ({ tenantId, author, params: { entitlementId }, query, body }) => {
      const forced = query.forceSeatCount === true;
      await resetOverrides(parts, { tenantId, author, entitlementId, body, forced });
      return undefined;
    },
  );

  route(operations.disableEntitlement, async ({ tenantId, author, params: { entitlementId } }) => {
    await switchEntitlement(parts, { tenantId, author, entitlementId }, false);
    return undefined;
  });

  route(operations.enableEntitlement, async ({ tenantId, author, params: { entitlementId } }) => {
    await switchEntitlement(parts, { tenantId, author, entitlementId }, true);
    return undefined;
  });

  route(operations.provisionEntitlement, async ({ tenantId, author, params: { entitlementId } }) => {
    await provisionEntitlement(parts, { tenantId, author, entitlementId });
    return undefined;
  });

  route(operations.clearEntitlementProvision, async ({ tenantId, author, params: { entitlementId } }) => {
    await clearProvision(parts, { tenantId, author, entitlementId });
    return undefined;
  });

  route(operations.resetEntitlementFeatureUsage, async ({ tenantId, author, params }) => {
    const { entitlementId, featureId } = params;
    await resetFeatureUsage(parts, { tenantId, author, entitlementId }, featureId);
    return undefined;
  });

  route(operations.deleteEntitlement, async ({ tenantId, author, params: { entitlementId } }) => {
    await deleteEntitlement(parts, { tenantId, author, entitlementId });
    return undefined;
  });
};
