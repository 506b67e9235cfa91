import { apiVersion, type Operation, operations } from '@leeway/contract';
import { validate } from '@scalar/openapi-parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';

let leeway: Leeway;
let document: Document;

interface Described {
  readonly operationId?: string;
  readonly parameters: readonly { readonly name?: string; readonly in?: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly tags: readonly string[];
}

interface Document {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const text = async (path: string): Promise<string> => (await fetch(leeway.baseUrl + path)).text();

beforeAll(async () => {
  leeway = await startLeeway();
  document = JSON.parse(await text('/openapi/v1/latest/openapi.json'));
});
afterAll(() => leeway.stop());

const described = (): [string, Described][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Described] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );

describe('the served OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    expect(await validate(structuredClone(document))).toMatchObject({
      valid: true,
      version: '3.1',
      errors: [],
    });
  });

  it('is the same under the version and under latest, and 404 under another, which names the right one', async () => {
    expect(JSON.parse(await text(`/openapi/v1/${apiVersion}/openapi.json`))).toEqual(document);
    const other = await fetch(`${leeway.baseUrl}/openapi/v1/2020-01-01/openapi.json`);
    expect(other.status).toBe(404);
    expect(await other.text()).toContain(apiVersion);
  });

  it('lists every operation of the contract, and nothing else under /api and /licensing', () => {
    const listed = described().filter(
      ([route, { operationId }]) => /^\w+ \/(api|licensing)\//.test(route) || operationId !== undefined,
    );
    const all: Operation[] = Object.values(operations);
    expect(listed.map(([route]) => route).sort()).toEqual(
      all.map(({ method, path }) => `${method} ${path}`).sort(),
    );
    const ids = listed.map(([, { operationId }]) => operationId);
    expect(ids.sort()).toEqual(Object.keys(operations).sort());
  });

  it('tells for each of them its parameters, its errors and who may call it', () => {
    const byId = new Map(described().map(([, operation]) => [operation.operationId, operation]));
    const all: Operation[] = Object.values(operations);
    for (const { id, path, scopes, success } of all) {
      const operation = byId.get(id);
      const inPath = operation?.parameters.filter((parameter) => parameter.in === 'path');
      expect(inPath?.map(({ name }) => name).sort()).toEqual(
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort(),
      );
      expect(Object.keys(operation?.responses ?? {})).toEqual(
        expect.arrayContaining([String(success.status), '401', '403', '404', '422', '500', '503']),
      );
      const asked = operation?.security.flatMap(({ clientCredentials }) => clientCredentials ?? []);
      expect(asked).toEqual(scopes);
    }
  });

  it('describes the token endpoint without asking for a token', () => {
    const token = document.paths['/oauth/token']?.post;
    expect(token?.security).toEqual([]);
    expect(Object.keys(token?.responses ?? {})).toEqual(expect.arrayContaining(['200', '400', '401']));
  });

  it('names the server as its callers know it, and each tag', () => {
    expect(document.servers).toEqual([{ url: 'http://localhost' }]);
    const used = new Set(described().flatMap(([, { tags }]) => tags));
    expect(new Set(document.tags.map(({ name }) => name))).toEqual(used.add('webhookEvents'));
    // What is sold comes first, whichever room opened first.
    expect(document.tags[0]?.name).toBe('products');
  });

  it('has component schemas that a JSON Schema validator takes, with 64-bit integers marked as such', () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false });
    (addFormatsModule.default ?? addFormatsModule)(ajv);
    ajv.addVocabulary([
      'openapi',
      'info',
      'servers',
      'tags',
      'paths',
      'webhooks',
      'components',
      'discriminator',
    ]);
    ajv.addSchema(document as unknown as object, 'document');
    for (const name of Object.keys(document.components.schemas)) {
      expect(() => ajv.getSchema(`document#/components/schemas/${name}`)).not.toThrow();
    }
    expect(JSON.stringify(document.components.schemas.EntitlementFeatureModel)).toContain('"format":"int64"');
    expect(JSON.stringify(document.components.schemas)).not.toContain('"nullable"');
  });
});

describe('/docs', () => {
  it('is a page', async () => {
    const answer = await fetch(`${leeway.baseUrl}/docs`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
  });

  it('loads nothing from another host, and its policy would not let it', async () => {
    const answer = await fetch(`${leeway.baseUrl}/docs`);
    const page = await answer.text();
    const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address);
    expect(addresses).toContain('/docs/reference.js');
    for (const address of addresses) expect(address).toMatch(/^(\/[^/]|data:,$)/);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`default-src 'none'`);
    expect(policy).not.toMatch(/https?:|\*|'unsafe-eval'/);
    expect(policy).toMatch(/script-src 'self';/);
  });

  it('serves the scripts it names, the large one packed and remembered by the browser', async () => {
    const start = await text('/docs/start.js');
    expect(start).toContain(`/openapi/v1/${apiVersion}/openapi.json`);
    expect(start).toContain('"withDefaultFonts": false');
    expect(start).not.toMatch(/https?:/);
    const reference = await fetch(`${leeway.baseUrl}/docs/reference.js`);
    expect(reference.headers.get('content-encoding')).toBe('gzip');
    expect(await reference.text()).toContain('createApiReference');
    const again = await fetch(`${leeway.baseUrl}/docs/reference.js`, {
      headers: { 'if-none-match': reference.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });
});
