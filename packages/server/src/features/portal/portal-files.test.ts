import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import type { Sold } from '../../testing/sell.ts';
import { openCustomer, type PortalCustomer, type PortalPerson, portalOf } from './testing/portal-scene.ts';

let leeway: Leeway;
let globex: PortalCustomer;
let admin: PortalPerson;
let sold: Sold;

beforeAll(async () => {
  leeway = await startLeeway();
  globex = await openCustomer(leeway, 'Globex');
  admin = await globex.signedIn('admin');
  sold = await globex.buy({ seatCount: 2, overdraft: { type: 'absolute', value: 1 } });
  for (const seat of ['=A1', 'B', 'C', 'D']) await sold.activate(seat);
  const other = await globex.buy({ seatCount: 1 });
  for (const seat of ['X', 'Y']) await other.activate(seat);
});
afterAll(() => leeway?.stop());

const entitlements = '/portal/api/v1/entitlements';
const file = (what: string, query: string, { authorization }: PortalPerson = admin) =>
  fetch(`${leeway.baseUrl}${entitlements}/${sold.entitlementId}/${what}/file?${query}`, {
    headers: { authorization },
  });
const linesOf = async (response: Response) => (await response.text()).trimEnd().split('\r\n');

describe('downloads of the portal', () => {
  it('seats: those of the one entitlement, a name that is a formula is none', async () => {
    const response = await file('activations', 'format=csv');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toMatch(/filename="seats-\d{4}-\d\d-\d\d\.csv"/);
    const [heading, ...lines] = await linesOf(response);
    expect(heading).toBe('seatId,seatName,username,activated,lastLease,leaseExpiry');
    expect(lines.map((line) => line.split(',')[0])).toEqual(["'=A1", 'B', 'C']);
  });

  it('denials: who, when and why', async () => {
    const [heading, ...lines] = await linesOf(await file('denials', 'format=csv'));
    expect(heading).toBe('timestamp,seatId,attempts,reasons,grantedAt,trueDenial');
    expect(lines.map((line) => line.split(',').slice(1, 4))).toEqual([['D', '1', 'seatLimitReached']]);
  });

  it('usage: the buckets the chart shows', async () => {
    const answer = await admin.call(
      'getPortalUsageHistory',
      `GET ${entitlements}/${sold.entitlementId}/usage-history?bucket=day`,
    );
    const [heading, ...lines] = await linesOf(await file('usage-history', 'format=csv&bucket=day'));
    expect(heading?.split(',').slice(0, 5)).toEqual(['start', 'end', 'min', 'max', 'average']);
    expect(lines.map((line) => line.split(',')[0])).toEqual(
      answer.body.buckets.map(({ start }: { start: string }) => start),
    );
    expect(lines.at(-1)?.split(',')[3]).toBe('3');
    const raw = await linesOf(await file('usage-history', 'format=csv&bucket=raw'));
    expect(raw.slice(-3).map((line) => line.split(',')[1])).toEqual(['1', '2', '3']);
  });

  it.each(['activations', 'denials', 'usage-history'])('%s: as a workbook', async (what) => {
    const response = await file(what, 'format=xlsx');
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ]);
    expect(
      Buffer.from(await response.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
  });

  it('another format, a bad range and another company are refused', async () => {
    expect((await file('activations', 'format=pdf')).status).toBe(422);
    const range = 'format=csv&from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z';
    expect((await file('denials', range)).status).toBe(422);
    const initech = await (await openCustomer(leeway, 'Initech')).signedIn('admin');
    for (const what of ['activations', 'denials', 'usage-history'])
      expect((await file(what, 'format=csv', initech)).status).toBe(404);
    const signedOut = await portalOf(leeway)(
      `GET ${entitlements}/${sold.entitlementId}/activations/file?format=csv`,
    );
    expect(signedOut.status).toBe(401);
  });
});
