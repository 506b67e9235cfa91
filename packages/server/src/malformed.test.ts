import type { Operation } from '@leeway/contract';
import { checkReply, malformedRequests } from '@leeway/contract/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentsOf } from './testing/contents.ts';
import { type Leeway, startLeeway } from './testing/leeway.ts';
import { recipes, routed, served } from './testing/walk/walk.ts';
import { type Asked, openWorld, type World } from './testing/walk/world.ts';

/**
 * Requests with exactly one thing wrong, made from the schemas, against objects that exist: nothing but that one thing
 * keeps them from succeeding. None may give a 5xx, none may change a row, each answer names the field and the reason.
 */

const perOperation = 75;

let leeway: Leeway;
let world: World;
/** A valid request of each operation, which names objects that exist. */
const valid = new Map<string, Asked>();

beforeAll(async () => {
  leeway = await startLeeway();
  world = await openWorld(leeway);
  for (const { id } of routed(leeway)) valid.set(id, (await recipes[id]?.(world)) ?? {});
}, 120_000);
afterAll(() => leeway?.stop());

type Malformed = ReturnType<typeof malformedRequests>[number];

const isId = (value: unknown) => typeof value === 'string' && /^[a-z]+_[A-Za-z0-9_-]{22}$/.test(value);

/** The body to send as JSON: but for its one fault it names objects that exist. */
const bodyOf = (operation: Operation, { place, field, body }: Malformed): unknown => {
  const good = valid.get(operation.id)?.body as Record<string, unknown> | undefined;
  if (place !== 'body') return good ?? body;
  if (!good || typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const ids = Object.entries(good).filter(([key, id]) => key !== field && isId(id) && key in body);
  return { ...body, ...Object.fromEntries(ids) };
};

const send = async (operation: Operation, malformed: Malformed) => {
  const { place, params, query, contentType } = malformed;
  const existing = place === 'params' ? {} : valid.get(operation.id)?.params;
  const path = Object.entries({ ...params, ...existing }).reduce<string>(
    (url, [name, value]) => url.replace(`{${name}}`, encodeURIComponent(value)),
    operation.path,
  );
  const search = new URLSearchParams(query).toString();
  const json = bodyOf(operation, malformed);
  const body = malformed.rawBody ?? (json === undefined ? undefined : JSON.stringify(json));
  const response = await fetch(`${leeway.baseUrl}${path}${search ? `?${search}` : ''}`, {
    method: operation.method,
    headers: {
      authorization: `Bearer ${world.tokenFor(operation)}`,
      ...(contentType ? { 'content-type': contentType } : {}),
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
};

/** Why an answer is not good enough, or null. */
const faultOf = (operation: Operation, malformed: Malformed, answer: Awaited<ReturnType<typeof send>>) => {
  if (answer.status < 400 || answer.status >= 500) return `status ${answer.status}`;
  const findings = checkReply(operation.id, answer.status, answer.body);
  if (findings) return JSON.stringify(findings);
  if (!answer.body.detail) return 'no reason';
  if (malformed.field === null || answer.status === 400) return null;
  const named: string[] = (answer.body.validationErrors ?? []).map(
    (error: { propertyName: string }) => error.propertyName,
  );
  const wanted = malformed.field;
  const meets = named.some(
    (name) => name === wanted || name.startsWith(`${wanted}.`) || wanted.startsWith(`${name}.`),
  );
  return meets ? null : `names ${named.join(', ') || 'nothing'} instead of ${wanted}`;
};

describe('malformed requests', () => {
  it('10,000 of them give no 5xx, change nothing, and name the field', async () => {
    const before = await contentsOf(leeway.database);
    const wrong = new Set<string>();
    let sent = 0;
    for (const [index, operation] of routed(leeway).entries()) {
      const requests = malformedRequests(operation, index + 1, perOperation);
      const answers = await Promise.all(requests.map((malformed) => send(operation, malformed)));
      sent += answers.length;
      for (const [position, answer] of answers.entries()) {
        const malformed = requests[position] as Malformed;
        const fault = faultOf(operation, malformed, answer);
        if (fault)
          wrong.add(`${operation.id} ${malformed.place} ${malformed.field} ${malformed.fault}: ${fault}`);
      }
    }
    process.stdout.write(`malformed requests: ${sent}\n`);
    expect([...wrong]).toEqual([]);
    expect(sent).toBeGreaterThanOrEqual(10_000);
    expect(await contentsOf(leeway.database)).toEqual(before);
  }, 120_000);

  it('every operation of the contract package is served', () => {
    const present = new Set(routed(leeway));
    const missing = Object.values(served).filter((operation) => !present.has(operation));
    expect(missing.map((operation) => operation.id)).toEqual([]);
  });
});
