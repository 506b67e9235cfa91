import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../index.ts';
import { operations } from '../index.ts';
import { checkSchema } from './check-reply.ts';
import { asJsonSchema, contractOperations } from './contract-document.ts';
import { type MalformedRequest, malformedRequests } from './malformed.ts';
import { validExample } from './valid-example.ts';

const ajv = new Ajv2020({ discriminator: true, strict: true, allErrors: true, allowUnionTypes: true });
const asText = new Ajv2020({ discriminator: true, strict: true, allErrors: true, coerceTypes: true });
ajvFormats.default(ajv);
ajvFormats.default(asText);

const listed: [string, Operation][] = Object.entries(operations);
const withJson = listed.filter(([, { body, bodyType }]) => body !== null && bodyType === 'json');
const theirsOf = (id: string) =>
  contractOperations.get(id) ?? contractOperations.get(id.replace('Legacy', ''));
const bodyNameOf = (id: string) => String(theirsOf(id)?.body?.$ref).replace(/.*\//, '');
/** Operations of our own have bodies that the contract does not know. */
const inContract = withJson.filter(([id]) => theirsOf(id) !== undefined);

const isForm = (operation: Operation) => operation.bodyType === 'multipart';

const compileFor = (operation: Operation) => ({
  params: asText.compile(asJsonSchema(operation.params)),
  query: asText.compile(asJsonSchema(operation.query)),
  body: operation.body === null || isForm(operation) ? null : ajv.compile(asJsonSchema(operation.body)),
});

/** Dotted paths of everything the validator finds wrong. */
const wrongPlaces = (validate: ValidateFunction, value: unknown): string[] => {
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, params }) =>
    [instancePath.replaceAll('/', '.'), params.missingProperty].filter(Boolean).join('.').replace(/^\./, ''),
  );
};

/** Text of the number kind that only the reader of the JSON text can refuse. */
const beyondNumbers = (request: MalformedRequest) =>
  request.rawBody !== undefined && /: ?(9223372036854775808|18446744073709551617)/.test(request.rawBody);

const problemsOf = (
  request: MalformedRequest,
  validators: ReturnType<typeof compileFor>,
): string[] | null => {
  if (request.place === 'params') return wrongPlaces(validators.params, { ...request.params });
  if (request.place === 'query') return wrongPlaces(validators.query, { ...request.query });
  if (request.contentType !== 'application/json' || validators.body === null) return null;
  if (request.rawBody === undefined) return wrongPlaces(validators.body, request.body);
  try {
    return wrongPlaces(validators.body, JSON.parse(request.rawBody));
  } catch {
    return null;
  }
};

describe('validExample', () => {
  it.each(withJson)('%s: fits our schema and the contract, whatever the seed', (id, operation) => {
    const validate = ajv.compile(asJsonSchema(operation.body ?? {}));
    for (let seed = 0; seed < 20; seed += 1) {
      const body = validExample(asJsonSchema(operation.body ?? {}), seed);
      expect(wrongPlaces(validate, body)).toEqual([]);
      if (theirsOf(id)) expect(checkSchema(bodyNameOf(id), body)).toBeNull();
    }
  });
});

describe('malformedRequests', () => {
  it.each(listed)('%s: each has one thing wrong, at the field it names', (_id, operation) => {
    const validators = compileFor(operation);
    for (const request of malformedRequests(operation, 1, 600)) {
      const { place, field, fault } = request;
      if (place !== 'params') expect(wrongPlaces(validators.params, { ...request.params })).toEqual([]);
      if (place !== 'query') expect(wrongPlaces(validators.query, { ...request.query })).toEqual([]);
      // PostgreSQL's rule and the end of int64 are not in the schema.
      if (fault === 'nulCharacter' || request.query[field ?? ''] === 'a\u0000' || beyondNumbers(request))
        continue;
      const wrong = problemsOf(request, validators);
      if (wrong === null) {
        expect(field).toBeNull();
        continue;
      }
      expect(wrong, JSON.stringify(request)).not.toEqual([]);
      // A union finds fault with every branch, so the place itself or one below it is named.
      for (const at of wrong)
        if (field !== null) expect(`${at}.`.slice(0, field.length + 1)).toBe(`${field}.`);
    }
  });

  it.each(inContract)('%s: the contract refuses the bodies too', (id, operation) => {
    const { body } = compileFor(operation);
    for (const request of malformedRequests(operation, 2, 300)) {
      if (request.place !== 'body' || request.body === undefined || request.fault === 'nulCharacter')
        continue;
      expect(wrongPlaces(body as ValidateFunction, request.body)).not.toEqual([]);
      expect(
        checkSchema(bodyNameOf(id), JSON.stringify(request.body)),
        JSON.stringify(request),
      ).not.toBeNull();
    }
  });

  it('is the same for the same seed, another for another', () => {
    const once = malformedRequests(operations.createOffering, 5, 50);
    expect(malformedRequests(operations.createOffering, 5, 50)).toEqual(once);
    expect(malformedRequests(operations.createOffering, 6, 50)).not.toEqual(once);
    expect(once).toHaveLength(50);
  });

  it('gives none for an operation that takes nothing', () => {
    expect(malformedRequests(operations.getSecuritySettings, 1, 10)).toEqual([]);
  });

  it('reaches every member of a body', () => {
    const fields = new Set(malformedRequests(operations.createOffering, 3, 400).map(({ field }) => field));
    for (const name of Object.keys(operations.createOffering.body?.properties ?? {}))
      expect(
        [...fields].some((field) => field?.startsWith(name)),
        name,
      ).toBe(true);
    expect(fields).toContain('overdraftSeatLimit.value');
    expect(fields).toContain(null);
  });

  it('leaves out what a tolerant server accepts', () => {
    for (const [, operation] of listed)
      for (const { query, body, rawBody } of malformedRequests(operation, 4, 400)) {
        const sent = `${rawBody ?? JSON.stringify(body)}`;
        expect(sent).not.toContain('consumption');
        expect(sent).not.toMatch(/"(attributes|features)": ?("|null|\{)/);
        expect(Object.keys(query)).not.toContain('expand');
        expect(Object.keys(query)).not.toContain('force');
        expect(Number(query.pageSize ?? 0)).not.toBeGreaterThan(1.5);
        expect(sent).not.toMatch(/"type":"(none|unlimited)"/);
      }
  });
});
