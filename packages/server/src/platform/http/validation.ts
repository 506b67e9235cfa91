import { INT64_MAX } from '@leeway/contract';
import { Ajv, type ErrorObject } from 'ajv';
import type { DataValidateFunction } from 'ajv/dist/types/index.js';
import addFormatsModule from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import { isInteger, parse } from 'lossless-json';
import type { FieldFault } from './problem.ts';

/**
 * Validation at the edge. Bodies are taken as they are (no coercion); path and query are text and are coerced. Integers
 * of 64 bits become bigint here, without ever passing through a float.
 */

type JsonSchema = { readonly [key: string]: unknown };
const addFormats = addFormatsModule.default ?? addFormatsModule;

/** An instant; without a zone it is UTC, as earlier clients send it. */
const instantPattern =
  /^\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:?\d{2})?)?$/;

/** Epoch ms of a validated date-time; NaN when it is no date. */
export const instantFrom = (text: string): number => {
  if (!instantPattern.test(text)) return Number.NaN;
  const zoned = /(?:[Zz]|[+-]\d{2}:?\d{2})$/.test(text.slice(10)) || text.length === 10;
  const at = Date.parse(zoned ? text.replace(' ', 'T') : `${text.replace(' ', 'T')}Z`);
  const day = Number(text.slice(8, 10));
  const daysInMonth = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  return day > daysInMonth ? Number.NaN : at;
};

interface Int64Rule {
  readonly nullable: boolean;
  readonly minimum: number | null;
  readonly maximum: number | null;
}

const isJsonSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Replaces every int64 of a schema by the `int64` keyword below, which checks and converts. */
const withInt64 = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(withInt64);
  if (!isJsonSchema(schema)) return schema;
  if (schema.format === 'int64') {
    const nullable = Array.isArray(schema.type) && schema.type.includes('null');
    const minimum = typeof schema.minimum === 'number' ? schema.minimum : null;
    // The end of int64 itself is no exact number; INT64_MAX below stands for it.
    const maximum = Number.isSafeInteger(schema.maximum) ? (schema.maximum as number) : null;
    return { int64: { nullable, minimum, maximum } satisfies Int64Rule };
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withInt64(value)]));
};

const toInt64 = (data: unknown): bigint | null => {
  if (typeof data === 'bigint') return data;
  return typeof data === 'number' && Number.isSafeInteger(data) ? BigInt(data) : null;
};

const newAjv = (coerceTypes: boolean, allErrors = false) => {
  const ajv = new Ajv({
    coerceTypes,
    useDefaults: true,
    allErrors,
    strict: false,
    discriminator: true,
  });
  addFormats(ajv);
  ajv.addFormat('date-time', {
    type: 'string',
    validate: (text: string) => !Number.isNaN(instantFrom(text)),
  });
  ajv.addKeyword({
    keyword: 'int64',
    modifying: true,
    errors: true,
    compile: (rule: Int64Rule) => {
      const validate: DataValidateFunction = (data: unknown, ctx) => {
        if (data === null && rule.nullable) return true;
        const amount = toInt64(data);
        const fault = (message: string) => {
          validate.errors = [{ keyword: 'int64', message, params: {} }];
          return false;
        };
        if (amount === null) return fault('must be a whole number');
        if (amount > INT64_MAX || amount < -INT64_MAX) return fault(`must be at most ${INT64_MAX}`);
        if (rule.minimum !== null && amount < BigInt(rule.minimum))
          return fault(`must be >= ${rule.minimum}`);
        if (rule.maximum !== null && amount > BigInt(rule.maximum))
          return fault(`must be <= ${rule.maximum}`);
        if (ctx) (ctx.parentData as Record<string | number, unknown>)[ctx.parentDataProperty] = amount;
        return true;
      };
      return validate;
    },
  });
  return ajv;
};

const strict = newAjv(false);
const coercing = newAjv(true);
const thorough = newAjv(false, true);

export const validatorCompiler: FastifySchemaCompiler<JsonSchema> = ({ schema, httpPart }) =>
  (httpPart === 'body' ? strict : coercing).compile(withInt64(schema) as JsonSchema);

/** What is wrong, as field and sentence. */
export const fieldFault = (error: ErrorObject): FieldFault => {
  const path = error.instancePath.slice(1).replaceAll('/', '.');
  const params = error.params as Record<string, unknown>;
  const join = (name: unknown) => (path === '' ? String(name) : `${path}.${String(name)}`);
  switch (error.keyword) {
    case 'required':
      return { propertyName: join(params.missingProperty), message: 'is required', code: 'required' };
    case 'enum':
      return {
        propertyName: path,
        message: `must be one of ${(params.allowedValues as unknown[]).filter((v) => v !== null).join(', ')}`,
        code: 'enum',
      };
    case 'type': {
      const types = [params.type].flat().filter((type) => type !== 'null');
      return { propertyName: path, message: `must be ${types.join(' or ')}`, code: 'type' };
    }
    case 'discriminator':
      return { propertyName: join(params.tag), message: 'is not a known type', code: 'enum' };
    default:
      return { propertyName: path, message: error.message ?? 'is not valid', code: error.keyword };
  }
};

/** Checks a body as a request with it would be, and tells everything that is wrong: for bodies that come many at once. */
export const faultFinder = (schema: object): ((body: unknown) => FieldFault[]) => {
  const validate = thorough.compile(withInt64(schema) as JsonSchema);
  return (body) => (validate(body) ? [] : (validate.errors ?? []).map(fieldFault));
};

// Only digits beyond 15 can lose precision; everything else takes the engine's own, much faster parser.
const longNumber = /\d{16}/;

/** JSON text to values; integers that a float cannot hold become bigint. Throws SyntaxError on malformed text. */
export const parseJson = (text: string): unknown => {
  if (!longNumber.test(text)) return JSON.parse(text);
  return parse(text, undefined, (digits) => {
    const number = Number(digits);
    return isInteger(digits) && !Number.isSafeInteger(number) ? BigInt(digits) : number;
  });
};
