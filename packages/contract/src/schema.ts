import { type Static, type TProperties, type TSchema, Type } from 'typebox';

/**
 * Building blocks of the wire schemas. They stay plain JSON Schema (2020-12), so one object serves validation,
 * serialisation and the served OpenAPI document. Nullable is written as a type list and never as `anyOf`: the
 * serialiser of the hot path would otherwise validate every value to find its branch.
 */

/** The largest 64-bit integer; a JSON number holds it exactly only as text. */
export const INT64_MAX = 9223372036854775807n;

/**
 * A 64-bit amount: `bigint` in code, a plain JSON integer on the wire. The upper bound of int64 itself is not in the
 * schema, because a JavaScript number cannot hold it: who reads the JSON text refuses what lies beyond.
 */
export const Int64 = (options: { minimum?: 0 | 1; maximum?: bigint } = {}) =>
  Type.Unsafe<bigint>({
    type: 'integer',
    format: 'int64',
    ...(options.minimum === undefined ? {} : { minimum: options.minimum }),
    ...(options.maximum === undefined ? {} : { maximum: Number(options.maximum) }),
  });

/** A 32-bit integer. */
export const Int32 = (options: { minimum?: number; maximum?: number; default?: number } = {}) =>
  Type.Integer({ format: 'int32', minimum: options.minimum ?? -2147483648, maximum: 2147483647, ...options });

/** An instant: RFC 3339 on the wire; in code an ISO string with milliseconds and `Z`. */
export const DateTime = () => Type.String({ format: 'date-time' });

/** `<prefix>_` and 22 base64url characters. */
export const Id = (prefix: string) => Type.String({ pattern: `^${prefix}_[A-Za-z0-9_-]{22}$` });

/** An id whose prefix is the server's choice (contacts). */
export const AnyId = () => Id('[a-z]+');

/** An e-mail address a user of the console may have. */
export const userEmailPattern =
  "^[a-zA-Z0-9](?:(?:[a-zA-Z0-9!#$%&'*+=?]|[.-](?=[a-zA-Z0-9!#$%&'*+=?])){0,62}[a-zA-Z0-9!#$%&'*+=?])?@" +
  '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+$';

/** An activation code as a vendor may choose it. */
export const ActivationCode = () => Type.String({ pattern: '^[A-Z0-9][A-Z0-9-]{0,48}[A-Z0-9]$' });

/** One word of a closed list. */
export const Words = <const T extends readonly string[]>(words: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...words] });

/** The same schema, or null. */
export const Nullable = <T extends TSchema>(schema: T) => {
  const copy = { ...schema } as Record<string, unknown>;
  copy.type = [copy.type, 'null'];
  if (Array.isArray(copy.enum)) copy.enum = [...copy.enum, null];
  return Type.Unsafe<Static<T> | null>(copy);
};

/** An object with keys of the caller's choice. */
export const MapOf = <T extends TSchema>(value: T) =>
  Type.Unsafe<Record<string, Static<T>>>({ type: 'object', additionalProperties: value });

/** An object of a request: unknown members are ignored, as tolerant servers of this contract do. */
export const Request = <T extends TProperties>(properties: T, options: { minProperties?: number } = {}) =>
  Type.Object(properties, options);

/** An object of a reply: only declared members leave the server. */
export const Reply = <T extends TProperties>(properties: T) => Type.Object(properties);

/** One page of a list. */
export const Page = <T extends TSchema>(item: T) =>
  Reply({
    items: Type.Array(item),
    pageSize: Int32({ minimum: 1 }),
    pageNumber: Int32({ minimum: 1 }),
    elementsTotal: Int32({ minimum: 0 }),
  });
