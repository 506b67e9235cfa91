import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phone, startConsole, type TestConsole, violationsOf } from '../../testing/browser.ts';

let console: TestConsole;
beforeAll(async () => {
  console = await startConsole();
  for (const name of ['Northwind Tools', 'Contoso Robotics']) {
    expect((await console.api('POST', '/api/v1/customers', { name })).status).toBe(201);
  }
});
afterAll(() => console?.stop());

const navigation = (page: Awaited<ReturnType<TestConsole['open']>>) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link');

describe('the console', () => {
  it('shows an Account Administrator everything, and a Viewer what they may see', async () => {
    const all = await console.openAs('Account Administrator', '/products');
    await all.getByRole('link', { name: 'Audit log' }).waitFor();
    const few = await console.openAs('Viewer', '/products');
    await few.getByRole('link', { name: 'Offerings' }).waitFor();
    const shown = await navigation(few).allInnerTexts();
    expect(shown).toEqual(
      expect.arrayContaining(['Dashboard', 'Customers', 'Entitlements', 'Activity', 'Products', 'Offerings']),
    );
    for (const hidden of ['Webhooks', 'Users', 'API credentials', 'Audit log']) {
      expect(await navigation(all).allInnerTexts()).toContain(hidden);
      expect(shown).not.toContain(hidden);
    }
  });

  it('draws its frame before a style sheet or a script has come, and takes it away for the page', async () => {
    const page = await console.openAs('Viewer', '/products');
    await page.getByRole('link', { name: 'Offerings' }).waitFor();
    expect(await page.locator('.boot').isVisible()).toBe(false);
    const bare = await page.context().newPage();
    await bare.route(/\/assets\/(?!color-scheme)/, () => new Promise(() => undefined));
    await bare.goto(page.url(), { waitUntil: 'commit' });
    await bare.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
    expect(await bare.locator('.boot').isVisible()).toBe(true);
  });

  it('what the role may not open is refused in words', async () => {
    const page = await console.openAs('Viewer', '/audit-log');
    await page.getByText('Ask an Account Administrator', { exact: false }).first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });

  it('begins with a way past the navigation', async () => {
    const page = await console.openAs('Viewer', '/products');
    await page.getByRole('link', { name: 'Offerings' }).waitFor();
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to the content' });
    expect(await skip.evaluate((link) => link === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
  });

  it('finds a customer from anywhere with the keyboard alone', async () => {
    const page = await console.openAs('Sales', '/products');
    await page.getByRole('link', { name: 'Offerings' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('textbox', { name: 'Search' }).waitFor();
    await page.keyboard.type('contoso');
    await page.getByText('Contoso Robotics').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/console\/customers\/cust_/);
  });

  it.each(['light', 'dark'] as const)('has no accessibility fault on a phone, %s', async (colorScheme) => {
    const page = await console.openAs('Account Administrator', '/products', { viewport: phone, colorScheme });
    await page.getByRole('button', { name: 'Open the navigation' }).click();
    await page.getByRole('link', { name: 'Audit log' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(page.faults).toEqual([]);
  });

  it('tells which colours are chosen, also to who does not see them', async () => {
    const page = await console.openAs('Viewer', '/products', { colorScheme: 'light' });
    await page.getByRole('button', { name: /^Account of/ }).click();
    const colours = page.getByRole('group', { name: 'Colours' });
    await colours.getByRole('menuitemradio', { name: 'As the system', checked: true }).waitFor();
    await colours.getByRole('menuitemradio', { name: 'Dark' }).click();
    await colours.getByRole('menuitemradio', { name: 'Dark', checked: true }).waitFor();
    expect(await colours.getByRole('menuitemradio', { checked: true }).count()).toBe(1);
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
    expect(await violationsOf(page)).toEqual([]);
  });

  it('signs out, and the way back does not lead in again', async () => {
    const page = await console.openAs('Viewer', '/products');
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('an address that leads nowhere says so, with the ways on beside it', async () => {
    const page = await console.openAs('Viewer', '/customers/of/nobody');
    await page.getByRole('heading', { level: 1, name: 'No such page' }).waitFor();
    expect(await navigation(page).allInnerTexts()).toContain('Offerings');
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'Go to the dashboard' }).click();
    await page.waitForURL(/\/console\/?$/);
  });

  it('what is of ours counts more than what the components bring, whichever sheet comes first', async () => {
    const page = await console.openAs('Account Administrator', '/customers');
    const heading = page.getByRole('columnheader', { name: 'Seats bought' });
    await heading.waitFor();
    expect(await heading.evaluate((cell) => getComputedStyle(cell).textAlign)).toBe('right');
  });
});
