import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { desktop, phone, startConsole, type TestConsole, violationsOf } from '../../../testing/browser.ts';

let console: TestConsole;
const name = (index: number) => `Customer ${String(index).padStart(3, '0')}`;

beforeAll(async () => {
  console = await startConsole();
  for (let index = 1; index <= 30; index++) {
    const body = { name: name(index), accountRefId: `ACC-${100 - index}` };
    expect((await console.api('POST', '/api/v1/customers', body)).status).toBe(201);
  }
});
afterAll(() => console?.stop());

type Opened = Awaited<ReturnType<TestConsole['openAs']>>;
const firstRow = (page: Opened) => page.getByRole('row').nth(1);

describe('the list of customers', () => {
  it('is turned page by page, and the address holds the page', async () => {
    const page = await console.openAs('Sales', '/customers?size=25');
    await page.getByText('1 to 25 of 30').waitFor();
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByText('26 to 30 of 30').waitFor();
    await firstRow(page).getByText(name(26)).waitFor();
    expect(new URL(page.url()).searchParams.get('page')).toBe('2');
    await page.reload();
    await page.getByText('26 to 30 of 30').waitFor();
    await page.goBack();
    await page.getByText('1 to 25 of 30').waitFor();
    expect(page.faults).toEqual([]);
  });

  it('is sorted by a heading, and says so to who cannot see the arrow', async () => {
    const page = await console.openAs('Sales', '/customers');
    await page.getByRole('button', { name: 'Account reference' }).click();
    await page.waitForURL(/sort=accountRefId/);
    await page
      .getByRole('columnheader', { name: 'Account reference' })
      .and(page.locator('[aria-sort=ascending]'))
      .waitFor();
    await firstRow(page).getByText(name(30)).waitFor();
  });

  it('is narrowed by what is typed, and shown whole again', async () => {
    const page = await console.openAs('Sales', '/customers');
    await page.getByRole('textbox', { name: 'Customer name' }).fill('customer 01');
    await page.getByText('1 to 10 of 10').waitFor();
    await page.getByRole('textbox', { name: 'Customer name' }).fill('nobody');
    await page.getByRole('heading', { name: 'Nothing fits' }).waitFor();
    await page.getByRole('button', { name: 'Show all' }).last().click();
    await page.getByText('1 to 30 of 30').waitFor();
  });

  it('shows the columns chosen, and keeps the view under a name', async () => {
    const page = await console.openAs('Sales', '/customers');
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Legal name' }).check();
    await page.getByRole('columnheader', { name: 'Legal name' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('textbox', { name: 'Save what is shown as' }).fill('Legal');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.goto(`${console.baseUrl}/console/customers`);
    await page.getByRole('columnheader', { name: 'Status' }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'Legal name' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('button', { name: 'Legal', exact: true }).click();
    await page.getByRole('columnheader', { name: 'Legal name' }).waitFor();
  });

  it('is walked with the arrow keys', async () => {
    const page = await console.openAs('Sales', '/customers');
    await page.getByRole('link', { name: name(1) }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(name(3));
    await page.keyboard.press('End');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(name(30));
  });

  it('is saved as CSV, all of it', async () => {
    const page = await console.openAs('Sales', '/customers?size=25');
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('customers.csv');
    const text = await (await download.createReadStream()).toArray();
    expect(Buffer.concat(text).toString().trim().split(/\r?\n/)).toHaveLength(31);
    expect(page.faults).toEqual([]);
  });

  it.each([
    ['wide', 'light', desktop],
    ['wide', 'dark', desktop],
    ['phone', 'light', phone],
    ['phone', 'dark', phone],
  ] as const)('has no accessibility fault, %s, %s', async (_, colorScheme, viewport) => {
    const page = await console.openAs('Sales', '/customers', { viewport, colorScheme });
    await page.getByRole('link', { name: name(1) }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });
});

describe('the page of a customer', () => {
  it('is opened from the list, says who it is and what is sold, and has no accessibility fault', async () => {
    const page = await console.openAs('Sales', '/customers');
    await page.getByRole('link', { name: name(1) }).click();
    await page.getByRole('heading', { level: 1, name: name(1) }).waitFor();
    await page.getByRole('row', { name: 'Account reference ACC-99' }).waitFor();
    await page.getByText('Nothing is sold to this customer yet.').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(page.faults).toEqual([]);
  });
});
