import type { AttributeModel, AttributeType, AttributeValidationRule } from '@leeway/contract';
import type { AttributeSettings } from './attributes-store.ts';
import { globalOnly } from './feature-settings.ts';
import { refuseBlank } from './terms.ts';
import { refuseInvalidValue, rulesFrom } from './validation-rules.ts';

interface Asked {
  readonly key: string;
  readonly value?: string | null | undefined;
  readonly validationRules?: readonly AttributeValidationRule[] | null | undefined;
}

/** What a caller wants changed; undefined: nothing said. */
export interface AttributeEdit extends Partial<Asked> {}

/** Checked settings of an attribute; 422 names the field. */
export const attributeSettings = (type: AttributeType, asked: Asked): AttributeSettings => {
  const { key, value = null } = asked;
  refuseBlank('key', key);
  const validationRules = asked.validationRules ? rulesFrom(asked.validationRules) : null;
  refuseInvalidValue('value', { type, validationRules }, value);
  return { key, value, validationRules };
};

/** As with features: what is missing stays, null says "none". A kept value must keep the new rules too. */
export const updatedAttribute = (current: AttributeModel, edit: AttributeEdit): AttributeSettings =>
  attributeSettings(current.type, {
    key: edit.key ?? current.key,
    value: edit.value === undefined ? current.value : edit.value,
    validationRules: edit.validationRules === undefined ? current.validationRules : edit.validationRules,
  });

const textOf = (rules: AttributeEdit['validationRules']) => JSON.stringify(rules ? rulesFrom(rules) : null);

/** A product sets only its own value of a global attribute: 422 for another key or other rules. */
export const refuseDefinition = (current: AttributeModel, { key, validationRules }: AttributeEdit): void => {
  if (key && key !== current.key) throw globalOnly('key', 'attributes', current.id);
  if (validationRules && textOf(validationRules) !== textOf(current.validationRules)) {
    throw globalOnly('validationRules', 'attributes', current.id);
  }
};
