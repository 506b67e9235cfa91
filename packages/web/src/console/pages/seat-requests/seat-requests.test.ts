import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openCustomer,
  type PortalPerson,
} from '../../../../../server/src/features/portal/testing/portal-scene.ts';
import type { Sold } from '../../../../../server/src/testing/sell.ts';
import { phone, startConsole, type TestConsole, violationsOf } from '../../../testing/browser.ts';

let console: TestConsole;
let admin: PortalPerson;
let sold: Sold;

beforeAll(async () => {
  console = await startConsole();
  const globex = await openCustomer(console.leeway, 'Globex');
  admin = await globex.signedIn('admin');
  sold = await globex.buy({ seatCount: 2, overdraft: { type: 'absolute', value: 1 } });
  for (const seat of ['A', 'B', 'C']) await sold.activate(seat);
});
afterAll(() => console?.stop());

const ask = (body: object) =>
  admin.call('requestSeats', `POST /portal/api/v1/entitlements/${sold.entitlementId}/seat-requests`, body);
const own = async () =>
  (await admin.call('listOwnSeatRequests', 'GET /portal/api/v1/seat-requests')).body.items;

describe('seat requests', () => {
  it('are shown with the figures, counted beside the link, and answered to the customer', async () => {
    await ask({ seats: 5, note: 'We hire in March.' });
    const page = await console.openAs('Sales', '/');
    await page.getByRole('link', { name: 'Seat requests 1 open' }).click();
    const row = page.getByRole('row', { name: /Globex/ });
    await row.getByText('5 more seats').waitFor();
    await row.getByText('3 of 2').waitFor();
    await row.getByText('at hard cap').waitFor();
    expect(await violationsOf(page)).toEqual([]);

    await page.getByRole('button', { name: 'Answer Globex' }).click();
    const dialog = page.getByRole('dialog', { name: 'Globex asks for more seats' });
    await dialog.getByText('We hire in March.').waitFor();
    await dialog.getByText('Accepting changes no seats by itself').waitFor();
    await dialog.getByLabel('Message to the customer').fill('Order 4711 is on its way.');
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Send the answer' }).click();
    await row.getByText('accepted').waitFor();
    await page.getByRole('link', { name: 'Seat requests', exact: true }).waitFor();
    expect(await own()).toMatchObject([{ state: 'accepted', answer: 'Order 4711 is on its way.' }]);
    expect(page.faults).toEqual([]);
  });

  it('on a phone in the dark; who may not answer sees them', async () => {
    await ask({});
    const page = await console.openAs('Viewer', '/seat-requests', { viewport: phone, colorScheme: 'dark' });
    await page.getByText('a proposal').waitFor();
    expect(await page.getByRole('button', { name: /^Answer/ }).count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(scrollWidth).toBeLessThanOrEqual(phone.width);
    expect(page.faults).toEqual([]);
  });
});
