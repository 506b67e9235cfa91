import type { Queryable } from '../../platform/database.ts';

export interface AskedCode {
  readonly code: string;
  readonly productId: string;
  /** null: any edition. */
  readonly editionId: string | null;
}

// `offset 0` keeps the look-up of each code a walk through the indexes, whatever the statistics of a young table say.
const selectCandidates = `
  select found.ids, found.versions
  from unnest($2::text[], $3::text[], $4::text[]) with ordinality
    as asked (code, product_id, edition_id, position)
  cross join lateral (
    select array_agg(e.entitlement_id order by e.created_at, e.entitlement_id) as ids,
           array_agg(s.version order by e.created_at, e.entitlement_id) as versions
    from activation_codes c
    join entitlements e on e.tenant_id = $1 and e.entitlement_group_id = c.entitlement_group_id
    join entitlement_states s on s.tenant_id = $1 and s.entitlement_id = e.entitlement_id
    where c.tenant_id = $1 and c.code = asked.code and e.product_id = asked.product_id
      and (asked.edition_id is null or e.edition_id = asked.edition_id)
    offset 0
  ) found
  order by asked.position`;

/** Entitlements with the version each had then: any change of the entitlement or its group makes another version. */
export interface Candidates {
  /** Oldest first. */
  readonly ids: readonly string[];
  readonly versions: ReadonlyMap<string, bigint>;
}

/**
 * The entitlements each code opens for its product (and edition), in the order asked. Empty: the code does not exist or
 * its group has none of that product. One statement, whatever the number.
 */
export const candidatesOf = async (
  db: Queryable,
  tenantId: string,
  asked: readonly AskedCode[],
): Promise<Candidates[]> => {
  if (asked.length === 0) return [];
  const rows = await db.query<{ ids: string[] | null; versions: string[] | null }>(selectCandidates, [
    tenantId,
    asked.map(({ code }) => code),
    asked.map(({ productId }) => productId),
    asked.map(({ editionId }) => editionId),
  ]);
  return rows.map(({ ids, versions }) => {
    const found = ids ?? [];
    return { ids: found, versions: new Map(found.map((id, index) => [id, BigInt(versions?.[index] ?? 0)])) };
  });
};

export interface AskedAccount {
  /** Opens the groups that list it; null: none. */
  readonly contactId: string | null;
  /** Groups opened beside those. */
  readonly entitlementGroupIds: readonly string[];
  readonly productId: string;
  /** null: any edition. */
  readonly editionId: string | null;
}

const selectOfAccount = `
  select e.entitlement_id as id, s.version
  from (
    select entitlement_group_id from authorized_contacts where tenant_id = $1 and contact_id = $2
    union
    select unnest($3::text[])
  ) opened
  join entitlements e on e.tenant_id = $1 and e.entitlement_group_id = opened.entitlement_group_id
  join entitlement_states s on s.tenant_id = $1 and s.entitlement_id = e.entitlement_id
  where e.product_id = $4 and ($5::text is null or e.edition_id = $5)
  order by e.created_at, e.entitlement_id`;

/** The entitlements an account may take seats of for a product (and edition). */
export const candidatesOfAccount = async (
  db: Queryable,
  tenantId: string,
  asked: AskedAccount,
): Promise<Candidates> => {
  const { contactId, entitlementGroupIds, productId, editionId } = asked;
  const values = [tenantId, contactId, entitlementGroupIds, productId, editionId];
  const rows = await db.query<{ id: string; version: bigint }>(selectOfAccount, values);
  return { ids: rows.map(({ id }) => id), versions: new Map(rows.map(({ id, version }) => [id, version])) };
};
