import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { desktop, phone, startConsole, type TestConsole, violationsOf } from '../../../testing/browser.ts';

let console: TestConsole;
beforeAll(async () => {
  console = await startConsole();
});
afterAll(() => console?.stop());

type Opened = Awaited<ReturnType<TestConsole['openAs']>>;

/** The first of that name: an empty list offers again what stands above it. */
const press = (page: Opened, name: string) => page.getByRole('button', { name, exact: true }).first().click();
const type = (page: Opened, name: string, text: string) =>
  page.getByRole('textbox', { name, exact: true }).fill(text);
const choose = async (page: Opened, name: string, option: string) => {
  await page.getByRole('combobox', { name, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
};
const heading = (page: Opened, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
const idIn = (page: Opened): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';
const read = async (path: string) => (await console.api('GET', `/api/v1${path}`)).body;

/** What the tests after the first one work on, made by it through the forms. */
let productId = '';
let offeringId = '';

describe('the catalogue', () => {
  it('grows from a product with a feature to an offering with 20 % overdraft', async () => {
    const page = await console.openAs('Product Management', '/products');
    await press(page, 'New product');
    await type(page, 'Name', 'Atlas');
    await type(page, 'First edition', 'Pro');
    await choose(page, 'Grace', 'days');
    await type(page, 'Grace', '14');
    await press(page, 'Create product');
    await heading(page, 'Atlas');
    productId = idIn(page);
    await page.getByRole('link', { name: 'Pro', exact: true }).waitFor();
    expect(await read(`/products/${productId}`)).toMatchObject({
      ...{ name: 'Atlas', leasePeriod: { type: 'hour', count: 1 }, gracePeriod: { type: 'day', count: 14 } },
    });

    await page.getByRole('tab', { name: 'Features' }).click();
    await press(page, 'New feature');
    await type(page, 'Key', 'renders');
    await type(page, 'Units', '100');
    await choose(page, 'Overdraft', 'per cent of the bought units');
    await type(page, 'Overdraft', '10');
    await page
      .getByText('Customers with 100 units may use 10 more (10 % of 100); the 111th is denied.')
      .waitFor();
    await press(page, 'Create feature');
    await page.getByRole('row', { name: 'renders counter 100 10 % this product' }).waitFor();

    await page.goto(`${console.baseUrl}/console/plans`);
    await press(page, 'New plan');
    await type(page, 'Name', 'Yearly');
    await press(page, 'Create plan');
    await heading(page, 'Yearly');

    await page.goto(`${console.baseUrl}/console/offerings`);
    await press(page, 'New offering');
    await type(page, 'Name', 'Atlas Pro 40');
    await type(page, 'SKU', 'ATLAS-40');
    await choose(page, 'Product', 'Atlas');
    await choose(page, 'Edition', 'Pro');
    await choose(page, 'Plan', 'Yearly');
    await type(page, 'Seats', '40');
    await choose(page, 'Overdraft', 'per cent of the bought seats');
    await type(page, 'Overdraft', '20');
    const words = 'Customers with 40 seats may use 8 more (20 % of 40); the 49th is denied.';
    await page.getByText(words).waitFor();
    await press(page, 'Create offering');
    await heading(page, 'Atlas Pro 40');
    await page.getByText(words).waitFor();
    offeringId = idIn(page);
    expect(await read(`/offerings/${offeringId}`)).toMatchObject({
      ...{ sku: 'ATLAS-40', seatCount: 40, overdraftSeatLimit: { type: 'percentage', value: 20 } },
      ...{ gracePeriod: null, usageResetSchedule: 'never', concurrencyMode: 'concurrent' },
    });
    expect(page.faults).toEqual([]);
  });

  it('lists the offerings of a product or a plan, if wanted', async () => {
    const terms = { licenseType: 'perpetual', licenseStartType: 'entitlementCreation' };
    const plan = await console.api('POST', '/api/v1/plans', { name: 'Monthly', ...terms });
    const planId = plan.body.id;
    const mode = { concurrencyMode: 'concurrent' };
    const { edition } = await read(`/offerings/${offeringId}?expand=edition`);
    const monthly = {
      name: 'Atlas monthly',
      sku: 'ATLAS-M',
      editionId: edition.id,
      planId,
      seatCount: 1,
      ...mode,
    };
    const made = await console.api('POST', '/api/v1/offerings', monthly);
    const page = await console.openAs('Product Management', '/offerings');
    const rows = page.getByRole('row', { name: /ATLAS-/ });
    await expect.poll(() => rows.count()).toBe(2);
    await choose(page, 'Plan', 'Monthly');
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByRole('link', { name: 'Atlas monthly' }).waitFor();
    await press(page, 'Show all');
    await expect.poll(() => rows.count()).toBe(2);
    await type(page, 'Name or SKU contains', 'MONTH');
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByRole('link', { name: 'Atlas monthly' }).waitFor();
    await type(page, 'Name or SKU contains', 'atlas-');
    const skus = async () => (await rows.allInnerTexts()).map((text) => /ATLAS-\w+/.exec(text)?.[0]);
    await expect.poll(skus).toEqual(['ATLAS-40', 'ATLAS-M']);
    await press(page, 'Seats');
    await expect.poll(skus).toEqual(['ATLAS-M', 'ATLAS-40']);
    await page
      .getByRole('columnheader', { name: 'Seats', exact: true })
      .and(page.locator('[aria-sort=ascending]'))
      .waitFor();
    expect(new URL(page.url()).search).toBe('?name=atlas-&sort=seatCount');
    await press(page, 'Export');
    const [request] = await Promise.all([
      page.waitForRequest(/\/offerings\/export\?/),
      page.getByRole('menuitem', { name: 'CSV' }).click(),
    ]);
    const asked = new URL(request.url()).searchParams;
    expect([asked.get('name'), asked.get('sort')]).toEqual(['atlas-', 'seatCount']);
    await press(page, 'Show all');
    await page.getByRole('combobox', { name: 'Product', exact: true }).fill('Atl');
    await page.getByRole('option', { name: /^Atlas/ }).click();
    await page.waitForURL(new RegExp(`productId=${productId}`));
    await expect.poll(() => rows.count()).toBe(2);
    expect((await console.api('DELETE', `/api/v1/offerings/${made.body.id}`)).status).toBe(204);
    expect((await console.api('DELETE', `/api/v1/plans/${planId}`)).status).toBe(204);
    expect(page.faults).toEqual([]);
  });

  it('gives an edition a value of its own, takes it back, and undoes that', async () => {
    const { items } = await read(`/products/${productId}/editions`);
    const path = `/products/${productId}/editions/${items[0].id}`;
    const page = await console.openAs('Product Management', path);
    await press(page, 'Set renders for this edition');
    await type(page, 'Units', '500');
    await press(page, 'Save');
    await page.getByRole('row', { name: 'renders counter 500 10 % this edition' }).waitFor();
    await press(page, 'Take back renders of this edition');
    await page.getByRole('row', { name: 'renders counter 100 10 % the product' }).waitFor();
    await press(page, 'Undo');
    await page.getByRole('row', { name: 'renders counter 500 10 % this edition' }).waitFor();
    expect((await read(`${path}/features`)).items[0]).toMatchObject({ value: 500, valueLevel: 'edition' });
    expect(page.faults).toEqual([]);
  });

  it('global features and attributes are made, and deleted by their typed key', async () => {
    const page = await console.openAs('Product Management', '/features');
    await press(page, 'New global feature');
    await type(page, 'Key', 'beta-tools');
    await choose(page, 'Kind', 'switch: on or off');
    await press(page, 'Create feature');
    await page.getByRole('row', { name: 'beta-tools switch on' }).waitFor();
    await press(page, 'Delete beta-tools');
    await type(page, 'Type "beta-tools" to confirm', 'beta-tools');
    await press(page, 'Delete');
    await page.getByRole('heading', { name: 'No global features yet' }).waitFor();

    await page.goto(`${console.baseUrl}/console/attributes`);
    await press(page, 'New global attribute');
    await type(page, 'Key', 'region');
    await type(page, 'Value', 'north');
    await press(page, 'Create attribute');
    await page.getByRole('row', { name: 'region text north' }).waitFor();
    expect((await read(`/products/${productId}/attributes`)).items).toMatchObject([
      { key: 'region', value: 'north', level: 'global' },
    ]);
    await page.goto(`${console.baseUrl}/console/products/${productId}?tab=attributes`);
    await press(page, 'Set region for this product');
    await type(page, 'Value', 'south');
    await press(page, 'Save');
    await page.getByRole('row', { name: 'region text south this product' }).waitFor();
    await page.goto(`${console.baseUrl}/console/attributes`);
    await page.getByRole('link', { name: 'region', exact: true }).click();
    await page.getByRole('row', { name: 'Atlas south', exact: true }).waitFor();
    expect(page.faults).toEqual([]);
  });
});

/** Sells the offering, and answers the entitlement with a way to take seats of it. */
const sell = async (customerName: string) => {
  const customer = (await console.api('POST', '/api/v1/customers', { name: customerName })).body;
  const order = { skus: ['ATLAS-40'], customerId: customer.id };
  const { body } = await console.api('POST', '/api/v1/entitlements/groups', order);
  const code: string = body.activationCodes[0];
  const takeSeats = async (count: number) => {
    for (let seat = 1; seat <= count; seat += 1) {
      const { status } = await console.api('POST', '/api/v1/entitlements/activations', {
        ...{ productId, seatId: `seat-${seat}` },
        activationCredentials: { type: 'activationCode', code },
      });
      expect(status).toBe(201);
    }
  };
  return { id: body.entitlements[0].id as string, takeSeats };
};

const limitOf = async (id: string) => (await read(`/entitlements/${id}`)).overdraftSeatLimit;

describe('the overdraft editor', () => {
  it('says what a limit will do, shows whom it alters, and applies it to what was sold', async () => {
    const busy = await sell('Initech');
    const edited = await sell('Globex');
    await console.api('PATCH', `/api/v1/entitlements/${edited.id}`, {
      overdraftSeatLimit: { type: 'absolute', value: 1 },
    });
    await busy.takeSeats(41);
    const page = await console.openAs('Product Management', `/offerings/${offeringId}`);
    await page.getByText('1 entitlement sold of it has another overdraft.').waitFor();
    await press(page, 'Change');
    await type(page, 'Overdraft', '10');
    await page
      .getByText('Customers with 40 seats may use 4 more (10 % of 40); the 45th is denied.')
      .waitFor();
    await page.getByRole('checkbox', { name: /Apply it to what was sold already/ }).check();
    await page.getByText('2 entitlements sold: 1 changes, 1 is left out.').waitFor();
    await page
      .getByRole('row', { name: 'Initech 40 20 % = 8, up to 48 10 % = 4, up to 44 41 changes' })
      .waitFor();
    await page.getByRole('checkbox', { name: 'Change Globex too, although it was edited' }).check();
    await page.getByText('2 entitlements sold: 2 change.').waitFor();
    await press(page, 'Save and apply');
    await page.getByText('The overdraft is changed, and 2 entitlements with it.').waitFor();
    const now = { type: 'percentage', value: 10 };
    expect(await limitOf(busy.id)).toEqual(now);
    expect(await limitOf(edited.id)).toEqual(now);
    expect((await read(`/offerings/${offeringId}`)).overdraftSeatLimit).toEqual(now);
    await page.getByText('All that was sold of it has this overdraft.').waitFor();

    // A cap below what is in use has to be meant.
    await press(page, 'Change');
    await choose(page, 'in', 'none: stops at what was bought');
    await page.getByRole('checkbox', { name: /Apply it to what was sold already/ }).check();
    await page.getByText('1 entitlement would be over the new cap').waitFor();
    await press(page, 'Save and apply');
    await page.getByText('More is in use than the change would allow').waitFor();
    expect(await limitOf(busy.id)).toEqual(now);
    await page.getByRole('checkbox', { name: 'I mean it: apply it there too' }).check();
    await press(page, 'Save and apply');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await limitOf(busy.id)).toEqual({ type: 'none', value: null });
    await page.getByText('Customers with 40 seats may use no more than these; the 41st is denied.').waitFor();
    expect(page.faults).toEqual([]);
  });
});

describe('a hard delete', () => {
  it('needs the name typed, says what goes with it, and is refused for what is sold', async () => {
    const page = await console.openAs('Product Management', '/products');
    await press(page, 'New product');
    await type(page, 'Name', 'Mistake');
    await press(page, 'Create product');
    await heading(page, 'Mistake');
    await press(page, 'Delete');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/Its editions, its own features and attributes/).waitFor();
    const button = dialog.getByRole('button', { name: 'Delete', exact: true });
    expect(await button.isDisabled()).toBe(true);
    await type(page, 'Type "Mistake" to confirm', 'Mistake');
    await button.click();
    await heading(page, 'Products');
    await page.getByRole('link', { name: 'Atlas', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Mistake', exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Atlas', exact: true }).click();
    await heading(page, 'Atlas');
    await press(page, 'Delete');
    await type(page, 'Type "Atlas" to confirm', 'Atlas');
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await dialog.getByText(/one offering sells this product/).waitFor();
    expect((await read('/products')).items.map(({ name }: { name: string }) => name)).toEqual(['Atlas']);
    expect(page.faults).toEqual([]);
  });
});

describe('every page of the catalogue', () => {
  let pages: [path: string, text: string][] = [];
  beforeAll(async () => {
    const { items: editions } = await read(`/products/${productId}/editions`);
    const { items: plans } = await read('/plans');
    const { items: attributes } = await read('/attributes');
    const feature = { key: 'everywhere', type: 'elementPool', value: 3 };
    const global = await console.api('POST', '/api/v1/features', feature);
    pages = [
      ['/products', 'Atlas'],
      [`/products/${productId}`, 'Pro'],
      [`/products/${productId}?tab=features`, 'renders'],
      [`/products/${productId}?tab=attributes`, 'region'],
      [`/products/${productId}?tab=offerings`, 'Atlas Pro 40'],
      [`/products/${productId}?tab=periods`, '14 days'],
      [`/products/${productId}/editions/${editions[0].id}`, 'this edition'],
      ['/offerings', 'Atlas Pro 40'],
      [`/offerings/${offeringId}`, 'Initech'],
      ['/plans', 'Yearly'],
      [`/plans/${plans[0].id}`, 'Atlas Pro 40'],
      ['/features', 'everywhere'],
      [`/features/${global.body.id}`, 'Other values'],
      ['/attributes', 'region'],
      [`/attributes/${attributes[0].id}`, 'Other values'],
    ];
  });

  it.each([
    ['wide', 'light', desktop],
    ['phone', 'dark', phone],
  ] as const)('has no accessibility fault and no overflow, %s, %s', async (_, colorScheme, viewport) => {
    const page = await console.openAs('Product Management', '/', { viewport, colorScheme });
    const found: string[] = [];
    for (const [path, text] of pages) {
      await page.goto(`${console.baseUrl}/console${path}`);
      await page.getByText(text).first().waitFor();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (overflow > 0) found.push(`${path} is ${overflow} px too wide`);
      found.push(...(await violationsOf(page)).map((fault) => `${path} ${fault}`));
    }
    await page.goto(`${console.baseUrl}/console/offerings/${offeringId}`);
    await press(page, 'Change');
    await page.getByRole('dialog').getByText('All that was sold of it already has this overdraft.').waitFor();
    found.push(...(await violationsOf(page)).map((fault) => `overdraft ${fault}`));
    expect(found).toEqual([]);
    expect(page.faults).toEqual([]);
  });

  it('shows a viewer everything and no way to change it; who sells may sell the offering', async () => {
    const page = await console.openAs('Viewer', `/offerings/${offeringId}`);
    await page.getByText('Initech').waitFor();
    for (const name of ['Change', 'Edit', 'Delete', 'Sell', 'Add a rate']) {
      expect([name, await page.getByRole('button', { name, exact: true }).count()]).toEqual([name, 0]);
    }
    await page.goto(`${console.baseUrl}/console/products/${productId}?tab=features`);
    await page.getByText('renders').waitFor();
    expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
    const sales = await console.openAs('Sales', `/offerings/${offeringId}`);
    await sales.getByRole('link', { name: 'Sell', exact: true }).click();
    await sales.waitForURL(new RegExp(`/entitlements\\?sell=${offeringId}`));
  });
});
