import { type CustomFieldApiRequest, type CustomFieldModel, operations } from '@leeway/contract';
import { violatedUnique } from '../../platform/database.ts';
import { ApiProblem, invalid, notFound } from '../../platform/http/problem.ts';
import { orDuplicate } from '../../platform/http/unique.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import {
  type CustomFieldSettings,
  findField,
  insertField,
  isFieldUsed,
  listFields,
  lockField,
  removeField,
  updateField,
} from './custom-fields-store.ts';
import { customFieldColumns } from './list-columns.ts';

/** POST and PUT: what is missing gets its default. */
const settingsFrom = (body: CustomFieldApiRequest): CustomFieldSettings => ({
  key: body.key,
  group: body.group ?? null,
  displayName: body.displayName ?? null,
  unique: body.unique ?? false,
});

const refuseUnlike = (current: CustomFieldModel, { entityType }: CustomFieldApiRequest): void => {
  if (entityType !== current.entityType) {
    throw invalid('entityType', `is ${current.entityType} and stays so: define another field`);
  }
};

const keyInUse = ({ key, entityType }: CustomFieldModel) =>
  new ApiProblem(
    'conflict',
    `key: ${entityType}s have values under "${key}": define another field, or clear the values first.`,
  );

const fieldInUse = ({ key, entityType }: CustomFieldModel) =>
  new ApiProblem('conflict', `${entityType}s have values under "${key}": clear the values first.`);

const valuesCollide = ({ key, entityType }: CustomFieldModel) =>
  new ApiProblem(
    'duplicate',
    `unique: several ${entityType}s have the same "${key}": tell them apart first.`,
    {
      fields: [{ propertyName: 'unique', message: 'values are the same', code: 'duplicate' }],
    },
  );

export const registerCustomFields = ({ route, database, clock, sendList }: RoomContext): void => {
  route(operations.createCustomField, async ({ tenantId, author, body }) => {
    const at = clock.now();
    const { entityType } = body;
    const field = { id: newId('cf', at), entityType, ...settingsFrom(body) };
    const creation = database.transaction(author, (tx) => insertField(tx, tenantId, field, at));
    await orDuplicate('key', field.key, creation);
    return field;
  });

  route(operations.listCustomFields, async ({ tenantId, query }) => {
    const items = await listFields(database, tenantId, null, query);
    return { items, elementsTotal: items.length };
  });

  route(operations.exportCustomFields, (asked) =>
    sendList(asked, {
      ...{ title: 'Custom fields', columns: customFieldColumns },
      read: async (db) => ({ items: await listFields(db, asked.tenantId, null, asked.query) }),
    }),
  );

  route(operations.getCustomField, async ({ tenantId, params: { customFieldId } }) => {
    const field = await findField(database, tenantId, customFieldId);
    if (!field) throw notFound('custom field', customFieldId);
    return field;
  });

  route(operations.listEntityCustomFields, async ({ tenantId, params: { entityType } }) => {
    const items = await listFields(database, tenantId, entityType);
    return { items, elementsTotal: items.length };
  });

  route(operations.updateCustomField, async ({ tenantId, author, params: { customFieldId }, body }) => {
    const settings = settingsFrom(body);
    const update = database.transaction(author, async (tx) => {
      const current = await lockField(tx, tenantId, customFieldId);
      if (!current) throw notFound('custom field', customFieldId);
      refuseUnlike(current, body);
      const renamed = settings.key !== current.key;
      if (renamed && (await isFieldUsed(tx, tenantId, customFieldId))) throw keyInUse(current);
      try {
        await updateField(tx, tenantId, customFieldId, settings);
      } catch (error) {
        if (violatedUnique(error) === 'custom_field_values_unique') throw valuesCollide(current);
        throw error;
      }
    });
    await orDuplicate('key', settings.key, update);
    return undefined;
  });

  // Values are the customers' and offerings': who wants them gone says so there.
  route(operations.deleteCustomField, async ({ tenantId, author, params: { customFieldId } }) => {
    await database.transaction(author, async (tx) => {
      const current = await lockField(tx, tenantId, customFieldId);
      if (!current) throw notFound('custom field', customFieldId);
      if (await isFieldUsed(tx, tenantId, customFieldId)) throw fieldInUse(current);
      await removeField(tx, tenantId, customFieldId);
    });
    return undefined;
  });
};
