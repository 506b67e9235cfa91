import type { Attribute } from './attribute-calls.ts';

/** `text`, `number`, `date`. */
export const typeText = ({ type }: Pick<Attribute, 'type'>): string => (type === 'string' ? 'text' : type);

/** What a value has to be. */
export const rulesText = ({ validationRules }: Pick<Attribute, 'validationRules'>): string =>
  (validationRules ?? [])
    .map((rule) => (rule.ruleType === 'email' ? 'an e-mail address' : `matches ${rule.regex}`))
    .join(', ');
