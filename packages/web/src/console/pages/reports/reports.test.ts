import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sold, sell } from '../../../../../server/src/testing/sell.ts';
import { phone, startConsole, type TestConsole, violationsOf } from '../../../testing/browser.ts';

/** Evidence as it is worked with: reports, statements and their rates, renewals, denials, the search. */

let console: TestConsole;
let sold: Sold;
let customerId: string;

const derived = ['events.tell', 'history.derive', 'history.sums', 'insights.compute'] as const;
const derive = async () => {
  for (const step of derived) await console.leeway.runStep(step);
};

beforeAll(async () => {
  console = await startConsole();
  const { api } = console;
  const { body } = await api('POST', '/api/v1/customers', { name: 'Northwind Tools', accountRefId: 'NW-7' });
  customerId = body.id;
  sold = await sell(console.leeway, { seatCount: 2, overdraft: { type: 'absolute', value: 1 } });
  const order = await api('PATCH', `/api/v1/entitlements/groups/${sold.groupId}`, {
    ...{ customerId, orderRefId: 'SO-20418' },
  });
  expect(order.status).toBe(204);
  for (const [seat, status] of [
    ['ws-1', 201],
    ['ws-2', 201],
    ['ws-3', 201],
    ['ws-4', 402],
  ] as const)
    expect((await sold.activate(seat)).status).toBe(status);
  await derive();
});
afterAll(() => console?.stop());

/** The cells of the first row that holds a text, once it is there. */
const cellsOf = async (page: Page, text: string | RegExp): Promise<string[]> => {
  const row = page.getByRole('row').filter({ hasText: text }).first();
  await row.waitFor();
  return row.getByRole('cell').allInnerTexts();
};

const pick = async (page: Page, label: string, typed: string) => {
  const field = page.getByRole('combobox', { name: label, exact: true });
  await field.fill(typed);
  await page.getByRole('option').filter({ visible: true }).first().click();
};

/** The rows of the file that the list of a page is exported to. */
const exported = async (page: Page, format = 'CSV'): Promise<string> => {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: format }).click(),
  ]);
  return readFile(await file.path(), 'latin1');
};

describe('reports', () => {
  it('is put together, saved, opened again, exported and deleted', async () => {
    const page = await console.openAs('Sales', '/reports');
    await page.getByRole('row').filter({ hasText: 'Northwind Tools' }).waitFor();
    await page.getByRole('button', { name: 'Add a condition' }).click();
    await page.getByRole('textbox', { name: 'Value of Customer' }).fill('nobody');
    await page.getByRole('heading', { name: 'No row fits' }).waitFor();
    await page.getByRole('textbox', { name: 'Value of Customer' }).fill('northw');
    await page.getByRole('row').filter({ hasText: 'Northwind Tools' }).waitFor();
    await page.getByRole('button', { name: 'Seats used', exact: true }).click();
    await page.waitForURL(/sort.*seatsUsed/);

    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Save the report' });
    await dialog.getByLabel('Name').fill('Northwind at work');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Northwind at work' }).waitFor();
    const saved = await console.api('GET', '/api/v1/reports');
    // It is its owner's alone: the client of this test does not see it.
    expect(saved.body.items).toEqual([]);

    await page.goto(`${console.baseUrl}/console/reports`);
    await page.getByRole('button', { name: 'Saved reports' }).click();
    await page.getByRole('button', { name: 'Northwind at work', exact: true }).click();
    await page.waitForURL(/report=rpt_/);
    expect(await page.getByRole('textbox', { name: 'Value of Customer' }).inputValue()).toBe('northw');

    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'CSV' }).click();
    await page.getByText(/\.csv$/).waitFor();
    await console.leeway.runStep('reports.export');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    const text = await readFile(await download.path(), 'utf8');
    expect(text.split('\r\n')).toMatchObject({ 0: /^customerName,/, 1: /^Northwind Tools,/, length: 3 });
    await page.getByRole('button', { name: /^Delete the file/ }).click();
    await page.getByRole('link', { name: 'Download' }).waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Northwind at work' }).first().click();
    await page.getByRole('button', { name: 'Delete the report Northwind at work' }).click();
    await page
      .getByRole('dialog', { name: 'Delete the report?' })
      .getByRole('button', { name: 'Delete' })
      .click();
    await page.getByRole('button', { name: 'Saved reports' }).waitFor();
    expect(page.faults).toEqual([]);
  });

  it('counts in groups', async () => {
    const page = await console.openAs('Viewer', '/reports');
    await page.getByRole('row').filter({ hasText: 'Northwind Tools' }).waitFor();
    await page.getByText('Groups and sums').click();
    await page.getByRole('columnheader', { name: 'Rows' }).waitFor();
    await page.getByRole('button', { name: 'Add a figure' }).click();
    await page.getByRole('columnheader', { name: 'Sum: Seats bought' }).waitFor();
    const [, count, sum] = await cellsOf(page, /\d/);
    expect([count, sum]).toEqual(['1', '2']);
    expect(await violationsOf(page)).toEqual([]);
  });
});

