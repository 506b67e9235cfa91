import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemAuthor } from '../../platform/author.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { sell } from '../../testing/sell.ts';
import { createLanes } from './lane.ts';
import type { Outcome, Submission } from './waiting.ts';

let leeway: Leeway;
beforeAll(async () => {
  leeway = await startLeeway();
});
afterAll(() => leeway.stop());

const submission = (tenantId: string, entitlementId: string): Submission => ({
  tenantId,
  request: { kind: 'settle', entitlementId },
  idempotency: null,
  versions: null,
});

/** Lanes on the real database whose batches end when the test says so; `committed`, `durable`: what holds answers back. */
const gatedLanes = (
  waitingMax: number,
  durable = () => Promise.resolve(),
  committed = () => Promise.resolve(),
) => {
  const gates: (() => void)[] = [];
  const batches: { tenantId: string; size: number }[] = [];
  let shed = 0;
  const lanes = createLanes({
    database: leeway.database,
    laneCount: 1,
    waitingMax,
    runBatch: async (_connection, tenantId, batch) => {
      batches.push({ tenantId, size: batch.length });
      await new Promise<void>((open) => gates.push(open));
      const outcomes = batch.map((): Outcome => ({ kind: 'keyReused' }));
      return { outcomes, committed: committed(), durable: durable() };
    },
    onBatch: () => undefined,
    onShed: () => {
      shed += 1;
    },
    onFailure: () => undefined,
  });
  const open = async () => {
    await expect.poll(() => gates.length).toBeGreaterThan(0);
    gates.shift()?.();
  };
  return { lanes, batches, open, shed: () => shed };
};

describe('a lane', () => {
  it('past its bound answers 503 with Retry-After at once, and takes requests again afterwards', async () => {
    const { lanes, open, shed } = gatedLanes(3);
    const waiting = [1, 2, 3].map(() => lanes.submit(submission('t_a', 'ent_1')));
    expect(lanes.waiting()).toBe(3);
    const refused = await lanes.submit(submission('t_a', 'ent_1')).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'overloaded', status: 503, extra: { retryAfterSeconds: 1 } });
    expect(shed()).toBe(1);
    await open();
    await Promise.all(waiting);
    expect(lanes.waiting()).toBe(0);
    const later = lanes.submit(submission('t_a', 'ent_1'));
    await open();
    expect(await later).toEqual({ kind: 'keyReused' });
    await lanes.close();
  });

  it('groups what waits, never mixes tenants, and lets no tenant wait behind another’s flood', async () => {
    const { lanes, batches, open } = gatedLanes(10_000);
    const all = [
      ...Array.from({ length: 600 }, () => lanes.submit(submission('t_a', 'ent_1'))),
      lanes.submit(submission('t_b', 'ent_2')),
    ];
    for (let i = 0; i < 4; i++) await open();
    await Promise.all(all);
    expect(batches).toEqual([
      { tenantId: 't_a', size: 256 },
      { tenantId: 't_b', size: 1 },
      { tenantId: 't_a', size: 256 },
      { tenantId: 't_a', size: 88 },
    ]);
    await lanes.close();
  });

  it('decides the next batch while the last is written to the disk, and answers neither before it is', async () => {
    const disk: (() => void)[] = [];
    const { lanes, batches, open } = gatedLanes(10, () => new Promise<void>((written) => disk.push(written)));
    const answered: string[] = [];
    const ask = async (name: string) => {
      await lanes.submit(submission('t_a', 'ent_1'));
      answered.push(name);
    };
    const first = ask('first');
    await open();
    await expect.poll(() => disk.length).toBe(1);
    const second = ask('second');
    await open();
    await expect.poll(() => disk.length).toBe(2);
    expect(batches).toHaveLength(2);
    expect([answered, lanes.waiting()]).toEqual([[], 2]);
    disk[0]?.();
    await first;
    expect([answered, lanes.waiting()]).toEqual([['first'], 1]);
    disk[1]?.();
    await second;
    await lanes.close();
  });

  it('answers a part of a batch at a time, so that what the next one needs need not wait for all of them', async () => {
    const { lanes, open } = gatedLanes(100);
    let answered = 0;
    const byTurn = new Set<number>();
    const watch = () => {
      byTurn.add(answered);
      if (answered < 20) setImmediate(watch);
    };
    watch();
    const all = Array.from({ length: 20 }, async () => {
      await lanes.submit(submission('t_a', 'ent_1'));
      answered += 1;
    });
    await open();
    await Promise.all(all);
    await expect.poll(() => [...byTurn]).toEqual([0, 8, 16, 20]);
    expect(lanes.waiting()).toBe(0);
    await lanes.close();
  });

  const heldCommits = () => {
    const commits: { done: () => void; refuse: (error: Error) => void }[] = [];
    const commit = () =>
      new Promise<void>((done, refuse) => {
        commits.push({ done, refuse });
      });
    return { commits, ...gatedLanes(10, undefined, commit) };
  };

  it('sends a batch behind the last while that is written, and answers neither before its commit', async () => {
    const { commits, lanes, batches, open } = heldCommits();
    const first = lanes.submit(submission('t_a', 'ent_1'));
    await expect.poll(() => batches.length).toBe(1);
    const second = lanes.submit(submission('t_a', 'ent_1'));
    await open();
    await open();
    await expect.poll(() => commits.length).toBe(2);
    expect([batches.length, lanes.waiting()]).toEqual([2, 2]);
    commits[0]?.done();
    await first;
    expect(lanes.waiting()).toBe(1);
    commits[1]?.refuse(new Error('refused'));
    await expect(second).rejects.toThrow('refused');
    await lanes.close();
  });

  it('lets fewer than the last had gather until that is committed', async () => {
    const { commits, lanes, batches, open } = heldCommits();
    const first = [1, 2, 3].map(() => lanes.submit(submission('t_a', 'ent_1')));
    await expect.poll(() => batches.length).toBe(1);
    const second = [lanes.submit(submission('t_a', 'ent_1'))];
    await open();
    await expect.poll(() => commits.length).toBe(1);
    second.push(lanes.submit(submission('t_a', 'ent_1')));
    commits[0]?.done();
    await Promise.all(first);
    await open();
    await expect.poll(() => commits.length).toBe(2);
    commits[1]?.done();
    await Promise.all(second);
    expect(batches.map(({ size }) => size)).toEqual([3, 2]);
    await lanes.close();
  });

  it('decides requests one by one that the database refused together, and closes only then', async () => {
    let refusals = 1;
    const { lanes, batches, open } = gatedLanes(10, undefined, () =>
      refusals-- > 0 ? Promise.reject(new Error('refused')) : Promise.resolve(),
    );
    const asked = ['ent_1', 'ent_2', 'ent_3'].map((id) => lanes.submit(submission('t_a', id)));
    await open();
    const closed = lanes.close();
    for (let i = 0; i < 3; i++) await open();
    expect(await Promise.all(asked)).toHaveLength(3);
    await closed;
    expect(batches.map(({ size }) => size)).toEqual([3, 1, 1, 1]);
  });

  it('answers 503 when it does not learn whether what was decided was written', async () => {
    const { lanes, open } = gatedLanes(10, () => Promise.reject(new Error('the connection is gone')));
    const asked = lanes.submit(submission('t_a', 'ent_1')).catch((error: unknown) => error);
    await open();
    expect(await asked).toMatchObject({ code: 'databaseUnavailable', status: 503 });
    expect(lanes.waiting()).toBe(0);
    await lanes.close();
  });

  it('finishes what waits before it closes', async () => {
    const { lanes, open } = gatedLanes(10);
    const waiting = lanes.submit(submission('t_a', 'ent_1'));
    const closed = lanes.close();
    await expect(lanes.submit(submission('t_a', 'ent_1'))).rejects.toMatchObject({ code: 'overloaded' });
    await open();
    expect(await waiting).toEqual({ kind: 'keyReused' });
    await closed;
  });
});

