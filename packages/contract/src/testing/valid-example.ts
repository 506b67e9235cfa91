import type { JsonSchema } from './contract-document.ts';
import { type Random, randomFrom } from './random.ts';

/** Where in a body: member names and list positions. */
export type Path = readonly (string | number)[];

/** The type of a schema besides null; `union` where branches decide. */
export const typeOfSchema = (schema: JsonSchema): string => {
  if (Array.isArray(schema.oneOf)) return 'union';
  const types = Array.isArray(schema.type) ? schema.type.filter((type) => type !== 'null') : [schema.type];
  return String(types[0]);
};

export const propertiesOf = (schema: JsonSchema) => (schema.properties ?? {}) as Record<string, JsonSchema>;

export const requiredOf = (schema: JsonSchema) => (schema.required ?? []) as readonly string[];

/** The words of a closed list without null; empty when any word goes. */
export const wordsOfSchema = (schema: JsonSchema): readonly string[] => {
  if ('const' in schema) return [String(schema.const)];
  return Array.isArray(schema.enum) ? schema.enum.filter((word) => word !== null) : [];
};

/** The branch the examples use: for credentials the one that is served. */
export const firstBranch = (schema: JsonSchema): JsonSchema =>
  (schema.oneOf as JsonSchema[])[0] as JsonSchema;

/** With these words the member beside them is dropped unread, so an example avoids them. */
const idleWords = ['none', 'unlimited'];

const isMeasured = (schema: JsonSchema): boolean => {
  const { type } = propertiesOf(schema);
  return type !== undefined && wordsOfSchema(type).includes('none');
};

const exampleString = (schema: JsonSchema, random: Random): string => {
  const words = wordsOfSchema(schema).filter((word) => !idleWords.includes(word));
  if (words.length > 0) return random.pick(words);
  if (schema.format === 'date-time') return `2031-0${1 + random.below(9)}-15T12:00:00.000Z`;
  if (schema.format === 'uri') return `https://example.com/${random.below(1e6)}`;
  if (schema.format === 'email') return `person${random.below(1e6)}@example.com`;
  const number = 10_000_000 + random.below(1e7);
  if (typeof schema.pattern === 'string') {
    const prefix = /^\^([a-z]+)\??_/.exec(schema.pattern)?.[1] ?? 'con';
    const candidates = [
      `${prefix}_${random.letters(22)}`,
      `CODE-${number}`,
      `client-${number}`,
      `${number}`,
      `person${number}@example.com`,
      `1${number % 10}:30`,
      `field.${String(number).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)))}`,
      'EUR',
    ];
    const fitting = candidates.find((candidate) => new RegExp(schema.pattern as string, 'u').test(candidate));
    if (fitting === undefined) throw new Error(`no example for the pattern ${schema.pattern}`);
    return fitting;
  }
  const name = `Example ${number}`.padEnd(Number(schema.minLength ?? 0), 'x');
  return name.slice(0, Number(schema.maxLength ?? name.length));
};

const exampleObject = (schema: JsonSchema, random: Random, towards: Path): Record<string, unknown> => {
  const [next, ...rest] = towards;
  if (typeof schema.additionalProperties === 'object')
    return next === undefined
      ? {}
      : { [next]: example(schema.additionalProperties as JsonSchema, random, rest) };
  const names = Object.keys(propertiesOf(schema));
  const chosen = names.filter(
    (name) => requiredOf(schema).includes(name) || name === next || isMeasured(schema),
  );
  const missing = Number(schema.minProperties ?? 0) - chosen.length;
  if (missing > 0) chosen.push(...names.filter((name) => !chosen.includes(name)).slice(0, missing));
  return Object.fromEntries(
    chosen.map((name) => [
      name,
      example(propertiesOf(schema)[name] as JsonSchema, random, name === next ? rest : []),
    ]),
  );
};

const exampleNumber = (schema: JsonSchema, random: Random): number => {
  const lowest = Math.max(1, Number(schema.minimum ?? 1));
  return Math.min(lowest + random.below(20), Number(schema.maximum ?? Number.MAX_SAFE_INTEGER));
};

/** A small value that fits the schema and contains the place `towards` points at. */
export const example = (schema: JsonSchema, random: Random, towards: Path = []): unknown => {
  switch (typeOfSchema(schema)) {
    case 'union':
      return example(firstBranch(schema), random, towards);
    case 'object':
      return exampleObject(schema, random, towards);
    case 'array': {
      const [next, ...rest] = towards;
      const length = Math.max(Number(schema.minItems ?? 0), next === undefined ? 0 : 1);
      return Array.from({ length }, () => example(schema.items as JsonSchema, random, rest));
    }
    case 'string':
      return exampleString(schema, random);
    case 'boolean':
      return random.below(2) === 1;
    default:
      return exampleNumber(schema, random);
  }
};

/** A minimal valid JSON value for a schema, the same for the same seed. Ids in it fit their pattern but name nothing. */
export const validExample = (schema: JsonSchema, seed: number): unknown => example(schema, randomFrom(seed));
