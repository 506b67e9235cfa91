import { writeProvisioning } from './edit-store.ts';
import { type EditParts, type EditTarget, editUnderLock } from './edit-under-lock.ts';

/** The mark that what was sold was handed over to who delivers it. Set once and told once, until it is taken away. */
export const provisionEntitlement = (parts: EditParts, target: EditTarget): Promise<void> =>
  editUnderLock(parts, target, async ({ tx, tenantId, row, at }) => {
    if (row.provisioning_date !== null) return null;
    await writeProvisioning(tx, tenantId, row.entitlement_id, at);
    return { tells: ['entitlement.provision'] };
  });

export const clearProvision = (parts: EditParts, target: EditTarget): Promise<void> =>
  editUnderLock(parts, target, async ({ tx, tenantId, row }) => {
    if (row.provisioning_date === null) return null;
    await writeProvisioning(tx, tenantId, row.entitlement_id, null);
    return { tells: ['entitlement.updated'] };
  });
