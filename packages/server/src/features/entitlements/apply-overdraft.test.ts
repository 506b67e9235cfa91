import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { openShop, type Shop } from '../../testing/shop.ts';
import { absolute, none, type Overdrafts, overdraftsOf, percentage } from './testing/overdrafts.ts';

let leeway: Leeway;
let api: CheckedApi;
let shop: Shop;
let over: Overdrafts;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  shop = await openShop(leeway);
  over = overdraftsOf(leeway, api, shop);
});
afterAll(() => leeway?.stop());

const eventsOf = async (entitlementId: string) =>
  (
    await leeway.database.query<{ event_code: string }>(
      `select event_code from outbox
       where entitlement_id = $1 and (event_code like 'entitlement.overdraft.%' or event_code = 'entitlement.updated') order by sequence`,
      [entitlementId],
    )
  ).map((event) => event.event_code);

describe('rule 9: the one call', () => {
  it('gives the overdraft to the offering and to everything sold of it; nothing else changes', async () => {
    const { offeringId, ids } = await over.sellMany(2, { seatCount: 10, overdraftSeatLimit: none });
    const other = await over.sellMany(1, { overdraftSeatLimit: none });
    await shop.edit(ids[0] as string, { seatCount: 50 });
    const before = await shop.read(ids[0] as string);
    const { status, body } = await over.apply(offeringId, { overdraftSeatLimit: percentage(20) });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...{ offeringId, before: none, after: percentage(20) },
      totals: {
        ...{ entitlements: 2, unchanged: 0, altered: 2, leftOut: 0, belowUsage: 0 },
        ...{ allowanceBefore: 0, allowanceAfter: 12 },
      },
    });
    expect(await shop.read(ids[0] as string)).toEqual({
      ...before,
      ...{ overdraftSeatLimit: percentage(20), overdraftSeatCount: 10, seatsAvailable: 60 },
      overdraftSeatsUsed: 0,
    });
    expect(await over.limitOf(ids[1] as string)).toEqual(percentage(20));
    expect(await over.limitOf(other.ids[0] as string)).toEqual(none);
    expect(await over.offeringOf(offeringId)).toMatchObject({
      overdraftSeatLimit: percentage(20),
      seatCount: 10,
    });
    const again = await over.apply(offeringId);
    expect(again.body.totals).toMatchObject({ unchanged: 2, altered: 0 });
  });

  it('copies the present overdraft of an offering that was changed before (rule 6)', async () => {
    const { offeringId, ids } = await over.sellMany(1, { overdraftSeatLimit: none });
    await over.patchOffering(offeringId, { overdraftSeatLimit: absolute(4) });
    expect(await over.limitOf(ids[0] as string)).toEqual(none);
    await over.apply(offeringId);
    expect(await over.limitOf(ids[0] as string)).toEqual(absolute(4));
  });

  it('leaves edited entitlements out; a named one follows the offering again', async () => {
    const { offeringId, ids } = await over.sellMany(2, { overdraftSeatLimit: none });
    for (const id of ids) await shop.edit(id, { overdraftSeatLimit: absolute(9) });
    const [first = '', second = ''] = ids;
    const { body } = await over.apply(offeringId, {
      overdraftSeatLimit: absolute(2),
      includeEdited: [second],
    });
    expect(body.totals).toMatchObject({ altered: 1, leftOut: 1 });
    expect(await shop.read(first)).toMatchObject({ overdraftSeatLimit: absolute(9) });
    expect(await shop.read(second, 'editInfo')).toMatchObject({
      overdraftSeatLimit: absolute(2),
      editInfo: { overdraftSeatLimitEdited: false },
    });
    expect((await over.apply(offeringId, { overdraftSeatLimit: absolute(3) })).body.totals).toMatchObject({
      altered: 1,
    });
    expect(await over.limitOf(second)).toEqual(absolute(3));
  });

  it('takes the edited mark off a named one whose overdraft is the same already', async () => {
    const { offeringId, ids } = await over.sellMany(1, { overdraftSeatLimit: absolute(2) });
    const [id = ''] = ids;
    await shop.edit(id, { overdraftSeatLimit: absolute(2) });
    const changes = await over.changesOf(id);
    expect((await over.apply(offeringId, { includeEdited: [id] })).body.totals).toMatchObject({ altered: 1 });
    expect((await shop.read(id, 'editInfo')).editInfo).toMatchObject({ overdraftSeatLimitEdited: false });
    expect(await over.changesOf(id)).toEqual(changes);
  });

  it('leaves out what was handed over to a local server, which refuses changes', async () => {
    const { offeringId, ids } = await over.sellMany(1, { overdraftSeatLimit: none });
    await leeway.database.transaction(leeway.author, (tx) =>
      tx.query('update entitlement_states set exported = true where entitlement_id = $1', ids),
    );
    const asked = { overdraftSeatLimit: absolute(1), includeEdited: ids };
    expect((await over.preview(offeringId, asked)).body.items[0]).toMatchObject({ leftOut: 'exported' });
    expect((await over.apply(offeringId, asked)).body.totals).toMatchObject({ altered: 0, leftOut: 1 });
    expect(await over.limitOf(ids[0] as string)).toEqual(none);
  });

  it('a seat is granted by the new limits at once', async () => {
    const { offeringId, first: one } = await over.sellMany(1, { seatCount: 1, overdraftSeatLimit: none });
    await shop.takeSeats(one, 1);
    expect((await shop.activate(one, 'second')).status).toBe(402);
    await over.apply(offeringId, { overdraftSeatLimit: absolute(1) });
    const granted = await shop.activate(one, 'second');
    expect(granted).toMatchObject({
      status: 201,
      body: { limits: { state: 'atHardCap', overdraftUsed: 1 } },
    });
    expect((await shop.activate(one, 'third')).status).toBe(402);
  });
});

