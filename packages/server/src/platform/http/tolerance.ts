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

/** The body as the schema wants it. Walks only the members the schema declares. */
export const tolerateLists = (body: unknown, schema: object): unknown => {
  const { properties: declaredMembers } = schema as JsonSchema;
  if (!isRecord(body) || !isRecord(declaredMembers)) return body;
  const properties = declaredMembers as Record<string, JsonSchema>;
  let copy: Record<string, unknown> | null = null;
  for (const [key, member] of Object.entries(body)) {
    const declared = properties[key];
    if (!declared || !allowsList(declared)) continue;
    const list = asList(member);
    if (list !== member) copy = { ...(copy ?? body), [key]: list };
  }
  return copy ?? body;
};

/** 422 when a text of the body or the query holds NUL. */
export const refuseNulIn = (values: unknown): void => refuseNul(values, '');
