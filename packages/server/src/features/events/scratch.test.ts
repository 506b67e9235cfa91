import { afterAll, beforeAll, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { listen, seatEvent, startReceiver, tell } from './testing/receiver.ts';

let leeway: Leeway;
beforeAll(async () => {
  leeway = await startLeeway({ allowPrivateWebhooks: true });
});
afterAll(() => leeway?.stop());
it.each([
[3000, 3000, 1], [2000, 500, 5]])(
  '%s events over %s entitlements to %s listeners',
  async (n, e, l) => {
    const r = await startReceiver();
    for (let i = 0; i < l; i++) await listen(leeway, r.uri);
    const ents = Array.from({ length: e }, () => newId('ent'));
    for (let i = 0; i < n; i += 500)
      await tell(
        leeway,
        Array.from({ length: Math.min(500, n) }, (_, k) =>
          seatEvent(leeway.clock.now(), ents[(i + k) % e], BigInt(i + k + 1)),
        ),
      );
    const stats = new Map<string, [number, number, number]>();
    const q = ((globalThis as any).q ??= leeway.database.query);
    (leeway.database as any).query = async (sql: string, v: any) => {
      const a = performance.now();
      const rows = await q(sql, v);
      const k = sql.trim().replaceAll(/\s+/g, ' ').slice(0, 50);
      const e = stats.get(k) ?? [0, 0, 0];
      e[0]++;
      e[1] += performance.now() - a;
      e[2] += rows.length;
      stats.set(k, e);
      return rows;
    };
    const qt = leeway.database.transaction;
    (leeway.database as any).transaction = (au: any, w: any) => {
      const a0 = performance.now();
      return qt(au, async (tx: any) => {
        const got = performance.now() - a0;
        const e0 = stats.get('begin') ?? [0, 0, 0];
        e0[0]++;
        e0[1] += got;
        stats.set('begin', e0);
        return w({
          query: async (sql: string, v: any) => {
            const a = performance.now();
            let rows = await tx.query(sql, v);
            const ms = performance.now() - a;
            const k = sql.trim().replaceAll(/\s+/g, ' ').slice(0, 50);
            const e = stats.get(k) ?? [0, 0, 0];
            e[0]++;
            e[1] += ms;
            e[2] += rows?.length ?? 0;
            stats.set(k, e);
            if (ms > 150 && !(globalThis as any)[k]) {
              (globalThis as any)[k] = 1;
              const p = await tx.query('explain ' + sql, v);
              console.log(
                'Q in x s =' + ms + k + '\n' + p.map((x: any) => 'Q in x s = ' + x['QUERY PLAN']).join('\n'),
              );
            }
            return rows;
          },
        });
      });
    };
    const t = performance.now();
    const cpu = process.cpuUsage();
    await leeway.runStep('events.deliver');
    const s = (performance.now() - t) / 1000;
    const c = process.cpuUsage(cpu);
    console.log(
      n,
      e,
      l,
      r.received.length,
      'in',
      s.toFixed(2),
      's =',
      Math.round(r.received.length / s),
      '/s cpu',
      ((c.user + c.system) / 1e6).toFixed(1),
      'conns',
      r.connections(),
    );
    for (const [k, [c, ms, rows]] of stats)
      console.log('Q in x s =', c, Math.round(ms), 'ms', (ms / c).toFixed(1), 'rows', rows, k);
    const { body } = await leeway.api('GET', '/api/v1/account/webhooks?pageSize=100');
    for (const x of body.items) await leeway.api('DELETE', `/api/v1/account/webhooks/${x.id}`);
    await r.stop();
  },
  120_000,
);
