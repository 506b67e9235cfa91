import { type Static, Type } from 'typebox';
import { Id, Nullable, Reply, Request } from '../schema.ts';
import { AttributeLevel, AttributeType } from './shared.ts';

/** Attributes: named texts, numbers and dates of a product, told to the application with its seat. */

export const RegexValidationRule = Request({
  ruleType: Type.Literal('regex'),
  regex: Type.String({ minLength: 1 }),
  errorMessage: Type.String({ minLength: 1, maxLength: 50 }),
});
export type RegexValidationRule = Static<typeof RegexValidationRule>;

export const EmailValidationRule = Request({ ruleType: Type.Literal('email') });
export type EmailValidationRule = Static<typeof EmailValidationRule>;

export const AttributeValidationRule = Type.Unsafe<RegexValidationRule | EmailValidationRule>({
  type: 'object',
  discriminator: { propertyName: 'ruleType' },
  oneOf: [RegexValidationRule, EmailValidationRule],
});
export type AttributeValidationRule = Static<typeof AttributeValidationRule>;

const validationRules = Nullable(Type.Array(AttributeValidationRule));

export const AttributeModel = Reply({
  id: Id('atr'),
  type: AttributeType,
  key: Type.String(),
  value: Nullable(Type.String()),
  level: AttributeLevel,
  valueLevel: AttributeLevel,
  validationRules,
});
export type AttributeModel = Static<typeof AttributeModel>;

export const AttributesListModel = Reply({ items: Type.Array(AttributeModel) });
export type AttributesListModel = Static<typeof AttributesListModel>;

export const CreateAttributeApiRequest = Request({
  type: AttributeType,
  key: Type.String({ minLength: 1, maxLength: 50 }),
  value: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
  validationRules: Type.Optional(validationRules),
});
export type CreateAttributeApiRequest = Static<typeof CreateAttributeApiRequest>;

export const UpdateAttributeApiRequest = Request({
  key: Type.String({ minLength: 1, maxLength: 50 }),
  value: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
  validationRules: Type.Optional(validationRules),
});
export type UpdateAttributeApiRequest = Static<typeof UpdateAttributeApiRequest>;

export const UpdateAttributeValueApiRequest = Request({
  value: Type.Optional(Nullable(Type.String({ maxLength: 500 }))),
});
export type UpdateAttributeValueApiRequest = Static<typeof UpdateAttributeValueApiRequest>;
