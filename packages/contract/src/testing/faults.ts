import type { JsonSchema } from './contract-document.ts';
import {
  firstBranch,
  type Path,
  propertiesOf,
  requiredOf,
  typeOfSchema,
  wordsOfSchema,
} from './valid-example.ts';

/** One way to spoil one place of a body: by a JSON value, by text JSON.parse cannot keep, or by leaving it out. */
export interface Fault {
  readonly path: Path;
  /** Dotted path of the place that an answer should name; null: the body as a whole. */
  readonly field: string | null;
  readonly name: string;
  readonly spoil: { readonly value: unknown } | { readonly text: string } | 'absent';
}

/** Values of a wrong type. A list or object never gets a string or `{}`: older clients send those and are served. */
const wrongTypes: Record<string, readonly unknown[]> = {
  string: [7, true, ['x'], { x: 1 }],
  integer: ['seven', true, [1], {}],
  number: ['seven', true, [1], {}],
  boolean: ['yes', 1, [], {}],
  array: [7, true],
  object: [7, true, ['x']],
  union: [7, true, ['x'], 'x'],
};

const badDates = ['yesterday', '2025-13-01T00:00:00Z', '2025-02-30T00:00:00Z', '2025-01-01T25:00:00Z'];
const badUris = ['not a uri', 'http://exa mple.com'];

/** Texts that no pattern of the contract lets through; each is tried, the fitting ones are dropped. */
export const badTexts = (schema: JsonSchema): string[] => {
  if (typeof schema.pattern !== 'string') return [];
  const pattern = new RegExp(schema.pattern, 'u');
  const prefix = /^\^([a-z]+)\??_/.exec(schema.pattern)?.[1] ?? 'x';
  return [
    'x-',
    '-1',
    'ä',
    "' or 1=1 --",
    `${prefix}_short`,
    `${prefix}_${'a'.repeat(21)}!`,
    `${prefix}_${'a'.repeat(23)}`,
    `ZZZ_${'a'.repeat(22)}`,
    `${prefix}_\u0000${'a'.repeat(21)}`,
  ].filter((text) => !pattern.test(text));
};

const values = (name: string, list: readonly unknown[]) => list.map((value) => ({ name, spoil: { value } }));

type Spoiling = Pick<Fault, 'name' | 'spoil'>;

const stringFaults = (schema: JsonSchema): Spoiling[] => {
  const words = wordsOfSchema(schema);
  if (words.length > 0) return values('unknownWord', ['notAWord', '', `${words[0]} `]);
  const found = values('pattern', badTexts(schema));
  if (schema.format === 'date-time') found.push(...values('format', badDates));
  if (schema.format === 'uri') found.push(...values('format', badUris));
  if (Number(schema.minLength ?? 0) > 0) found.push(...values('tooShort', ['']));
  const { maxLength } = schema;
  if (typeof maxLength === 'number')
    found.push(...values('tooLong', ['x'.repeat(maxLength + 1), 'é'.repeat(maxLength * 20)]));
  // PostgreSQL has no text with this character, so it has to be refused before.
  if (found.every(({ name }) => name !== 'pattern' && name !== 'format'))
    found.push(...values('nulCharacter', ['a\u0000']));
  return found;
};

const numberFaults = (schema: JsonSchema): Spoiling[] => {
  const found: Spoiling[] = [];
  const { minimum, maximum } = schema;
  if (typeof minimum === 'number') found.push(...values('tooSmall', [minimum - 1]));
  if (typeof maximum === 'number') found.push(...values('tooLarge', [maximum + 1]));
  found.push({ name: 'tooLarge', spoil: { text: '1e400' } });
  if (schema.type !== 'number' && typeOfSchema(schema) === 'integer')
    found.push(...values('fraction', [1.5]));
  if (schema.format === 'int64')
    found.push(
      { name: 'tooLarge', spoil: { text: '9223372036854775808' } },
      { name: 'tooLarge', spoil: { text: '18446744073709551617' } },
    );
  return found;
};

const isNullable = (schema: JsonSchema) => Array.isArray(schema.type) && schema.type.includes('null');

/** What a value may be depends on others beside it: nothing is wrong with it by itself. */
const takesAnything = (schema: JsonSchema) => schema.type === undefined && typeOfSchema(schema) !== 'union';

/** Everything that can be wrong with one value, apart from its members. */
const ownFaults = (schema: JsonSchema, required: boolean): Spoiling[] => {
  if (takesAnything(schema)) return [];
  const type = typeOfSchema(schema);
  const found: Spoiling[] = values('wrongType', wrongTypes[type] ?? []);
  if (!isNullable(schema)) found.push(...values('null', [null]));
  if (required) found.push({ name: 'missing', spoil: 'absent' });
  if (type === 'string') found.push(...stringFaults(schema));
  if (type === 'integer' || type === 'number') found.push(...numberFaults(schema));
  if (type === 'array' && Number(schema.minItems ?? 0) > 0) found.push(...values('tooFew', [[]]));
  return found;
};

/** Older clients send true or false here, and are served. */
const isServed = (path: Path, spoil: Fault['spoil']): boolean =>
  path.at(-1) === 'showActivationsGraph' &&
  typeof spoil === 'object' &&
  'value' in spoil &&
  spoil.value === true;

/** `within`: the union a place lies in; an answer can only be expected to name that, not the member of a branch. */
const walk = (schema: JsonSchema, path: Path, required: boolean, within: string | null): Fault[] => {
  const at = path.join('.');
  const field = within ?? at;
  const found: Fault[] =
    path.length === 0
      ? []
      : ownFaults(schema, required)
          .filter(({ spoil }) => !isServed(path, spoil))
          .map((f) => ({ path, field, ...f }));
  const type = typeOfSchema(schema);
  if (type === 'union') found.push(...members(firstBranch(schema), path, field));
  if (type === 'object') found.push(...members(schema, path, within));
  if (type === 'array') found.push(...walk(schema.items as JsonSchema, [...path, 0], false, within));
  return found;
};

const members = (schema: JsonSchema, path: Path, within: string | null): Fault[] => {
  const named = Object.entries(propertiesOf(schema)).flatMap(([name, member]) =>
    walk(member, [...path, name], requiredOf(schema).includes(name), within),
  );
  if (typeof schema.additionalProperties !== 'object') return named;
  return [...named, ...walk(schema.additionalProperties as JsonSchema, [...path, 'note'], false, within)];
};

/** Every fault of a body's places. The body as a whole is not among them. */
export const bodyFaults = (schema: JsonSchema): Fault[] => walk(schema, [], true, null);

/** Faults of one query parameter, as the text of the query. What tolerant servers pass over is not among them. */
export const queryFaults = (name: string, schema: JsonSchema): string[] => {
  // `expand` passes over unknown words, `force` has no meaning any more.
  if (name === 'expand' || name === 'force') return [];
  switch (typeOfSchema(schema)) {
    case 'integer': {
      const below = String(Number(schema.minimum ?? 1) - 1);
      // A too large page size is cut, a too large page number is not a page.
      return ['abc', below, '-1', '1.5', 'NaN', ...(name === 'pageSize' ? [] : ['2147483648'])];
    }
    case 'boolean':
      return ['maybe'];
    default: {
      const found = badTexts(schema);
      if (schema.format === 'date-time') found.push(...badDates);
      if (Number(schema.minLength ?? 0) > 0) found.push('');
      if (typeof schema.maxLength === 'number') found.push('x'.repeat(schema.maxLength + 1));
      if (found.length === 0 || typeof schema.maxLength === 'number') found.push('a\u0000');
      return found;
    }
  }
};
