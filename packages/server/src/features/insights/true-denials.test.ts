import { isForWant } from '@leeway/rules';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { rebuildHistory } from '../history/index.ts';
import { workOff } from './testing/scene.ts';

/** Rule 31: what counts true denials counts the same ones. */

let leeway: Leeway;
let api: CheckedApi;
let sold: Sold;

const minuteMs = 60_000;

const denied = async (seatId: string): Promise<void> => {
  expect((await sold.activate(seatId)).status).toBe(402);
};
const granted = async (seatId: string): Promise<string> => {
  const { status, body } = await sold.activate(seatId);
  expect(status).toBe(201);
  return body.id;
};
const turn = async (to: 'enable' | 'disable'): Promise<void> => {
  const path = `/api/v1/entitlements/${sold.entitlementId}/${to}`;
  expect((await leeway.api('PATCH', path)).status).toBe(204);
};

/** One seat, taken. B is denied in two windows, C in one; D only for another reason, and E gets a seat in time. */
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  sold = await sell(leeway, { seatCount: 1, leasePeriod: { type: 'year', count: 1 } });
  const { clock } = leeway;
  let held = await granted('A');
  clock.advance(minuteMs);
  await denied('B');
  await denied('C');
  await workOff(leeway);
  clock.advance(10 * minuteMs);
  await denied('B');
  await turn('disable');
  await denied('C');
  await denied('D');
  await turn('enable');
  await workOff(leeway);
  clock.advance(minuteMs);
  await denied('E');
  await sold.release(held);
  held = await granted('E');
  clock.advance(15 * minuteMs);
  await denied('B');
  clock.advance(15 * minuteMs);
  await workOff(leeway);
}, 60_000);
afterAll(() => leeway?.stop());

const read = async (operationId: string, path: string) =>
  (await api(operationId, `GET /api/v1/${path}`)).body;
const own = (operationId: string, name: string) =>
  read(operationId, `entitlements/${sold.entitlementId}/${name}`);
const trueRowsOfReport = async (): Promise<number> => {
  const { body } = await api('runReport', 'POST /api/v1/reports/run', {
    subject: 'denials',
    filter: [{ column: 'trueDenial', operator: 'eq', value: true }],
  });
  return body.elementsTotal;
};

describe('rule 31: true denials', () => {
  it('are seats denied for want of seats alone, once for each window', async () => {
    const told = await own('getDenials', 'denials');
    expect(told).toMatchObject({ attempts: 7, trueDenials: 3, deniedSeats: 4 });
    const bySeat = new Map(
      told.bySeat.map(({ seatId, ...counts }: { seatId: string; trueDenials: number }) => [seatId, counts]),
    );
    expect(bySeat.get('B')).toMatchObject({ attempts: 3, trueDenials: 2 });
    expect(bySeat.get('C')).toMatchObject({ attempts: 2, trueDenials: 1 });
    expect(bySeat.get('D')).toMatchObject({ attempts: 1, trueDenials: 0 });
    expect(bySeat.get('E')).toMatchObject({ attempts: 1, trueDenials: 0 });
  });

  it('are as many in the dashboard, in renewal insight and in a report', async () => {
    const { trueDenials } = await own('getDenials', 'denials');
    const { items } = await read('listDashboardDenials', 'dashboard/denials');
    const { denials } = await read('getDashboardSummary', 'dashboard/summary');
    const insight = await own('getRenewalInsight', 'renewal-insight');
    expect([
      ...[items[0].trueDenials, denials.trueDenials, insight.trueDenials],
      await trueRowsOfReport(),
    ]).toEqual([trueDenials, trueDenials, trueDenials, trueDenials]);
  });

  it('come out of the log again', async () => {
    const { tenantId, database } = leeway;
    const { differs } = await rebuildHistory(database, { tenantId, entitlementId: sold.entitlementId }, true);
    expect(differs).toEqual([]);
  });

  it.each([
    [['seatLimitReached'], true],
    [['featureLimitReached'], true],
    [['entitlementNotActive', 'seatLimitReached'], false],
    [['seatLimitReached', 'entitlementNotActive'], false],
    [['entitlementNotActive'], false],
    [['ownCapReached'], false],
    [[], false],
  ])('denied for %j is for want: %j, for the rules as in the tables', async (reasons, expected) => {
    const [row] = await leeway.database.query<{ found: boolean }>('select is_for_want($1) as found', [
      reasons,
    ]);
    expect([isForWant(reasons), row?.found]).toEqual([expected, expected]);
  });
});
