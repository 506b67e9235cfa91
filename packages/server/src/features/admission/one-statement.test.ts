import { expect, it } from 'vitest';
import { asOneStatement } from './one-statement.ts';

const a = {
  name: 'a',
  text: 'insert into a select $1, c.* from unnest($2::text[], $3::int[]) as c',
  values: ['t', ['x'], [1]],
};
const b = {
  name: 'b',
  text: 'insert into b select $1, c.* from unnest($2::text[]) as c',
  values: ['t', ['y']],
};

it('puts writes into one statement that share the tenant and number their own parameters on', () => {
  const [one, ...others] = asOneStatement([a, b]);
  expect(others).toEqual([]);
  expect(one?.text).toBe(
    'with part_0 as (insert into a select $1, c.* from unnest($2::text[], $3::int[]) as c) ' +
      'insert into b select $1, c.* from unnest($4::text[]) as c',
  );
  expect(one?.values).toEqual(['t', ['x'], [1], ['y']]);
});

it('sends a list once that is the very same in several parts, and keeps lists apart that only have the same content', () => {
  const list = ['x'];
  const [shared] = asOneStatement([
    { ...a, values: ['t', list, [1]] },
    { ...b, values: ['t', list] },
  ]);
  expect(shared?.text).toContain('insert into b select $1, c.* from unnest($2::text[]) as c');
  expect(shared?.values).toEqual(['t', ['x'], [1]]);
  const [apart] = asOneStatement([
    { ...a, values: ['t', ['x'], [1]] },
    { ...b, values: ['t', ['x']] },
  ]);
  expect(apart?.text).toContain('insert into b select $1, c.* from unnest($4::text[]) as c');
  expect(apart?.name).not.toBe(shared?.name);
});

it('gives the same parts the same name, other parts another, all short enough to be told apart', () => {
  const names = [
    [a, b],
    [a, b],
    [b, a],
  ].map((statements) => asOneStatement(statements)[0]?.name ?? '');
  expect(names[0]).toBe(names[1]);
  expect(names[2]).not.toBe(names[0]);
  for (const name of names) expect(name.length).toBeLessThan(63);
});

it('leaves writes apart whose order matters', () => {
  const released = { name: 'deleteActivations', text: 'delete', values: ['t', ['x']] };
  expect(asOneStatement([a, released, b])).toEqual([a, released, b]);
  expect(asOneStatement([a])).toEqual([a]);
  expect(asOneStatement([])).toEqual([]);
});
