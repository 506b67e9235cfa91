import { afterAll, beforeAll, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { claimHeadsSql } from './claim-deliveries.ts';
import { listen, seatEvent, startReceiver, tell } from './testing/receiver.ts';

let leeway: Leeway;
beforeAll(async () => {
  leeway = await startLeeway({ allowPrivateWebhooks: true });
});
afterAll(() => leeway?.stop());
it('plan', async () => {
  const r = await startReceiver();
  await listen(leeway, r.uri);
  for (let i = 0; i < 5000; i += 500)
    await tell(
      leeway,
      Array.from({ length: 500 }, (_, k) => seatEvent(leeway.clock.now(), newId('ent'), BigInt(i + k + 1))),
    );
  const rows = await leeway.database.query<any>('explain (analyze, buffers) ' + claimHeadsSql, [
    0,
    'tok',
    [],
    [],
    10,
    2,
    1000,
  ]);
  console.log(rows.map((x) => x['QUERY PLAN']).join('\n'));
  await r.stop();
}, 120_000);
