import type { EntitlementAttributeModel } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { type ResolvedAttributeRow, selectResolvedAttributes } from './terms.ts';

/** The attributes of one entitlement with the values that hold for it (rule 8). */

export const resolvedAttributes = (db: Queryable, tenantId: string, entitlementId: string) =>
  db.query<ResolvedAttributeRow>(selectResolvedAttributes, [tenantId, [entitlementId]]);

export const attributeModels = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
): Promise<EntitlementAttributeModel[]> => {
  const rows = await resolvedAttributes(db, tenantId, entitlementId);
  return rows.map(({ attribute_id, type, key, value, edited }) => ({
    id: attribute_id,
    type,
    key,
    value,
    edited,
  }));
};
