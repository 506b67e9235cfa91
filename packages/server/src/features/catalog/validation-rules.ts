import type { AttributeModel, AttributeType, AttributeValidationRule } from '@leeway/contract';
import { RE2JS, RE2JSException } from 're2js';
import { invalid } from '../../platform/http/problem.ts';
import { instantFrom } from '../../platform/http/validation.ts';

/**
 * What an attribute's value must be. Patterns come from callers, so they run on an engine without backtracking, whose
 * time is at most the pattern's size times the text's length, and both have an end: the worst takes under 0.1 s.
 */

const rulesMax = 5;
const patternLengthMax = 200;
/** Instructions of the compiled pattern; `^.{1,500}$`, a whole value, has 1,000. */
const patternSizeMax = 2000;

const remedy = 'write it without look-around, back references and large repeat counts';

const compiled = (field: string, regex: string): RE2JS => {
  if (regex.length > patternLengthMax) {
    throw invalid(field, `must have at most ${patternLengthMax} characters`, 'maxLength');
  }
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(regex);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw invalid(field, `${error.message}; ${remedy}`, 'pattern');
  }
  if (pattern.programSize() > patternSizeMax) throw invalid(field, `is too large; ${remedy}`, 'pattern');
  return pattern;
};

/** Checked rules with only what they are made of; 422 naming the rule. */
export const rulesFrom = (asked: readonly AttributeValidationRule[]): AttributeValidationRule[] => {
  if (asked.length > rulesMax) throw invalid('validationRules', `must be at most ${rulesMax}`, 'maxItems');
  return asked.map((rule, index) => {
    if (rule.ruleType === 'email') return { ruleType: 'email' };
    const { ruleType, regex, errorMessage } = rule;
    compiled(`validationRules.${index}.regex`, regex);
    return { ruleType, regex, errorMessage };
  });
};

const decimal = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;
// One at sign, no blanks, a domain with a dot: whether mail arrives only mail can tell.
const email = /^[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+$/;

const typeFault = (type: AttributeType, value: string): string | null => {
  if (type === 'number' && !decimal.test(value)) return 'must be a number, such as 12 or -0.5';
  if (type === 'date' && Number.isNaN(instantFrom(value))) {
    return 'must be a date, such as 2026-01-31 or 2026-01-31T12:00:00Z';
  }
  return null;
};

/** Null is no value and breaks no rule; 422 naming `field`, with the rule's own message. */
export const refuseInvalidValue = (
  field: string,
  { type, validationRules }: Pick<AttributeModel, 'type' | 'validationRules'>,
  value: string | null,
): void => {
  if (value === null) return;
  const fault = typeFault(type, value);
  if (fault) throw invalid(field, fault, 'type');
  for (const rule of validationRules ?? []) {
    if (rule.ruleType === 'email') {
      if (!email.test(value)) throw invalid(field, 'must be an e-mail address', 'email');
    } else if (!compiled(field, rule.regex).matcher(value).find()) {
      throw invalid(field, rule.errorMessage, 'regex');
    }
  }
};
