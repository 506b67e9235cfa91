import { type JsonSchema, resolveRef } from './contract-document.ts';

/** Who must be at least as strict: a request is the same on both sides, a reply may promise more than the contract. */
export type Side = 'request' | 'reply';

const limitKeywords = [
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'contentMediaType',
  'default',
] as const;

/** Keywords that `shapeOf` reads besides the limits. One it does not know stops the comparison. */
const structureKeywords = [
  'type',
  'enum',
  'const',
  'properties',
  'required',
  'items',
  'additionalProperties',
  'anyOf',
  'oneOf',
  'discriminator',
  '$ref',
];

/** A schema without its spelling: references followed, null taken out, defaults of int32 written down. */
interface Shape {
  readonly type: string;
  readonly nullable: boolean;
  readonly limits: Record<string, unknown>;
  readonly words: readonly string[] | null;
  readonly properties: Record<string, Shape>;
  readonly required: readonly string[];
  readonly items: Shape | null;
  readonly values: Shape | null;
  readonly branches: readonly Shape[];
}

const refuseUnknownKeywords = (schema: JsonSchema): void => {
  for (const keyword of Object.keys(schema))
    if (!structureKeywords.includes(keyword) && !(limitKeywords as readonly string[]).includes(keyword))
      throw new Error(`the comparison does not know the keyword ${keyword}`);
};

const limitsOf = (schema: JsonSchema): Record<string, unknown> => {
  const limits: Record<string, unknown> = {};
  if (schema.format === 'int32') Object.assign(limits, { minimum: -2147483648, maximum: 2147483647 });
  for (const keyword of limitKeywords) if (keyword in schema) limits[keyword] = schema[keyword];
  // The end of int64 is not a JavaScript number; the reader of the JSON text holds that one.
  if (Number(limits.maximum) > Number.MAX_SAFE_INTEGER) delete limits.maximum;
  return limits;
};

const asList = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

const typeOf = (schema: JsonSchema): string => {
  const types = asList(schema.type).filter((type) => type !== 'null');
  if (types.length > 0) return types.join();
  return 'const' in schema ? typeof schema.const : 'any';
};

const wordsOf = (schema: JsonSchema): readonly string[] | null => {
  if ('const' in schema) return [String(schema.const)];
  if (!Array.isArray(schema.enum)) return null;
  return schema.enum
    .filter((word) => word !== null)
    .map(String)
    .sort();
};

const shapeOf = (schema: JsonSchema): Shape => {
  if (typeof schema.$ref === 'string') return shapeOf(resolveRef(schema.$ref));
  refuseUnknownKeywords(schema);
  const all = [...asList(schema.anyOf), ...asList(schema.oneOf)] as JsonSchema[];
  const branches = all.filter((branch) => branch.type !== 'null');
  const [only] = branches;
  if (only !== undefined && branches.length === 1) return { ...shapeOf(only), nullable: true };
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const isMap = typeof schema.additionalProperties === 'object';
  return {
    type: branches.length > 1 ? 'union' : typeOf(schema),
    nullable: asList(schema.type).includes('null') || branches.length < all.length,
    limits: limitsOf(schema),
    words: wordsOf(schema),
    properties: Object.fromEntries(properties.map(([name, member]) => [name, shapeOf(member)])),
    required: asList(schema.required).map(String).sort(),
    items: schema.items === undefined ? null : shapeOf(schema.items as JsonSchema),
    values: isMap ? shapeOf(schema.additionalProperties as JsonSchema) : null,
    branches: branches.map(shapeOf),
  };
};

const text = (value: unknown) => JSON.stringify(value) ?? 'nothing';

const compareShapes = (theirs: Shape, ours: Shape, side: Side, at: string, found: string[]): void => {
  const same = (what: string, a: unknown, b: unknown) => {
    if (text(a) !== text(b)) found.push(`${at}: ${what} is ${text(b)}, the contract has ${text(a)}`);
  };
  same('type', theirs.type, ours.type);
  same('nullable', theirs.nullable, ours.nullable);
  same('list of words', theirs.words, ours.words);
  for (const keyword of limitKeywords) same(keyword, theirs.limits[keyword], ours.limits[keyword]);
  const names = Object.keys(theirs.properties);
  if (side === 'request') {
    same('required', theirs.required, ours.required);
    same('list of members', names.sort(), Object.keys(ours.properties).sort());
  } else {
    const optional = theirs.required.filter((name) => !ours.required.includes(name));
    same('list of members that may be missing', [], optional);
  }
  for (const name of names) {
    const [their, our] = [theirs.properties[name], ours.properties[name]];
    if (their === undefined || our === undefined) found.push(`${at}.${name}: is missing`);
    else compareShapes(their, our, side, `${at}.${name}`, found);
  }
  for (const part of ['items', 'values'] as const) {
    const [their, our] = [theirs[part], ours[part]];
    same(`presence of ${part}`, their !== null, our !== null);
    if (their !== null && our !== null) compareShapes(their, our, side, `${at}[]`, found);
  }
  same('number of branches', theirs.branches.length, ours.branches.length);
  for (const [index, their] of theirs.branches.entries()) {
    const our = ours.branches[index];
    if (our !== undefined) compareShapes(their, our, side, `${at}<${index}>`, found);
  }
};

/** Every difference between the contract's schema and ours as a sentence; empty when ours keeps the contract. */
export const compareSchemas = (theirs: JsonSchema, ours: JsonSchema, side: Side, at = ''): string[] => {
  const found: string[] = [];
  compareShapes(shapeOf(theirs), shapeOf(ours), side, at, found);
  return found;
};
