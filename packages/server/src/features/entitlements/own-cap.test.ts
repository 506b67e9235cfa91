import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Author } from '../../platform/author.ts';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { readOwnCap, setOwnCap } from './index.ts';

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway.stop());

const ada: Author = { kind: 'contact', id: 'con_ada', name: 'Ada Admin' };
const hundred = { seatCount: 100, overdraft: { type: 'percentage', value: 20 } } as const;

const cap = ({ entitlementId }: Sold, ownCap: number | null) =>
  setOwnCap(leeway, { author: ada, tenantId: leeway.tenantId, entitlementId, ownCap });
const take = (sold: Sold, first: number, last: number) =>
  Promise.all(Array.from({ length: last - first + 1 }, (_, index) => sold.activate(`seat-${first + index}`)));
const granted = (answers: readonly { status: number }[]) =>
  answers.filter(({ status }) => status === 201).length;

describe("rule 43: the customer's own cap", () => {
  it('denies the 106th seat although the hard cap is 120, says why, and is kept as evidence', async () => {
    const sold = await sell(leeway, hundred);
    await cap(sold, 105);
    const answers = await take(sold, 1, 130);
    expect(granted(answers)).toBe(105);
    const denied = answers.find(({ status }) => status === 402);
    expect(denied?.body).toMatchObject({
      errorCode: 'ownCapReached',
      reasons: [
        {
          code: 'ownCapReached',
          detail:
            "105 seats are in use, and the customer's own cap is 105; its admin can raise it in the portal, to at most 120.",
        },
      ],
      limits: { hardCap: 120, ownCap: 105, used: 105, available: 0, state: 'overdraft' },
    });
    expect(Date.parse(denied?.body.retryAt)).toBeGreaterThan(leeway.clock.now());
    const rows = await leeway.database.query<{ reasons: string[]; hard_cap: bigint; attempts: number }>(
      `select reasons, hard_cap, attempts from activity_log
       where entitlement_id = $1 and operation = 'activationDenied'`,
      [sold.entitlementId],
    );
    expect(rows).toHaveLength(25);
    expect(rows[0]).toEqual({ reasons: ['ownCapReached'], hard_cap: 120n, attempts: 1 });
    expect(await sold.entitlement()).toMatchObject({ seatsUsed: 105, seatsAvailable: 15, ownCap: 105 });
  });

  it('is in force at once for live requests and the dry run, and the limits block tells it', async () => {
    const sold = await sell(leeway, hundred);
    const [first] = await take(sold, 1, 1);
    expect(first?.body.limits).not.toHaveProperty('ownCap');
    await cap(sold, 2);
    const [second] = await take(sold, 2, 2);
    expect(second?.body.limits).toMatchObject({ hardCap: 120, ownCap: 2, available: 0, state: 'within' });
    const path = `GET /api/v1/entitlements/${sold.entitlementId}/availability?seatId=seat-3`;
    expect((await api('getAvailability', path)).body).toMatchObject({
      granted: false,
      reasons: [{ code: 'ownCapReached' }],
      limits: { ownCap: 2, available: 0 },
    });
    expect((await sold.activate('seat-3')).body.errorCode).toBe('ownCapReached');
    await cap(sold, null);
    expect((await api('getAvailability', path)).body).toMatchObject({ granted: true });
    expect((await sold.activate('seat-3')).status).toBe(201);
  });

  it('lowered below use it takes no seat away and gives no other one', async () => {
    const sold = await sell(leeway, hundred);
    const [first] = await take(sold, 1, 3);
    await cap(sold, 1);
    expect((await sold.refresh(first?.body.id)).status).toBe(200);
    expect((await sold.activate('seat-2')).status).toBe(201);
    expect((await sold.activate('seat-4')).body.errorCode).toBe('ownCapReached');
    expect((await sold.entitlement()).seatsUsed).toBe(3);
  });

  it('while requests pour in: not one more is granted from the change on', async () => {
    const sold = await sell(leeway, hundred);
    const early = take(sold, 1, 60);
    const late = cap(sold, 20);
    const answers = [...(await early), ...(await take(sold, 61, 80))];
    await late;
    const [edit] = await leeway.database.query<{ sequence: bigint }>(
      `select sequence from outbox where entitlement_id = $1 and event_code = 'entitlement.updated'`,
      [sold.entitlementId],
    );
    const rows = await leeway.database.query<{ sequence: bigint; seats_used: number }>(
      `select sequence, seats_used from activity_log where entitlement_id = $1 and operation = 'activate'`,
      [sold.entitlementId],
    );
    expect(rows).toHaveLength(granted(answers));
    const after = rows.filter(({ sequence }) => sequence > (edit?.sequence ?? 0n));
    expect(after.every(({ seats_used }) => seats_used <= 20)).toBe(true);
    expect((await sold.activate('one more')).body.errorCode).toBe('ownCapReached');
  });

  it('the hard cap rules once it is not above: then a denial is want of seats', async () => {
    const sold = await sell(leeway, { seatCount: 3 });
    await cap(sold, 2);
    await take(sold, 1, 2);
    expect((await sold.activate('seat-3')).body.errorCode).toBe('ownCapReached');
    const path = `PATCH /api/v1/entitlements/${sold.entitlementId}`;
    expect((await api('updateEntitlement', path, { seatCount: 2 })).status).toBe(204);
    expect((await sold.activate('seat-4')).body).toMatchObject({
      errorCode: 'seatLimitReached',
      reasons: [{ code: 'seatLimitReached' }],
    });
    expect((await sold.entitlement()).ownCap).toBe(2);
  });

  it('is 0 up to the hard cap; says who set it, and the audit log has the contact', async () => {
    const sold = await sell(leeway, hundred);
    const read = () => readOwnCap(leeway.database, leeway.tenantId, sold.entitlementId, leeway.clock.now());
    expect(await read()).toMatchObject({
      ownCap: null,
      bought: 100n,
      hardCap: 120n,
      setAt: null,
      setBy: null,
    });
    await expect(cap(sold, 121)).rejects.toMatchObject({
      code: 'validationFailed',
      message: expect.stringContaining('at most 120, the hard cap; to use more, ask for more seats'),
    });
    await cap(sold, 0);
    expect((await sold.activate('seat-1')).body.errorCode).toBe('ownCapReached');
    await cap(sold, 120);
    await cap(sold, 120);
    expect(await read()).toMatchObject({ ownCap: 120, setBy: 'Ada Admin' });
    const log = await api('listAuditLog', `GET /api/v1/audit-log?objectId=${sold.entitlementId}`);
    const changes = log.body.items.filter(
      ({ author }: { author: { kind: string } }) => author.kind === 'contact',
    );
    expect(changes).toMatchObject([
      { changes: [{ field: 'ownCap', old: '0', new: '120' }] },
      { changes: [{ field: 'ownCap', old: null, new: '0' }] },
    ]);
  });
});
