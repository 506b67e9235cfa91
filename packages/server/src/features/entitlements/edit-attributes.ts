import type { UpdateAttribute } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { invalid, unknownReference } from '../../platform/http/problem.ts';
import { refuseInvalidValue } from '../catalog/index.ts';
import { resolvedAttributes } from './attribute-view.ts';

/** Attributes set on one entitlement (rule 8). A missing value stays; null is set, and is no value. */

const upsertAttributes = `
  insert into entitlement_attributes (tenant_id, entitlement_id, attribute_id, value)
  select $1, $2, asked.*
  from unnest($3::text[], $4::text[]) as asked
  on conflict (tenant_id, entitlement_id, attribute_id) do update
  set value = excluded.value`;

/** 422 naming the first entry that is unknown, repeated, or whose value breaks the attribute's type or rules. */
export const editAttributes = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  asked: readonly UpdateAttribute[],
): Promise<void> => {
  if (asked.length === 0) return;
  const rows = await resolvedAttributes(tx, tenantId, entitlementId);
  const known = new Map(rows.map((row) => [row.attribute_id, row]));
  const named = new Set<string>();
  const values = new Map<string, string | null>();
  for (const [index, { id, value }] of asked.entries()) {
    const field = `attributes.${index}`;
    const attribute = known.get(id);
    if (!attribute) throw unknownReference(`${field}.id`, 'attribute of the product', id);
    if (named.has(id)) throw invalid(`${field}.id`, 'is named twice');
    named.add(id);
    if (value === undefined) continue;
    const { type, validation_rules: validationRules } = attribute;
    refuseInvalidValue(`${field}.value`, { type, validationRules }, value);
    values.set(id, value);
  }
  await tx.query(upsertAttributes, [tenantId, entitlementId, [...values.keys()], [...values.values()]]);
};

const deleteAttributes = `
  delete from entitlement_attributes
  where tenant_id = $1 and entitlement_id = $2 and attribute_id = any($3::text[])
  returning attribute_id`;

/** Takes edits away, so that the catalogue's values hold; answers how many there were. 422 naming the first unknown id. */
export const resetAttributes = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  ids: readonly string[],
): Promise<number> => {
  if (ids.length === 0) return 0;
  const rows = await resolvedAttributes(tx, tenantId, entitlementId);
  const known = new Set(rows.map((row) => row.attribute_id));
  const unknown = ids.findIndex((id) => !known.has(id));
  if (unknown >= 0) {
    throw unknownReference(`resetAttributes.${unknown}`, 'attribute of the product', ids[unknown] ?? '');
  }
  return (await tx.query(deleteAttributes, [tenantId, entitlementId, ids])).length;
};