describe('rule 10: below present use', () => {
  it('is refused as a whole, telling how many and which, and changes nothing', async () => {
    const { offeringId, sold, first, ids } = await over.sellMany(3, {
      seatCount: 1,
      overdraftSeatLimit: absolute(2),
    });
    await shop.takeSeats(first, 3);
    await shop.takeSeats(sold[2] ?? first, 2);
    const before = await Promise.all([...ids.map(over.versionOf), ...ids.map(over.limitOf)]);
    const refused = await over.apply(offeringId, { overdraftSeatLimit: none });
    expect(refused).toMatchObject({
      status: 409,
      body: {
        errorCode: 'seatCountBelowUsage',
        detail: `2 of 3 entitlements have more seats in use than would be allowed: ${ids[0]}, ${ids[2]}.`,
        reasons: [
          {
            code: 'seatCountBelowUsage',
            detail: `${ids[0]}: 3 seats are in use, but at most 1 would be allowed.`,
          },
          {
            code: 'seatCountBelowUsage',
            detail: `${ids[2]}: 2 seats are in use, but at most 1 would be allowed.`,
          },
        ],
      },
    });
    expect(await Promise.all([...ids.map(over.versionOf), ...ids.map(over.limitOf)])).toEqual(before);
    expect((await over.offeringOf(offeringId)).overdraftSeatLimit).toEqual(absolute(2));
  });

  it('is applied when forced: nobody is cut off, new seats are denied', async () => {
    const { offeringId, first: one } = await over.sellMany(1, {
      seatCount: 1,
      overdraftSeatLimit: absolute(2),
    });
    await shop.takeSeats(one, 3);
    const { body } = await over.apply(offeringId, { overdraftSeatLimit: none, forceSeatCount: true });
    expect(body.totals).toMatchObject({ altered: 1, belowUsage: 1 });
    expect(await shop.read(one.entitlementId)).toMatchObject({ seatsUsed: 3, seatsAvailable: 0 });
    expect((await shop.activate(one, 'new')).status).toBe(402);
  });

  it('does not ask about entitlements that are left out', async () => {
    const { offeringId, first, ids } = await over.sellMany(1, { seatCount: 1, overdraftSeatLimit: none });
    await shop.edit(ids[0] as string, { overdraftSeatLimit: absolute(1) });
    await shop.takeSeats(first, 2);
    await over.patchOffering(offeringId, { overdraftSeatLimit: absolute(5) });
    expect((await over.apply(offeringId, { overdraftSeatLimit: none })).body.totals.leftOut).toBe(1);
    expect((await over.apply(offeringId, { includeEdited: ids })).status).toBe(409);
  });

  it('an ended lease counts no more, and its end is recorded under the limits it happened under', async () => {
    const { offeringId, first, ids } = await over.sellMany(1, {
      seatCount: 1,
      overdraftSeatLimit: absolute(1),
    });
    await shop.takeSeats(first, 2);
    leeway.clock.advance(3_660_000);
    expect((await over.apply(offeringId, { overdraftSeatLimit: none })).status).toBe(200);
    const ends = await leeway.database.query<{ sequence: bigint; hard_cap: bigint }>(
      `select sequence, hard_cap from activity_log
       where entitlement_id = $1 and operation = 'leaseExpired' order by sequence`,
      ids,
    );
    expect(ends.map((end) => end.hard_cap)).toEqual([2n, 2n]);
    const step = (await over.changesOf(ids[0] as string)).at(-1);
    expect(step).toMatchObject({ bought: 1, hard_cap: 1n });
    expect(step?.sequence).toBeGreaterThan(ends.at(-1)?.sequence ?? 0n);
  });
});

