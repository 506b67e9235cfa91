import type { CustomFieldModel, EntityType, operations, SortOf } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { type ListChoice, namedSql, namePart, orderSqlOf } from '../../platform/http/list-choice.ts';

export type CustomFieldSettings = Omit<CustomFieldModel, 'id' | 'entityType'>;

const columns = `
  custom_field_id as "id", entity_type as "entityType", key, field_group as "group", display_name as "displayName",
  is_unique as "unique"`;

const insertFieldSql = `
  insert into custom_fields (
    tenant_id, custom_field_id, entity_type, key, field_group, display_name, is_unique, created_at
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;

const updateFieldSql = `
  update custom_fields
  set key = $3, field_group = $4, display_name = $5, is_unique = $6
  where tenant_id = $1 and custom_field_id = $2`;

const deleteFieldSql = `delete from custom_fields where tenant_id = $1 and custom_field_id = $2`;

const markValuesSql = `
  update custom_field_values
  set is_unique = $3
  where tenant_id = $1 and custom_field_id = $2 and is_unique <> $3`;

const selectFieldSql = `
  select ${columns}
  from custom_fields
  where tenant_id = $1 and custom_field_id = $2`;

const lockFieldSql = `${selectFieldSql}
  for no key update`;

type FieldsChoice = ListChoice<SortOf<typeof operations.listCustomFields>>;

const orderSql = orderSqlOf<SortOf<typeof operations.listCustomFields>>({
  by: {
    // One without a name is shown by its key.
    displayName: 'lower(coalesce(display_name, custom_fields.key))',
    entityType: 'entity_type',
    key: 'lower(custom_fields.key)',
    group: 'lower(field_group)',
    unique: 'is_unique',
  },
  createdAt: 'created_at',
  id: 'custom_field_id',
});

const selectFieldsSql = (sort: FieldsChoice['sort']) => `
  select ${columns}
  from custom_fields
  where tenant_id = $1
    and ($2::text is null or entity_type = $2)
    and ${namedSql('$3', 'display_name', 'custom_fields.key')}
  ${orderSql(sort)}`;

// Locked for as long as a value of it is written, in one order: neither its key nor its uniqueness changes meanwhile,
// and two who exchange unique values wait for each other once.
const lockFieldsNamedSql = `
  select ${columns}
  from custom_fields
  where tenant_id = $1 and entity_type = $2 and key = any ($3)
  order by custom_field_id
  for no key update`;

const isUsedSql = `
  select exists (
    select from custom_field_values where tenant_id = $1 and custom_field_id = $2
  ) as used`;

// Exact, and not only the index, because the fields are locked: so the refusal names the field.
const uniqueHoldersSql = `
  select v.custom_field_id as "fieldId", v.value_hash as "hash", v.entity_id as "entityId"
  from unnest($2::text[], $3::bytea[]) as asked (custom_field_id, value_hash)
  join custom_field_values v
    on v.tenant_id = $1 and v.custom_field_id = asked.custom_field_id and v.value_hash = asked.value_hash
  where v.is_unique`;

const deleteValuesSql = `
  delete from custom_field_values
  where tenant_id = $1 and entity_id = any ($2)`;

const insertValuesSql = `
  insert into custom_field_values (tenant_id, entity_id, custom_field_id, value_hash, is_unique)
  select $1, named.*
  from unnest($2::text[], $3::text[], $4::bytea[], $5::boolean[]) as named`;

const settingsValues = ({ key, group, displayName, unique }: CustomFieldSettings) => [
  key,
  group,
  displayName,
  unique,
];

/** @param at epoch ms */
export const insertField = async (db: Queryable, tenantId: string, field: CustomFieldModel, at: number) => {
  const values = [tenantId, field.id, field.entityType, ...settingsValues(field), new Date(at)];
  await db.query(insertFieldSql, values);
};

/** Also what values are held to; meets a unique index when two are the same. */
export const updateField = async (
  tx: Queryable,
  tenantId: string,
  fieldId: string,
  settings: CustomFieldSettings,
) => {
  await tx.query(updateFieldSql, [tenantId, fieldId, ...settingsValues(settings)]);
  await tx.query(markValuesSql, [tenantId, fieldId, settings.unique]);
};

export const findField = async (db: Queryable, tenantId: string, fieldId: string) => {
  const [row] = await db.query<CustomFieldModel>(selectFieldSql, [tenantId, fieldId]);
  return row ?? null;
};

/** The same, and nobody else edits it, or writes a value of it, until the transaction ends. */
export const lockField = async (tx: Queryable, tenantId: string, fieldId: string) => {
  const [row] = await tx.query<CustomFieldModel>(lockFieldSql, [tenantId, fieldId]);
  return row ?? null;
};

/** Oldest first unless chosen otherwise; `entityType` null: of both. */
export const listFields = (
  db: Queryable,
  tenantId: string,
  entityType: EntityType | null,
  { name, sort }: FieldsChoice = {},
) => db.query<CustomFieldModel>(selectFieldsSql(sort), [tenantId, entityType, namePart(name)]);

export const lockFieldsNamed = (
  tx: Queryable,
  tenantId: string,
  entityType: EntityType,
  keys: readonly string[],
) => tx.query<CustomFieldModel>(lockFieldsNamedSql, [tenantId, entityType, keys]);

export const removeField = async (tx: Queryable, tenantId: string, fieldId: string) => {
  await tx.query(deleteFieldSql, [tenantId, fieldId]);
};

/** Whether any customer or offering has a value in it. */
export const isFieldUsed = async (tx: Queryable, tenantId: string, fieldId: string): Promise<boolean> => {
  const [row] = await tx.query<{ used: boolean }>(isUsedSql, [tenantId, fieldId]);
  return row?.used ?? false;
};

export interface FieldValue {
  readonly entityId: string;
  readonly field: CustomFieldModel;
  readonly hash: Buffer;
}

interface Holder {
  readonly fieldId: string;
  readonly hash: Buffer;
  readonly entityId: string;
}

/** Who has, of fields that are locked, these unique values at present. */
export const uniqueHolders = (tx: Queryable, tenantId: string, values: readonly FieldValue[]) =>
  tx.query<Holder>(uniqueHoldersSql, [
    tenantId,
    values.map(({ field }) => field.id),
    values.map(({ hash }) => hash),
  ]);

/** The entities have these values from now on and no others. */
export const replaceValues = async (
  tx: Queryable,
  tenantId: string,
  entityIds: readonly string[],
  values: readonly FieldValue[],
) => {
  await tx.query(deleteValuesSql, [tenantId, entityIds]);
  if (values.length === 0) return;
  await tx.query(insertValuesSql, [
    tenantId,
    values.map(({ entityId }) => entityId),
    values.map(({ field }) => field.id),
    values.map(({ hash }) => hash),
    values.map(({ field }) => field.unique),
  ]);
};
