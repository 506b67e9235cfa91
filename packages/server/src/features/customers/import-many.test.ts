import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { counts, defineFields, type ImportDesk, openImportDesk } from './testing/import-desk.ts';

let leeway: Leeway;
let desk: ImportDesk;

beforeAll(async () => {
  leeway = await startLeeway();
  await defineFields(leeway);
});
afterAll(() => leeway?.stop());
beforeEach(() => {
  desk = openImportDesk(leeway);
});

describe('ten thousand rows', () => {
  const count = 10_000;
  const file = (name: string) =>
    [
      'name,accountRefId,type,address.city,customFields.tier,customFields.crm-id',
      ...Array.from({ length: count }, (_, index) => {
        const type = index % 100 === 99 ? 'wrong' : 'customer';
        return `${name} ${index},${desk.ref('K')}-${index},${type},Bern,gold,${desk.ref('U')}-${index}`;
      }),
    ].join('\n');
  const created = count * 0.99;

  /** Ends the connection of the transaction the worker is in, if it is in one just now. */
  const killWorker = () =>
    leeway.database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and backend_xid is not null`,
    );

  it('are imported once, however often the server is killed, and the progress is told', async () => {
    const { body } = await desk.upload(file('First'));
    expect(body).toMatchObject({ rowCount: count, processedCount: 0 });
    const seen: number[] = [];
    for (let kills = 0; kills < 3; kills += 1) {
      let end: 'done' | 'killed' | undefined;
      const working = desk.work().then(
        () => (end = 'done'),
        () => (end = 'killed'),
      );
      while ((await desk.read(body.id)).processedCount <= (seen.at(-1) ?? 0));
      // One that has just committed does not notice; the next transaction does.
      while (!end) await killWorker();
      expect(await working).toBe('killed');
      const { status, processedCount } = await desk.read(body.id);
      expect(status).toBe('running');
      seen.push(processedCount);
    }
    expect(seen.every((processed, index) => processed > (seen[index - 1] ?? 0) && processed < count)).toBe(
      true,
    );
    await Promise.all([desk.work(), desk.work()]);
    const done = await desk.read(body.id);
    expect(done).toMatchObject({ status: 'completed', processedCount: count });
    expect(counts(done)).toEqual([created, 0, count - created]);
    const [there] = await leeway.database.query(
      `select count(*)::int as customers, count(distinct account_ref_id)::int as refs,
         (select count(*)::int from audit_log
          where object_type = 'customer' and action = 'create' and changes::text like '%First %') as audited
       from customers where tenant_id = $1 and account_ref_id like $2`,
      [leeway.tenantId, `${desk.ref('K')}-%`],
    );
    expect(there).toEqual({ customers: created, refs: created, audited: created });
    expect(done.errors.elementsTotal).toBe(count - created);
  });

  it('are listed in the order of the file, and updated by the next', async () => {
    const first = await desk.imported([file('New').split('\n').slice(0, 600).join('\n')]);
    expect(first.createdCount).toBe(594);
    const [listed] = await leeway.database.query<{ names: string[] }>(
      `select array_agg(name order by created_at, customer_id) as names
       from customers where tenant_id = $1 and name like 'New %'`,
      [leeway.tenantId],
    );
    const indexes = listed?.names.map((name) => Number(name.slice(4)));
    expect(indexes).toEqual([...(indexes ?? [])].sort((a, b) => a - b));
    const again = await desk.imported([file('Newer').split('\n').slice(0, 600).join('\n')]);
    expect(counts(again)).toEqual([0, 594, 5]);
  });

  it('do not hold up a small import that comes after them', async () => {
    const large = await desk.upload(file('Large').split('\n').slice(0, 1500).join('\n'));
    const small = await desk.upload('name\nSmall');
    await desk.work();
    const [first, last] = [await desk.read(small.body.id), await desk.read(large.body.id)];
    expect(Date.parse(first.completedAt)).toBeLessThan(Date.parse(last.completedAt));
  });
});
