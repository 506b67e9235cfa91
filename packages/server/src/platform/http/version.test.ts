import { request } from 'node:http';
import { apiVersion } from '@leeway/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';

let leeway: Leeway;
beforeAll(async () => {
  leeway = await startLeeway();
});
afterAll(() => leeway?.stop());

const path = '/api/v1/products';

describe('the API version', () => {
  it.each<[string, string, Record<string, string>]>([
    ['nowhere', '', {}],
    ['in N-ApiVersion', '', { 'N-ApiVersion': apiVersion }],
    ['in N-Api-Version', '', { 'N-Api-Version': apiVersion }],
    ['in the query', `?n-api-version=${apiVersion}`, {}],
    [
      'in all three, differing',
      '?n-api-version=2024-01-01',
      { 'N-ApiVersion': '2023-01-01', 'N-Api-Version': 'x' },
    ],
    ['as an earlier one', '', { 'N-ApiVersion': '2024-04-01' }],
    ['as a later one', '', { 'N-Api-Version': '2031-01-01' }],
    ['as no date', '?n-api-version=latest', { 'N-ApiVersion': 'latest' }],
    ['twice in the query', '?n-api-version=2024-04-01&n-api-version=2023-01-01', {}],
  ])('sent %s has one meaning, and the answer tells the version', async (_where, query, headers) => {
    const answer = await leeway.api('GET', path + query, undefined, headers);
    expect(answer).toMatchObject({ status: 200, body: { items: [], pageNumber: 1 } });
    expect(answer.headers.get('n-apiversion')).toBe(apiVersion);
  });

  it.each<[number, string, string, RequestInit]>([
    [401, 'no token', path, {}],
    [404, 'an unknown path', '/api/v1/nothing', {}],
    [404, 'a wrong method', path, { method: 'PROPFIND' }],
    [404, 'a path that cannot be decoded', '/api/v1/products/%zz', {}],
    [400, 'a bad token request', '/oauth/token', { method: 'POST', body: new URLSearchParams() }],
    [404, 'a path that is too long', `/api/v1/products/${'a'.repeat(300)}`, {}],
    [200, 'a probe', '/health/live', {}],
  ])('%i: the answer to %s tells it too, and the trace', async (status, _what, at, options) => {
    const { port } = new URL(leeway.baseUrl);
    // Not fetch, which sends no odd method.
    const answer = await new Promise<{ status?: number; headers: NodeJS.Dict<string | string[]> }>(
      (resolve, reject) => {
        const sent = request({ port, path: at, method: options.method ?? 'GET' }, (response) => {
          response.resume();
          resolve({ status: response.statusCode ?? 0, headers: response.headers });
        });
        sent.on('error', reject).end(String(options.body ?? ''));
      },
    );
    expect(answer.status).toBe(status);
    expect(answer.headers['n-apiversion']).toBe(apiVersion);
    expect(answer.headers['n-trace-id']).toMatch(/^[0-9a-f-]{36}$/);
  });
});
