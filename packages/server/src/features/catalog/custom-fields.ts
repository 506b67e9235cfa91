import { createHash } from 'node:crypto';
import type { CustomFieldModel, EntityType } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { type ApiProblem, duplicate, invalid } from '../../platform/http/problem.ts';
import { type FieldValue, lockFieldsNamed, replaceValues, uniqueHolders } from './custom-fields-store.ts';

/** What the custom fields of customers and offerings must keep. */

type CustomFields = Readonly<Record<string, string | null>>;

/** Null and empty texts are no values. */
export interface WithCustomFields {
  readonly id: string;
  readonly customFields: CustomFields | null;
}

interface GivenValue extends FieldValue {
  readonly value: string;
}

export interface CheckedCustomFields {
  /** Why an entity cannot have what it was given, by its id. */
  readonly refusals: ReadonlyMap<string, ApiProblem>;
  /** What the others have from now on, for `writeCustomFields`. */
  readonly values: readonly FieldValue[];
}

const hashOf = (value: string) => createHash('sha256').update(value).digest();

const undefinedKey = (key: string, type: EntityType) =>
  invalid(
    `customFields.${key}`,
    `is not a custom field of ${type}s: define it first with POST /api/v1/account/custom-fields`,
    'undefined',
  );

const valuesOf = (
  { id, customFields }: WithCustomFields,
  type: EntityType,
  byKey: ReadonlyMap<string, CustomFieldModel>,
): GivenValue[] | ApiProblem => {
  const values: GivenValue[] = [];
  for (const [key, value] of Object.entries(customFields ?? {})) {
    const field = byKey.get(key);
    if (!field) return undefinedKey(key, type);
    if (value) values.push({ entityId: id, field, value, hash: hashOf(value) });
  }
  return values;
};

/** Unique values and who has them, as they change hands from one entity to the next. */
const createHolders = () => {
  const holders = new Map<string, string>();
  const keysOf = new Map<string, Set<string>>();
  const keyOf = (fieldId: string, hash: Buffer) => `${fieldId} ${hash.toString('base64')}`;
  const take = (fieldId: string, hash: Buffer, entityId: string) => {
    const key = keyOf(fieldId, hash);
    holders.set(key, entityId);
    keysOf.set(entityId, (keysOf.get(entityId) ?? new Set()).add(key));
  };
  return {
    take,
    taken: (values: readonly GivenValue[]) =>
      values.find(({ field, hash, entityId }) => {
        const holder = holders.get(keyOf(field.id, hash));
        return field.unique && holder !== undefined && holder !== entityId;
      }),
    replace: (entityId: string, values: readonly GivenValue[]) => {
      for (const key of keysOf.get(entityId) ?? []) holders.delete(key);
      keysOf.delete(entityId);
      for (const { field, hash } of values) if (field.unique) take(field.id, hash, entityId);
    },
  };
};

/**
 * What becomes of entities that are given these custom fields one after the other: refused are those with a key that is
 * not defined for their type (422) and those with another's value though it is unique (409). Nothing is written; until
 * the transaction ends the answer stays true.
 */
export const checkCustomFields = async (
  tx: Queryable,
  tenantId: string,
  type: EntityType,
  entities: readonly WithCustomFields[],
): Promise<CheckedCustomFields> => {
  const keys = [...new Set(entities.flatMap(({ customFields }) => Object.keys(customFields ?? {})))];
  const fields = keys.length > 0 ? await lockFieldsNamed(tx, tenantId, type, keys) : [];
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const given = entities.map((entity) => ({ id: entity.id, values: valuesOf(entity, type, byKey) }));
  const asked = given.flatMap(({ values }) => (Array.isArray(values) ? values : []));
  const unique = asked.filter(({ field }) => field.unique);
  const holders = createHolders();
  for (const { fieldId, hash, entityId } of unique.length > 0
    ? await uniqueHolders(tx, tenantId, unique)
    : [])
    holders.take(fieldId, hash, entityId);
  const refusals = new Map<string, ApiProblem>();
  for (const { id, values } of given) {
    const taken = Array.isArray(values) ? holders.taken(values) : undefined;
    if (!Array.isArray(values)) refusals.set(id, values);
    else if (taken) refusals.set(id, duplicate(`customFields.${taken.field.key}`, taken.value));
    else holders.replace(id, values);
  }
  return { refusals, values: asked.filter(({ entityId }) => !refusals.has(entityId)) };
};

/** Records that the entities have these values and no others, in the transaction that has checked them. */
export const writeCustomFields = (
  tx: Queryable,
  tenantId: string,
  entityIds: readonly string[],
  values: readonly FieldValue[],
): Promise<void> => replaceValues(tx, tenantId, entityIds, values);

/** Both for one entity, whose refusal is thrown. */
export const recordCustomFields = async (
  tx: Queryable,
  tenantId: string,
  { type, id }: { readonly type: EntityType; readonly id: string },
  customFields: CustomFields | null,
): Promise<void> => {
  const { refusals, values } = await checkCustomFields(tx, tenantId, type, [{ id, customFields }]);
  const refusal = refusals.get(id);
  if (refusal) throw refusal;
  await writeCustomFields(tx, tenantId, [id], values);
};
