import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type LaneConnection, openLaneConnection, type Parameter } from './lane-connection.ts';

let leeway: Leeway;
let connection: LaneConnection;
beforeAll(async () => {
  leeway = await startLeeway();
  connection = await openLaneConnection(leeway.database);
});
afterAll(async () => {
  await connection.close();
  await leeway.stop();
});

const elements = (type: string, list: Parameter) =>
  connection
    .run<{ element: unknown }>(`elements of ${type}`, `select unnest($1::${type}[]) as element`, [list])
    .then((rows) => rows.map((row) => row.element));

describe('a connection of the decision plane', () => {
  it('sends any text of a list as it is', async () => {
    const texts = [
      'plain',
      'with "quotes"',
      'back\\slash',
      'a,b',
      '{}',
      'NULL',
      'null',
      '',
      ' ',
      'é\n\t',
      '😀',
    ];
    expect(await elements('text', texts)).toEqual(texts);
    expect(await elements('text', ['plain', 'a,b'])).toEqual(['plain', 'a,b']);
  });

  it('sends numbers, truth values and instants, and what is null among them', async () => {
    expect(await elements('int8', [2n ** 62n, null, -1n])).toEqual([2n ** 62n, null, -1n]);
    expect(await elements('int', [1, null, 3])).toEqual([1, null, 3]);
    expect(await elements('boolean', [true, null, false])).toEqual([true, null, false]);
    expect(await elements('text', ['a', null, 'NULL', 'b"'])).toEqual(['a', null, 'NULL', 'b"']);
    expect(await elements('timestamptz', [null, '2026-11-23T09:00:00.123Z'])).toEqual([
      null,
      new Date('2026-11-23T09:00:00.123Z'),
    ]);
  });

  it('sends a list of nulls as an empty one, which unnest fills up beside a longer one', async () => {
    const rows = await connection.run(
      'side by side',
      'select * from unnest($1::text[], $2::int[]) as c (a, b)',
      [
        ['x', 'y'],
        [null, null],
      ],
    );
    expect(rows).toEqual([
      { a: 'x', b: null },
      { a: 'y', b: null },
    ]);
  });

  it('answers the rows of each statement sent with others, in their columns and types, however often it runs', async () => {
    const both = () =>
      connection.flight(() =>
        Promise.all([
          connection.run('columns', 'select $1::int8 as big, now() as at, null::text as nothing', [7]),
          connection.run('nothing', 'begin', []),
          connection.run('none', 'select 1 as one where $1::boolean', [false]),
          connection.run('end', 'commit', []),
        ]),
      );
    for (let round = 0; round < 3; round++) {
      const [columns, begun, none, ended] = await both();
      expect(columns).toEqual([{ big: 7n, at: expect.any(Date), nothing: null }]);
      expect([begun, none, ended]).toEqual([[], [], []]);
    }
  });

  it('rejects a statement that fails, and runs it and the others afterwards', async () => {
    const divided = (by: number) => connection.run('divided', 'select 6 / $1::int as result', [by]);
    // Failing before it has ever been answered, in its values, and after.
    await expect(divided(0)).rejects.toMatchObject({ code: '22012' });
    await expect(divided(2)).resolves.toEqual([{ result: 3 }]);
    await expect(connection.run('divided', 'select 6 / $1::int as result', ['x'])).rejects.toMatchObject({
      code: '22P02',
    });
    const [one, two, three] = await connection.flight(() =>
      Promise.allSettled([divided(3), divided(0), divided(6)]),
    );
    expect(one).toMatchObject({ value: [{ result: 2 }] });
    expect(two).toMatchObject({ reason: { code: '22012' } });
    expect(three).toMatchObject({ value: [{ result: 1 }] });
    await expect(connection.run('no table', 'select * from nowhere', [])).rejects.toMatchObject({
      code: '42P01',
    });
    expect(await divided(1)).toEqual([{ result: 6 }]);
  });

  it('rejects what was under way when it is cut, and what comes after', async () => {
    const cut = await openLaneConnection(leeway.database);
    const [{ pid } = { pid: 0 }] = await cut.run<{ pid: number }>(
      'pid',
      'select pg_backend_pid() as pid',
      [],
    );
    const sleeping = cut.run('sleep', 'select pg_sleep(60)', []);
    const behind = cut.run('behind', 'select 1', []);
    const cutOff = Promise.allSettled([sleeping, behind]);
    await leeway.database.query('select pg_terminate_backend($1)', [pid]);
    expect((await cutOff).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect.poll(() => cut.alive()).toBe(false);
    await expect(cut.run('behind', 'select 1', [])).rejects.toThrow('not queryable');
    await cut.close();
  });
});
