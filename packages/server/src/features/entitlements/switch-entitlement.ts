import { type EditParts, type EditTarget, editUnderLock } from './edit-under-lock.ts';

/** Rule 26: an entitlement's own switch, apart from its customer's. A repetition changes nothing and tells nothing. */
export const switchEntitlement = (parts: EditParts, target: EditTarget, on: boolean): Promise<void> =>
  editUnderLock(parts, target, async ({ snapshot, at }) => {
    if (on === (snapshot.disabledDate === null)) return null;
    return { life: { disabledDate: on ? null : at }, tells: ['entitlement.updated'] };
  });