describe('what applying tells', () => {
  it('rules 29 and 36: steps of the limits and events of changed states, in one sequence', async () => {
    const { offeringId, first, ids } = await over.sellMany(2, {
      seatCount: 1,
      overdraftSeatLimit: absolute(3),
    });
    const [id = ''] = ids;
    await shop.takeSeats(first, 2);
    const state = await over.versionOf(id);
    await over.apply(offeringId, { overdraftSeatLimit: absolute(1) });
    expect(await over.changesOf(id)).toMatchObject([
      { hard_cap: 4n },
      { sequence: state.sequence + 1n, bought: 1, hard_cap: 2n },
    ]);
    expect(await eventsOf(id)).toEqual([
      'entitlement.overdraft.entered',
      'entitlement.overdraft.limitReached',
      'entitlement.updated',
    ]);
    expect(await over.versionOf(id)).toEqual({ version: state.version + 1n, sequence: state.sequence + 3n });
    expect(await over.changesOf(ids[1] as string)).toMatchObject([{ hard_cap: 4n }, { hard_cap: 2n }]);
    expect(await eventsOf(ids[1] as string)).toEqual(['entitlement.updated']);
    const [updated] = await leeway.database.query<{ payload: unknown; sequence: bigint }>(
      "select payload, sequence from outbox where entitlement_id = $1 and event_code = 'entitlement.updated'",
      [id],
    );
    expect(updated).toMatchObject({
      sequence: state.sequence + 3n,
      payload: { entitlementId: id, seatCount: 1, disabled: false, overdraftSeatLimit: absolute(1) },
    });
  });

  it('rule 42: the audit log has the offering and each altered entitlement, by who called', async () => {
    const { offeringId, ids } = await over.sellMany(2, { overdraftSeatLimit: none });
    await over.apply(offeringId, { overdraftSeatLimit: absolute(5) });
    const rows = await leeway.database.query<{ object_id: string; author_name: string; changes: unknown }>(
      `select object_id, author_name, changes from audit_log
       where object_id = any($1) and action = 'update' order by audit_id`,
      [[offeringId, ...ids]],
    );
    const changes = [
      { field: 'overdraft_type', old: 'none', new: 'absolute' },
      { field: 'overdraft_value', old: null, new: '5' },
    ];
    expect(rows).toEqual(
      [offeringId, ...ids].map((object_id) => ({ object_id, author_name: 'test', changes })),
    );
  });
});

describe('what is refused', () => {
  it('names the field', async () => {
    const { offeringId, ids } = await over.sellMany(1);
    const other = await over.sellMany(1);
    await shop.edit(ids[0] as string, { seatCount: 2_000_000_000 });
    for (const call of [over.preview, over.apply]) {
      const fields = async (body: object) => faultyFields(await call(offeringId, body));
      expect(await fields({ overdraftSeatLimit: absolute(-1) })).toEqual(['overdraftSeatLimit.value']);
      expect(await fields({ overdraftSeatLimit: { type: 'percentage' } })).toEqual([
        'overdraftSeatLimit.value',
      ]);
      expect(await fields({ includeEdited: other.ids })).toEqual(['includeEdited.0']);
      const tooMany = await call(offeringId, { overdraftSeatLimit: percentage(50) });
      expect(tooMany).toMatchObject({ status: 422 });
      expect(tooMany.body.detail).toContain(ids[0]);
    }
  });

  it('another tenant finds no offering', async () => {
    const { offeringId } = await over.sellMany(1);
    const stranger = await strangersApi(leeway);
    const path = `POST /api/v1/offerings/${offeringId}/overdraft`;
    expect((await stranger('previewOfferingOverdraft', `${path}/preview`, {})).status).toBe(404);
    expect((await stranger('applyOfferingOverdraft', `${path}/apply`, {})).status).toBe(404);
  });

  it('a client that may not change offerings applies only the overdraft there is', async () => {
    const { offeringId, ids } = await over.sellMany(1, { overdraftSeatLimit: none });
    await over.patchOffering(offeringId, { overdraftSeatLimit: absolute(4) });
    const { clientId, clientSecret } = leeway.client;
    const token = await leeway.tokenFor(clientId, clientSecret, 'entitlements:admin');
    const call = (body: object) =>
      leeway.api('POST', `/api/v1/offerings/${offeringId}/overdraft/apply`, body, {
        authorization: `Bearer ${token}`,
      });
    expect((await call({ overdraftSeatLimit: absolute(9) })).status).toBe(403);
    expect((await call({})).status).toBe(200);
    expect(await over.limitOf(ids[0] as string)).toEqual(absolute(4));
  });
});
