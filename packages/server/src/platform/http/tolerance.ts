import { ApiProblem, invalid } from './problem.ts';
import { parseJson } from './validation.ts';

/**
 * Deviations that a tolerant server of this contract accepts in a body, whatever the operation: a list sent as JSON
 * text, and `{}` for an empty list. Also refuses the one character PostgreSQL cannot store.
 */

type JsonSchema = { readonly [key: string]: unknown };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const allowsList = (schema: JsonSchema) =>
  schema.type === 'array' || (Array.isArray(schema.type) && schema.type.includes('array'));

const asList = (value: unknown): unknown => {
  if (typeof value === 'string') {
    try {
      return asList(parseJson(value));
    } catch {
      return value;
    }
  }
  return isRecord(value) && Object.keys(value).length === 0 ? [] : value;
};

/** Levels of objects and lists in a body. No request of the contract has more than six; a walk of the stack must end. */
const nestingMax = 32;

const refuseNul = (value: unknown, path: string, depth = 0): void => {
  if (depth > nestingMax)
    throw new ApiProblem('malformedBody', `The body has more than ${nestingMax} levels.`);
  if (typeof value === 'string' && value.includes('\u0000')) {
    throw invalid(path, 'must not contain the character NUL', 'nulCharacter');
  }
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) refuseNul(item, `${path}.${index}`, depth + 1);
  if (isRecord(value)) {
    for (const [key, member] of Object.entries(value)) {
      refuseNul(key, path === '' ? key.replaceAll('\u0000', '') : path);
      refuseNul(member, path === '' ? key : `${path}.${key}`, depth + 1);
    }
  }
};

/** Makes a function that turns a body into what the schema wants. It looks only at the members declared as lists. */
export const toleranceOfLists = (schema: object): ((body: unknown) => unknown) => {
  const { properties } = schema as JsonSchema;
  const declared = isRecord(properties) ? (Object.entries(properties) as [string, JsonSchema][]) : [];
  const lists = declared.filter(([, member]) => allowsList(member)).map(([key]) => key);
  return (body) => {
    if (lists.length === 0 || !isRecord(body)) return body;
    let copy: Record<string, unknown> | null = null;
    for (const key of lists) {
      if (!Object.hasOwn(body, key)) continue;
      const list = asList(body[key]);
      if (list !== body[key]) copy = { ...(copy ?? body), [key]: list };
    }
    return copy ?? body;
  };
};

/** Whether a value must be looked at closely; names nothing, so that the many good ones cost little. */
const isSuspect = (value: unknown, depth: number): boolean => {
  if (typeof value === 'string') return value.includes('\u0000');
  if (typeof value !== 'object' || value === null) return false;
  if (depth > nestingMax) return true;
  const members = value as Record<string, unknown>;
  for (const key in members) {
    if (key.includes('\u0000') || isSuspect(members[key], depth + 1)) return true;
  }
  return false;
};

/** 422 when a text of the body or the query holds NUL. */
export const refuseNulIn = (values: unknown): void => {
  if (isSuspect(values, 0)) refuseNul(values, '');
};
