import type { Queryable } from '../../platform/database.ts';

const countSoldSql = `
  select count(*)::int as total
  from entitlements
  where tenant_id = $1
    and ($2::text is null or product_id = $2)
    and ($3::text is null or edition_id = $3)
    and ($4::text is null or offering_id = $4)`;

interface SoldOf {
  readonly productId?: string;
  readonly editionId?: string;
  readonly offeringId?: string;
}

/** How many entitlements were sold of what is named and still exist; of everything where nothing is. */
export const countSold = async (db: Queryable, tenantId: string, sold: SoldOf): Promise<number> => {
  const { productId = null, editionId = null, offeringId = null } = sold;
  const [row] = await db.query<{ total: number }>(countSoldSql, [tenantId, productId, editionId, offeringId]);
  return row?.total ?? 0;
};

const isFeatureUsedSql = `
  select exists (select from feature_usage where tenant_id = $1 and feature_id = $2) as used`;

/** Whether any entitlement has ever used units of the feature. */
export const isFeatureUsed = async (db: Queryable, tenantId: string, featureId: string): Promise<boolean> => {
  const [row] = await db.query<{ used: boolean }>(isFeatureUsedSql, [tenantId, featureId]);
  return row?.used ?? false;
};
