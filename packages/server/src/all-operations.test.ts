import { checkReply, contractOperations, nullableAt } from '@leeway/contract/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Leeway, startLeeway } from './testing/leeway.ts';
import { recipes, served, type Walked, walkOperation } from './testing/walk/walk.ts';
import { openWorld } from './testing/walk/world.ts';

/** Every operation of the contract, against a running server: a valid request has the documented success. */

let leeway: Leeway;
const walked: Walked[] = [];
const ownWalked: Walked[] = [];

const faultsOf = (all: readonly Walked[]) =>
  all.filter(({ fault }) => fault !== null).map(({ operationId, fault }) => `${operationId}: ${fault}`);

beforeAll(async () => {
  leeway = await startLeeway();
  const world = await openWorld(leeway);
  for (const operationId of contractOperations.keys()) walked.push(await walkOperation(world, operationId));
  const own = Object.keys(served).filter((id) => !contractOperations.has(id));
  for (const operationId of own) ownWalked.push(await walkOperation(world, operationId));
}, 120_000);
afterAll(() => leeway?.stop());

it('every operation of the contract answers a valid request as documented', () => {
  const wrong = faultsOf(walked);
  process.stdout.write(`operations: ${walked.length - wrong.length}/${walked.length}\n`);
  expect(wrong).toEqual([]);
  expect(walked).toHaveLength(159);
});

it('so does every operation of our own', () => {
  expect(faultsOf(ownWalked)).toEqual([]);
});

it('no recipe is for an operation that does not exist', () => {
  const known = [...contractOperations.keys(), ...Object.keys(served)];
  expect(Object.keys(recipes).filter((id) => !known.includes(id))).toEqual([]);
});

interface Place {
  readonly path: readonly (string | number)[];
  readonly nulled: unknown;
}

/** The value once more for each member that is not null, with null in its place. */
function* nulledPlaces(value: unknown, path: Place['path'] = []): Generator<Place> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (member === null) continue;
    const step = Array.isArray(value) ? Number(key) : key;
    const withMember = (other: unknown) =>
      Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other };
    yield { path: [...path, step], nulled: withMember(null) };
    for (const { path: below, nulled } of nulledPlaces(member, [...path, step]))
      yield { path: below, nulled: withMember(nulled) };
  }
}

it('a null where the contract has none would be seen, in each place of each of these answers', () => {
  const unseen: string[] = [];
  let places = 0;
  for (const { operationId, status, body, fault } of [...walked, ...ownWalked]) {
    if (fault !== null || status === null) continue;
    for (const { path, nulled } of nulledPlaces(body)) {
      if (nullableAt(operationId, status, path)) continue;
      places += 1;
      if (checkReply(operationId, status, nulled) === null) unseen.push(`${operationId} ${path.join('.')}`);
    }
  }
  expect(unseen).toEqual([]);
  expect(places).toBeGreaterThan(500);
});
