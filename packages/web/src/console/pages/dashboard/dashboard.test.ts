import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sell } from '../../../../../server/src/testing/sell.ts';
import { desktop, phone, startConsole, type TestConsole, violationsOf } from '../../../testing/browser.ts';

let console: TestConsole;
let sold: Awaited<ReturnType<typeof sell>>;

const seats = async (from: number, to: number, status: number) => {
  for (let seat = from; seat <= to; seat += 1) {
    expect((await sold.activate(`seat-${seat}`)).status).toBe(status);
  }
  // Timed work runs in tests when it is asked for.
  for (const step of ['events.tell', 'history.derive', 'history.sums']) await console.leeway.runStep(step);
};

beforeAll(async () => {
  console = await startConsole();
  sold = await sell(console.leeway, { seatCount: 10, overdraft: { type: 'percentage', value: 20 } });
  await seats(1, 10, 201);
});
afterAll(() => console?.stop());

describe('the dashboard of one who sells', () => {
  it('shows an overdraft within two seconds of the seat that made it', async () => {
    const page = await console.openAs('Sales', '/');
    await page.getByText('Nobody used more than was bought').waitFor();
    await seats(11, 11, 201);
    await page.getByText('11 / 10 + 2', { exact: true }).first().waitFor({ timeout: 2_000 });
    expect(page.faults).toEqual([]);
  });

  it('marks what was denied on the chart, and says it to who cannot see it', async () => {
    const page = await console.openAs('Support', '/');
    await page.getByRole('img', { name: /^Seats in use, .*0 requests denied/ }).waitFor();
    await seats(12, 12, 201);
    await seats(13, 14, 402);
    const chart = page.getByRole('img', { name: /^Seats in use, .*2 requests denied/ });
    await chart.waitFor();
    await chart.focus();
    await page.keyboard.press('End');
    await page.getByText(/12 of 10 bought, 0 left/).waitFor();
    await page.keyboard.press('t');
    await page.getByRole('columnheader', { name: 'Hard cap' }).waitFor();
  });

  it('is zoomed by the keyboard, and the address holds the view', async () => {
    const page = await console.openAs('Viewer', '/');
    const chart = page.getByRole('img', { name: /^Seats in use/ });
    await chart.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('+');
    await page.waitForURL(/from=.*to=/);
    const { search } = new URL(page.url());
    await page.reload();
    await chart.waitFor();
    expect(new URL(page.url()).search).toBe(search);
  });

  it.each([
    ['wide', 'light', desktop],
    ['wide', 'dark', desktop],
    ['phone', 'light', phone],
    ['phone', 'dark', phone],
  ] as const)('has no accessibility fault, %s, %s', async (_, colorScheme, viewport) => {
    const page = await console.openAs('Sales', '/', { viewport, colorScheme });
    await page.getByRole('img', { name: /^Seats in use/ }).waitFor();
    await page.getByRole('heading', { name: 'Highest overdrafts' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });
});

describe('the page of an entitlement', () => {
  it('answers what other limits would have done', async () => {
    const page = await console.openAs('Sales', `/entitlements/${sold.entitlementId}`);
    const bought = page.getByRole('slider', { name: 'Seats bought' });
    await bought.focus();
    for (let press = 0; press < 5; press += 1) await page.keyboard.press('ArrowRight');
    await page.getByRole('columnheader', { name: 'With 15 + 3' }).waitFor();
    const denied = page.getByRole('row').filter({ hasText: 'Denied requests' });
    expect(await denied.getByRole('cell').allInnerTexts()).toEqual(['2', '0']);
    expect(await violationsOf(page)).toEqual([]);
    expect(page.faults).toEqual([]);
  });

  it('prints the evidence on one page of paper', async () => {
    const page = await console.openAs('Sales', `/entitlements/${sold.entitlementId}/evidence`);
    await page.getByRole('img', { name: /^Seats in use/ }).waitFor();
    await page.getByRole('heading', { name: 'Times in overdraft' }).waitFor();
    await page.getByRole('rowheader', { name: 'Requests denied' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation').filter({ visible: true }).count()).toBe(0);
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
    expect(page.faults).toEqual([]);
  });
});