describe('statements', () => {
  it('a rate is made through its form, and says in words what it does', async () => {
    const page = await console.openAs('Account Administrator', '/rates');
    await page.getByRole('button', { name: 'Add a rate' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Add a rate' });
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByText('Pick the offering.').waitFor();
    await pick(page, 'Offering', 'Offering');
    await dialog.getByRole('textbox', { name: 'Price' }).fill('149');
    await dialog.getByText('€149.00 for each seat in overdraft at the peak of a billing period').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    const { body } = await console.api('GET', '/api/v1/rates');
    expect(body.items).toMatchObject([{ amount: 14_900, currency: 'EUR', offeringId: sold.offeringId }]);
    expect((await cellsOf(page, '€149.00')).slice(1, 4)).toEqual(['offering', 'seats', '€149.00']);
    expect((await exported(page)).split('\r\n')).toMatchObject({
      0: /^rateId,level,/,
      1: /,149,EUR,14900,1,/,
    });
    expect(await exported(page, 'Excel (XLSX)')).toMatch(/^PK/);
  });

  it('the draft of an open period moves, a closed statement opens down to the rows of the log', async () => {
    const page = await console.openAs('Sales', '/statements');
    await page.getByRole('heading', { name: 'No period is closed yet' }).waitFor();
    await pick(page, 'Draft of a customer', 'North');
    await page.getByText('draft', { exact: true }).waitFor();
    await page
      .getByText('2 seats bought; at most 3 in use at once: 1 in overdraft.', { exact: false })
      .waitFor();
    await page.getByText('€149.00', { exact: true }).first().waitFor();
    expect(await violationsOf(page)).toEqual([]);

    const { clock } = console.leeway;
    const begun = new Date(clock.now());
    // Into the next month: the billing period of this one is over.
    clock.advance(Date.UTC(begun.getUTCFullYear(), begun.getUTCMonth() + 1, 1, 12) - clock.now());
    await console.leeway.runStep('statements.close');
    const closed = await console.openAs('Sales', '/statements');
    await closed.getByRole('row').filter({ hasText: 'frozen' }).waitFor();
    expect((await exported(closed)).split('\r\n')[1]).toMatch(
      /,Northwind Tools,.*,final,0,.*,149,EUR,14900$/,
    );
    await closed.getByRole('row').filter({ hasText: 'frozen' }).getByRole('link').first().click();
    await closed.getByRole('button', { name: 'Peak 3: show the rows' }).click();
    const rows = closed.getByRole('dialog');
    await rows.getByRole('cell', { name: 'ws-3' }).first().waitFor();
    expect(await violationsOf(closed)).toEqual([]);
    await rows.getByRole('button', { name: 'Close' }).click();
    await closed.getByRole('button', { name: 'Download' }).click();
    const [file] = await Promise.all([
      closed.waitForEvent('download'),
      closed.getByRole('menuitem', { name: /^FOCUS/ }).click(),
    ]);
    expect(await readFile(await file.path(), 'utf8')).toMatch(/BilledCost/);
    expect(closed.faults).toEqual([]);
  });
});

describe('renewals and denials', () => {
  it('a denial is told with who, when and why', async () => {
    await derive();
    const page = await console.openAs('Support', '/denials?tab=all');
    const row = await cellsOf(page, 'ws-4');
    expect(row).toEqual(expect.arrayContaining(['ws-4', 'Northwind Tools']));
    expect(row.join(' ')).toContain('all seats and the overdraft were in use');
    await page.getByRole('tab', { name: 'By entitlement' }).click();
    // The clock may stand more than a month after the denial: the days are chosen.
    await page.getByLabel('From').fill(new Date().toISOString().slice(0, 10));
    const [, customer, attempts, people, neverServed] = await cellsOf(page, 'Northwind Tools');
    expect([customer, attempts, people, neverServed]).toEqual(['Northwind Tools', '1', '1', '1']);
    expect((await exported(page)).split('\r\n')).toMatchObject({
      1: /,Northwind Tools,.*,1,1,1,/,
      length: 3,
    });
    expect(page.faults).toEqual([]);
  });

  it('a renewal is told with what its history says', async () => {
    await derive();
    const page = await console.openAs('Sales', '/renewals?days=365');
    await page.getByRole('row').filter({ hasText: 'Northwind Tools' }).waitFor();
    expect(await exported(page)).toContain(',Northwind Tools,');
    expect(await violationsOf(page)).toEqual([]);
    expect(page.faults).toEqual([]);
  });
});

describe('the search', () => {
  it('finds customers, orders and seats from anywhere, and goes there', async () => {
    const page = await console.openAs('Support', '/denials');
    await page.getByRole('heading', { level: 1 }).waitFor();
    for (const [typed, found, address] of [
      ['north', 'Northwind Tools', /\/customers\/cust_/],
      ['so-20', 'SO-20418', /\/entitlements\/ent_/],
      ['ws-2', 'ws-2', /\/entitlements\/ent_.*tab=activations/],
    ] as const) {
      await page.keyboard.press('Control+k');
      await page.getByRole('textbox', { name: 'Search' }).fill(typed);
      await page.getByRole('dialog').getByText(found, { exact: true }).first().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForURL(address);
    }
    expect(page.faults).toEqual([]);
  });
});

describe('accessibility', () => {
  const paths = ['/reports', '/statements', '/renewals', '/denials', '/rates'];

  it.each([
    ['dark', phone],
    ['light', { width: 1360, height: 900 }],
  ] as const)('has no fault, %s', async (colorScheme, viewport) => {
    const page = await console.openAs('Account Administrator', '/reports', { viewport, colorScheme });
    for (const path of paths) {
      await page.goto(`${console.baseUrl}/console${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForFunction(() => !document.querySelector('main .mantine-Skeleton-root'));
      expect([path, await violationsOf(page)]).toEqual([path, []]);
      const width = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect([path, width]).toEqual([path, 0]);
    }
    expect(page.faults).toEqual([]);
  });
});

it('the first view has 300 kB of script at most as it is sent, and asks no other host', async () => {
  const page = await console.openAs('Sales', '/');
  await page.getByRole('heading', { name: 'Highest overdrafts' }).waitFor();
  const bytes = await page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  );
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(300_000);
  // A fault is also a request to another host.
  expect(page.faults).toEqual([]);
});
