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
    const page = await console.openAs('Sales', '/customers');
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
    await page.getByText('1 to 25 of 30').waitFor();
  });

  it('shows rows before it is known how many there are', async () => {
    const page = await console.openAs('Sales', '/customers');
    await page.getByText('1 to 25 of 30').waitFor();
    let count = () => {};
    const isCounted = new Promise<void>((resolve) => {
      count = resolve;
    });
    await page.route('**/api/v1/reports/run', async (route) => {
      if (route.request().postDataJSON().count !== 'page') await isCounted;
      await route.continue();
    });
    await page.getByRole('textbox', { name: 'Customer name' }).fill('customer 0');
    await page.getByText('1 to 25 of …').waitFor();
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByText('26 to 30 of 30').waitFor();
    await page.getByRole('button', { name: 'Previous page' }).click();
    await page.getByText('1 to 25 of …').waitFor();
    count();
    await page.getByText('1 to 25 of 30').waitFor();
    expect(page.faults).toEqual([]);
  });

  it('keeps every letter of who types quicker than the list follows', async () => {
    const page = await console.openAs('Sales', '/customers');
    const field = page.getByRole('textbox', { name: 'Customer name' });
    await field.pressSequentially('customer 027', { delay: 15 });
    await page.getByText('1 to 1 of 1').waitFor();
    expect(await field.inputValue()).toBe('customer 027');
    expect(new URL(page.url()).searchParams.get('name')).toBe('customer 027');
    for (let letter = 0; letter < 3; letter++) await field.press('Backspace');
    await page.getByText('1 to 25 of 30').waitFor();
    expect(await field.inputValue()).toBe('customer ');
  });

  it('opens a row in another tab for who asks for one', async () => {
    const page = await console.openAs('Sales', '/customers');
    const opened = page.context().waitForEvent('page');
    await page.getByRole('link', { name: name(2) }).click({ modifiers: ['ControlOrMeta'] });
    await (await opened).getByRole('heading', { level: 1, name: name(2) }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/customers');
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
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(name(25));
  });

  it('is saved as CSV, all of it', async () => {
    const page = await console.openAs('Sales', '/customers');
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
  let page: Opened;
  const button = (label: string) => page.getByRole('button', { name: label, exact: true });
  const dialog = () => page.getByRole('dialog');
  const menu = async (label: string) => {
    await button('More').click();
    await page.getByRole('menuitem', { name: label }).click();
  };
  const found = async () => {
    const { body } = await console.api('GET', '/api/v1/customers?pageSize=1000');
    return body.items.find((each: { name: string }) => each.name === 'Wingtip GmbH & Co. KG');
  };

  it('is there as soon as the customer is created, and says what is sold', async () => {
    page = await console.openAs('Account Administrator', '/customers');
    await button('New customer').click();
    await dialog().getByLabel('Name', { exact: false }).first().fill('Wingtip GmbH & Co. KG');
    await dialog().getByLabel('Account reference').fill('ACC-99');
    await button('Create').click();
    await dialog().getByText('Choose another value.').waitFor();
    await dialog().getByLabel('Account reference').fill('ACC-500');
    await button('Create').click();
    await page.getByRole('heading', { level: 1, name: 'Wingtip GmbH & Co. KG' }).waitFor();
    await page.getByRole('row', { name: 'Account reference ACC-500' }).waitFor();
    await page.getByText('Nothing is sold to this customer yet.').waitFor();
    expect(await found()).toMatchObject({ accountRefId: 'ACC-500', status: 'active' });
  });

  it('is edited, and has an owner', async () => {
    await button('Edit').click();
    await dialog().getByLabel('Website').fill('https://wingtip.example');
    await dialog().getByLabel('City').fill('Köln');
    await button('Save').click();
    await page.getByRole('row', { name: 'Website wingtip.example' }).waitFor();
    await page.getByRole('row', { name: 'Address Köln' }).waitFor();
    await page.getByRole('combobox', { name: 'Sales' }).or(page.getByLabel('Sales')).first().click();
    await page.getByRole('option').first().click();
    await page.getByText('The owner is changed.').waitFor();
    const path = `/api/v1/customers/${(await found()).id}/responsibility-owners`;
    expect((await console.api('GET', path)).body.salesOwner).toMatch(/^user_/);
  });

  it('has contacts, who are invited to sign in, and a note', async () => {
    await page.getByRole('tab', { name: 'Contacts' }).click();
    await button('Add').click();
    await dialog().getByLabel('E-mail').fill('ann@wingtip.example');
    await dialog().getByLabel('Last name').fill('Lee');
    await dialog().getByRole('button', { name: 'Add' }).click();
    await page.getByRole('tab', { name: 'Contacts 1' }).waitFor();
    await button('Actions for Lee').click();
    await page.getByRole('menuitem', { name: 'Sign-in to the portal…' }).click();
    await dialog().getByText('Cannot sign in yet.').waitFor();
    await button('Save').click();
    await page.getByText('A mail with a link is on its way to ann@wingtip.example.').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Notes' }).click();
    await page.getByRole('textbox', { name: 'Note' }).fill('Wants a quote.');
    await button('Add the note').click();
    await page.getByRole('tab', { name: 'Notes 1' }).waitFor();
    await page.getByRole('tab', { name: 'Overview' }).click();
  });

  it.each([
    ['wide, light', 'light', desktop],
    ['phone, dark', 'dark', phone],
  ] as const)('has no accessibility fault: %s', async (_, colorScheme, viewport) => {
    const { id } = await found();
    const own = await console.openAs('Sales', `/customers/${id}`, { viewport, colorScheme });
    await own.getByText('Nothing is sold to this customer yet.').waitFor();
    expect(await violationsOf(own)).toEqual([]);
    expect(await own.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    expect(own.faults).toEqual([]);
  });

  it('is disabled and enabled again, and gone for good when its name is typed', async () => {
    await menu('Disable');
    await page.getByText('disabled', { exact: true }).waitFor();
    const said = page.getByRole('alert').filter({ hasText: 'is disabled' });
    await said.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('active', { exact: true }).waitFor();
    expect((await found()).status).toBe('active');
    await menu('Delete for good…');
    await dialog().getByRole('textbox').fill('Wingtip GmbH & Co. KG');
    await button('Delete').click();
    await page.waitForURL(/\/customers$/);
    expect(await found()).toBeUndefined();
    expect(page.faults).toEqual([]);
  });
});