describe('a batch', () => {
  it('does not fail as a whole because the database refuses one request of it', async () => {
    await leeway.database.query(`
      create function refuse_poison() returns trigger language plpgsql as $$
      begin
        if new.seat_id = 'poison' then raise exception 'poison'; end if;
        return new;
      end $$`);
    await leeway.database.query(
      'create trigger refuse_poison before insert on activations for each row execute function refuse_poison()',
    );
    const sold = await sell(leeway, { seatCount: 100 });
    const seats = Array.from({ length: 40 }, (_, index) => (index === 20 ? 'poison' : `seat-${index}`));
    const answers = await Promise.all(seats.map((seat) => sold.activate(seat)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(39);
    expect(answers[20]?.status).toBe(500);
    expect((await sold.entitlement()).seatsUsed).toBe(39);
    expect((await sold.activate('afterwards')).status).toBe(201);
  });

  it('of other entitlements goes on while somebody keeps the row of one locked', async () => {
    const stuck = await sell(leeway, { seatCount: 10 });
    const free = await sell(leeway, { seatCount: 10 });
    await stuck.activate('before');
    await leeway.database.transaction(systemAuthor, async (tx) => {
      await tx.query('select from entitlement_states where entitlement_id = $1 for update', [
        stuck.entitlementId,
      ]);
      const waiting = stuck.activate('waits');
      // Whoever asks in the first moment may wait with it; who asks later does not.
      await expect
        .poll(async () => {
          const asked = free.activate('goes on').then(({ status }) => status);
          return Promise.race([asked, new Promise((late) => setTimeout(late, 500))]);
        })
        .toBe(201);
      await tx.query('select 1');
      expect(
        await Promise.race([waiting.then(() => 'answered'), tx.query('select 1').then(() => 'waits')]),
      ).toBe('waits');
    });
    expect((await stuck.activate('after')).status).toBe(201);
  });

  it('answers 503 with Retry-After when its connection is cut, and the next one goes through', async () => {
    const sold = await sell(leeway, { seatCount: 1000 });
    await sold.activate('first');
    const answers = await Promise.all([
      ...Array.from({ length: 200 }, (_, index) => sold.activate(`seat-${index}`)),
      leeway.database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
      ),
    ]);
    const statuses = answers.flatMap((answer) => ('status' in answer ? [answer.status] : []));
    expect(statuses.every((status) => status === 201 || status === 503)).toBe(true);
    const granted = statuses.filter((status) => status === 201).length;
    await expect.poll(async () => (await sold.activate('afterwards')).status).toBe(201);
    const { seatsUsed } = await sold.entitlement();
    // A commit may have gone through although its connection was cut before the answer.
    expect(seatsUsed).toBeGreaterThanOrEqual(granted + 2);
    const [row] = await leeway.database.query<{ seats: number }>(
      'select count(*)::int as seats from activations where entitlement_id = $1',
      [sold.entitlementId],
    );
    expect(row?.seats).toBe(seatsUsed);
  });
});
