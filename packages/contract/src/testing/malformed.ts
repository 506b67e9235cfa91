import type { Operation } from '../operation.ts';
import { asJsonSchema, type JsonSchema } from './contract-document.ts';
import { badTexts, bodyFaults, type Fault, queryFaults } from './faults.ts';
import { type Random, randomFrom } from './random.ts';
import { example, type Path, propertiesOf, requiredOf } from './valid-example.ts';

/** A request with exactly one thing wrong. Send `rawBody` when it is there, else `body` as JSON, else no body. */
export interface MalformedRequest {
  /** Values as they are, not yet URL-encoded. Ids fit their pattern but name nothing, unless they are the fault. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly rawBody?: string;
  /** Null: the request has no body. */
  readonly contentType: string | null;
  /** Dotted path of the offending place (`leasePeriod.count`, `skus.0`, a parameter); null: the body as a whole. */
  readonly field: string | null;
  readonly place: 'params' | 'query' | 'body';
  readonly fault: string;
}

type Make = (random: Random) => MalformedRequest;

const json = 'application/json';

/** A stand-in that survives JSON.stringify and is then replaced by text that a number cannot hold. */
const placeholder = '@text@';

const replaceAt = (whole: unknown, path: Path, spoil: Fault['spoil']): void => {
  let holder = whole as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) holder = holder[step] as Record<string | number, unknown>;
  const last = path.at(-1) as string | number;
  if (spoil === 'absent') delete holder[last];
  else holder[last] = 'value' in spoil ? spoil.value : placeholder;
};

/** What a query cannot be without. */
const requiredQuery = (schema: JsonSchema, random: Random): Record<string, string> =>
  Object.fromEntries(
    requiredOf(schema).map((name) => [name, String(example(propertiesOf(schema)[name] ?? {}, random))]),
  );

const validParts = (operation: Operation, random: Random) => {
  const params = Object.entries(propertiesOf(asJsonSchema(operation.params))).map(([name, schema]) => [
    name,
    example(schema, random),
  ]);
  const isForm = operation.bodyType === 'multipart';
  return {
    params: Object.fromEntries(params) as Record<string, string>,
    query: requiredQuery(asJsonSchema(operation.query), random),
    ...(operation.body === null || isForm ? {} : { body: example(asJsonSchema(operation.body), random) }),
    contentType: operation.body === null ? null : isForm ? 'multipart/form-data; boundary=x' : json,
  };
};

const bodyMakers = (operation: Operation, schema: JsonSchema): Make[] =>
  bodyFaults(schema).map((fault) => (random) => {
    const body = example(schema, random, fault.path);
    replaceAt(body, fault.path, fault.spoil);
    const { body: _valid, ...rest } = validParts(operation, random);
    const named = { ...rest, field: fault.field, place: 'body' as const, fault: fault.name };
    if (fault.spoil === 'absent' || 'value' in fault.spoil) return { ...named, body };
    return { ...named, rawBody: JSON.stringify(body).replace(`"${placeholder}"`, fault.spoil.text) };
  });

/** Deep enough to break a reader that recurses, small enough for the limit on a body. */
const nesting = 20_000;

const wholeBodyMakers = (operation: Operation, schema: JsonSchema): Make[] => {
  const make =
    (fault: string, spoiled: (valid: string) => { rawBody: string; contentType?: string }): Make =>
    (random) => {
      const { body, ...rest } = validParts(operation, random);
      return { ...rest, field: null, place: 'body', fault, ...spoiled(JSON.stringify(body)) };
    };
  const makers = [
    make('wrongContentType', (rawBody) => ({ rawBody, contentType: 'text/plain' })),
    make('wrongContentType', (rawBody) => ({ rawBody, contentType: 'application/xml' })),
    make('notJson', (valid) => ({ rawBody: valid.slice(0, -1) })),
    make('notJson', (valid) => ({ rawBody: `${valid}}` })),
    make('notJson', () => ({ rawBody: "{'name': 'single quotes'}" })),
    make('notJson', () => ({ rawBody: '{"name": undefined}' })),
    make('notJson', () => ({ rawBody: '[' })),
    make('wrongType', () => ({ rawBody: '[]' })),
    make('wrongType', () => ({ rawBody: '7' })),
    make('wrongType', () => ({ rawBody: 'true' })),
    make('null', () => ({ rawBody: 'null' })),
    make('deepNesting', () => ({ rawBody: '['.repeat(nesting) + ']'.repeat(nesting) })),
  ];
  if (requiredOf(schema).length > 0) makers.push(make('empty', () => ({ rawBody: '' })));
  if (Number(schema.minProperties ?? 0) > 0) makers.push(make('tooFew', () => ({ rawBody: '{}' })));
  return makers;
};

const formMakers = (operation: Operation): Make[] => {
  const make = (fault: string, contentType: string, rawBody: string): Make => {
    return (random) => ({
      ...validParts(operation, random),
      field: null,
      place: 'body',
      fault,
      contentType,
      rawBody,
    });
  };
  return [
    make('wrongContentType', json, '{"FormFile": "x"}'),
    make('wrongContentType', 'text/plain', 'x'),
    make('notAForm', 'multipart/form-data', 'x'),
  ];
};

/** So many tries for each parameter in a round: enough to see it, few enough to leave room for bodies. */
const triesPerParameter = 2;

const parameterMakers = (
  operation: Operation,
  place: 'params' | 'query',
  faultsOf: (name: string, schema: JsonSchema) => string[],
): Make[] =>
  Object.entries(propertiesOf(asJsonSchema(operation[place]))).flatMap(([name, schema]) => {
    const bad = faultsOf(name, schema);
    const make: Make = (random) => {
      const valid = validParts(operation, random);
      const spoiled = { ...valid[place], [name]: random.pick(bad) };
      return { ...valid, [place]: spoiled, field: name, place, fault: 'wrongValue' };
    };
    return bad.length === 0 ? [] : Array.from({ length: triesPerParameter }, () => make);
  });

const makersOf = (operation: Operation): Make[] => {
  const outside = [
    ...parameterMakers(operation, 'params', (_name, schema) => badTexts(schema)),
    ...parameterMakers(operation, 'query', queryFaults),
  ];
  if (operation.body === null) return outside;
  if (operation.bodyType === 'multipart') return [...outside, ...formMakers(operation)];
  const schema = asJsonSchema(operation.body);
  return [...outside, ...bodyMakers(operation, schema), ...wholeBodyMakers(operation, schema)];
};

/**
 * `count` requests that the operation must refuse, the same for the same seed; none for an operation that takes
 * nothing. Every kind of fault comes once, in an order the seed gives, before one is repeated with other values. What
 * a tolerant server accepts (extra members, JSON text for lists, `{}` for an empty list, a too large page size, …) is
 * never among them.
 */
export const malformedRequests = (operation: Operation, seed: number, count: number): MalformedRequest[] => {
  const random = randomFrom(seed);
  const makers = makersOf(operation);
  const requests: MalformedRequest[] = [];
  while (makers.length > 0 && requests.length < count)
    for (const make of random.shuffled(makers).slice(0, count - requests.length)) requests.push(make(random));
  return requests;
};
