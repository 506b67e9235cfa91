import { type Static, Type } from 'typebox';
import { Id, Int32, Nullable, Reply, Request, Words } from '../schema.ts';

/** Custom fields: what a vendor keeps about customers and offerings beside what everybody does. */

export const EntityType = Words(['customer', 'offering']);
export type EntityType = Static<typeof EntityType>;

export const CustomFieldBasicModel = Reply({
  key: Type.String(),
  group: Nullable(Type.String()),
  displayName: Nullable(Type.String()),
  unique: Type.Boolean(),
});
export type CustomFieldBasicModel = Static<typeof CustomFieldBasicModel>;

export const CustomFieldModel = Reply({
  id: Id('cf'),
  entityType: EntityType,
  ...CustomFieldBasicModel.properties,
});
export type CustomFieldModel = Static<typeof CustomFieldModel>;

export const ListOfCustomFieldModel = Reply({
  items: Type.Array(CustomFieldModel),
  elementsTotal: Int32({ minimum: 0 }),
});
export type ListOfCustomFieldModel = Static<typeof ListOfCustomFieldModel>;

export const ListOfCustomFieldBasicModel = Reply({
  items: Type.Array(CustomFieldBasicModel),
  elementsTotal: Int32({ minimum: 0 }),
});
export type ListOfCustomFieldBasicModel = Static<typeof ListOfCustomFieldBasicModel>;

export const CustomFieldApiRequest = Request({
  entityType: EntityType,
  key: Type.String({ minLength: 1, pattern: '^[a-z](?:[a-z.\\-_]{0,48}[a-z])?$' }),
  group: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
  displayName: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
  unique: Type.Optional(Type.Boolean()),
});
export type CustomFieldApiRequest = Static<typeof CustomFieldApiRequest>;
