import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sold, sell } from '../../../../../server/src/testing/sell.ts';
import { desktop, phone, startConsole, type TestConsole, violationsOf } from '../../../testing/browser.ts';

type Opened = Awaited<ReturnType<TestConsole['openAs']>>;

let console: TestConsole;
/** Whose offering is sold again. */
let first: Sold;
let offeringName: string;
let page: Opened;
let entitlementId: string;

const read = async (path: string) => (await console.api('GET', `/api/v1${path}`)).body;
const entitlement = () => read(`/entitlements/${entitlementId}?expand=editInfo`);
const button = (name: string) => page.getByRole('button', { name, exact: true });
const tab = (name: string | RegExp) => page.getByRole('tab', { name }).click();
const told = (text: string) => page.getByText(text, { exact: false }).first().waitFor();

const codeOf = async () => {
  const { entitlementGroupId } = await entitlement();
  const { activationCodes } = await read(`/entitlements/groups/${entitlementGroupId}`);
  return activationCodes[0] as string;
};

const takeSeat = async (seatId: string) => {
  const activationCredentials = { type: 'activationCode', code: await codeOf() };
  const asked = { productId: first.productId, activationCredentials, seatId };
  expect((await console.api('POST', '/api/v1/entitlements/activations', asked)).status).toBe(201);
};

/** Timed work runs in tests when it is asked for. */
const pass = async () => {
  for (const step of ['events.tell', 'history.derive', 'history.sums']) await console.leeway.runStep(step);
};

beforeAll(async () => {
  console = await startConsole();
  first = await sell(console.leeway, {
    ...{ seatCount: 10, overdraft: { type: 'percentage', value: 20 } },
    features: [{ key: 'renders', type: 'usageCount', value: 100 }],
  });
  offeringName = (await read(`/offerings/${first.offeringId}`)).name;
  await console.api('POST', '/api/v1/customers', { name: 'Northwind Tools' });
  page = await console.openAs('Account Administrator', `/entitlements?sell=${first.offeringId}`);
});
afterAll(() => console?.stop());

describe('what is sold, from the order to its end', () => {
  it('is sold with another seat count than the offering has, and opened', async () => {
    await page.getByRole('dialog').getByLabel('Customer').first().fill('north');
    await page.getByRole('option', { name: 'Northwind Tools' }).click();
    await page.getByLabel('Seats', { exact: true }).fill('12');
    await told('Customers with 12 seats may use 2 more (20 % of 12); the 15th is denied.');
    await page.getByLabel('Order reference').fill('SO-20418');
    await page.getByLabel('Ends with').fill('2020-01-01');
    await button('Sell').last().click();
    await told('must be after the start');
    expect((await read('/entitlements/groups')).elementsTotal).toBe(1);
    await page.getByLabel('Ends with').fill('');
    await button('Sell').last().click();
    await page.waitForURL(/\/entitlements\/ent_/);
    await page.getByRole('heading', { level: 1, name: 'Northwind Tools' }).waitFor();
    entitlementId = /ent_[\w-]{22}/.exec(page.url())?.[0] ?? '';
    expect(await entitlement()).toMatchObject({
      ...{ offeringName, seatCount: 12, overdraftSeatCount: 2 },
      editInfo: { seatCountEdited: true, overdraftSeatLimitEdited: false },
    });
    await told('offering: 10');
    expect((await read('/entitlements/groups')).elementsTotal).toBe(2);
  });

  it('shows an activation within two seconds, also in overdraft', async () => {
    await page.getByText('/ 12 + 2').waitFor();
    for (let seat = 1; seat < 13; seat += 1) await takeSeat(`seat-${seat}`);
    await takeSeat('seat-13');
    await pass();
    await page.getByText('1 over, 1 more until the limit.').waitFor({ timeout: 2_000 });
    await page.getByRole('tab', { name: 'Activations 13' }).waitFor();
  });

  it('has other limits when they are edited, and the former ones when that is undone', async () => {
    await button('Edit').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Seats bought').fill('11');
    await dialog.getByLabel('Overdraft').first().fill('0');
    await dialog.getByText('may use none more', { exact: false }).waitFor();
    await button('Save').click();
    await told('below');
    await page.getByRole('checkbox', { name: 'Fewer than are in use is meant' }).check();
    await button('Save').click();
    await told('The limits are changed');
    expect(await entitlement()).toMatchObject({ seatCount: 11, overdraftSeatCount: 0 });
    await button('Undo').click();
    await told('Taken back.');
    expect(await entitlement()).toMatchObject({
      ...{ seatCount: 12, overdraftSeatLimit: { type: 'percentage', value: 20 } },
      editInfo: { seatCountEdited: true, overdraftSeatLimitEdited: false },
    });
  });

  it('names who holds seats, and frees one', async () => {
    await tab(/^Activations/);
    await page.getByRole('textbox', { name: 'Seat' }).fill('seat-13');
    await page.getByText('1 to 1 of 1').waitFor();
    await button('Release seat-13').click();
    await button('Release').click();
    await told('The seat of seat-13 is released.');
    expect((await entitlement()).seatsUsed).toBe(12);
    await tab('Activity log');
    await page.getByRole('cell', { name: 'seat released' }).waitFor();
    await page.getByText('↑ 13 / 12').first().waitFor();
    await page.getByLabel('What', { exact: true }).first().click();
    await page.getByRole('option', { name: 'seat released' }).click();
    await page.getByText('1 to 1 of 1').waitFor();
  });

  it('has codes, which are made and disabled', async () => {
    await tab('Codes and contacts');
    const code = await codeOf();
    await button('Generate').click();
    await page.getByText('2 codes of this order', { exact: false }).waitFor();
    await button(`Disable ${code}`).click();
    await page.getByText('1 code of this order', { exact: false }).waitFor();
    expect(await codeOf()).not.toBe(code);
    await button('Undo').click();
    await page.getByText('2 codes of this order', { exact: false }).waitFor();
  });

  it('has a licence file, which is kept, downloaded and removed', async () => {
    const card = page.locator('section', { has: page.getByRole('heading', { name: 'Licence file' }) });
    const buffer = Buffer.from('LICENCE 4711');
    await card.locator('input[type=file]').setInputFiles({ name: 'northwind.lic', mimeType: '', buffer });
    await card.getByText('northwind.lic, of', { exact: false }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      card.getByRole('link', { name: 'Download' }).click(),
    ]);
    const text = Buffer.concat(await (await download.createReadStream()).toArray()).toString();
    expect([download.suggestedFilename(), text]).toEqual(['northwind.lic', 'LICENCE 4711']);
    await card.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await card.getByText('No file is kept with this order.').waitFor();
  });

  it('is noted on, and the note is rewritten', async () => {
    await tab('Notes');
    await page.getByRole('textbox', { name: 'Note' }).fill('Wants more seats.');
    await button('Add the note').click();
    await button('Edit the note').click();
    await page.getByRole('textbox', { name: 'Note' }).last().fill('Wants 20 seats.');
    await button('Save').click();
    // The field shows the text already while it is saved.
    await button('Save').waitFor({ state: 'hidden' });
    await page.getByText('Wants 20 seats.').first().waitFor();
    await page.getByRole('tab', { name: 'Notes 1' }).waitFor();
    const { notes } = await read(`/entitlements/${entitlementId}/notes`);
    expect(notes).toMatchObject([{ note: 'Wants 20 seats.' }]);
  });

  it('is renewed with what the replay was asked about', async () => {
    const before = await entitlement();
    await tab('Overview');
    await page.getByRole('img', { name: /^Replay with 12 seats/ }).waitFor();
    await page.getByRole('slider', { name: 'Seats bought' }).focus();
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight');
    await page.getByRole('columnheader', { name: 'With 15 + 3' }).waitFor();
    await button('Renew with this').click();
    expect(await page.getByLabel('Seats', { exact: true }).inputValue()).toBe('15');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Customers with 15 seats may use 3 more', { exact: false }).waitFor();
    await dialog.getByLabel('Change a feature too').click();
    await page.getByRole('option', { name: 'renders' }).click();
    await dialog.getByLabel('renders: units bought').fill('400');
    await dialog.getByText('Customers with 400 units may use no more', { exact: false }).waitFor();
    // All or nothing: a refused end leaves seats and features as they are.
    await dialog.getByLabel('Ends on another day').fill('2001-01-01');
    await button('Renew now').click();
    await dialog.getByText('must be after', { exact: false }).first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await entitlement()).toEqual(before);
    await dialog.getByLabel('Ends on another day').fill('');
    await button('Renew now').click();
    await told('Renewed.');
    const after = await read(`/entitlements/${entitlementId}?expand=features`);
    expect(after).toMatchObject({ seatCount: 15, features: [{ key: 'renders', value: 400 }] });
    expect(Date.parse(after.expiryDate) - Date.parse(before.expiryDate)).toBeGreaterThan(360 * 86_400_000);
  });

  it('has the offering’s value back where it was edited', async () => {
    await button('Seats bought: back to the offering’s value').click();
    // Twelve seats are held: ten and two.
    await told('Seats bought: the offering’s value holds again.');
    expect(await entitlement()).toMatchObject({ seatCount: 10, editInfo: { seatCountEdited: false } });
    await tab('Terms');
    await page.getByText('edition: 100').waitFor();
    await button('Edit renders').click();
    await page.getByLabel('Units bought').fill('250');
    await told('Customers with 250 units may use no more than these; the 251st is denied.');
    await button('Save').click();
    await page.getByText('250', { exact: true }).first().waitFor();
    await button('renders: back to the edition’s value').click();
    await page.getByText('edition: 100').waitFor({ state: 'detached' });
  });

  it('is exported to a local server, shown as such, and taken back', async () => {
    const asked = { productId: first.productId, seatId: 'server-1', seatName: 'Plant 7' };
    const activationCredentials = { type: 'activationCode', code: first.code };
    const request = Buffer.from(JSON.stringify({ ...asked, activationCredentials })).toString('base64url');
    const servers = '/api/v1/local-license-servers';
    expect((await console.api('POST', `${servers}/license/activate`, { token: request })).status).toBe(200);
    const code = await codeOf();
    const other = await console.openAs('Account Administrator', `/entitlements/${entitlementId}`);
    await other.getByRole('button', { name: 'More', exact: true }).click();
    const item = other.getByRole('menuitem', { name: /^Export to a local server/ });
    expect(await item.isDisabled()).toBe(true);
    const seats = (await read(`/entitlements/${entitlementId}/activations?pageSize=100`)).items;
    for (const { id } of seats)
      expect((await console.api('DELETE', `/api/v1/entitlements/activations/${id}`)).status).toBe(204);
    await other.reload();
    await other.getByRole('button', { name: 'More', exact: true }).click();
    await item.click();
    const dialog = other.getByRole('dialog');
    await dialog.getByLabel('Local server').first().click();
    await other.getByRole('option', { name: /^Plant 7/ }).click();
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    const token = await other.getByLabel('Export token').inputValue();
    expect(token.split('.')).toHaveLength(3);
    expect(await violationsOf(other)).toEqual([]);
    await other.getByRole('button', { name: 'Done' }).click();
    await other.getByRole('heading', { name: /On the local server Plant 7/ }).waitFor();
    expect((await entitlement()).exported).toBe(true);
    await other.getByRole('button', { name: 'Take back…' }).click();
    await dialog.getByLabel('Export token').fill(token);
    await dialog.getByRole('button', { name: 'Take back', exact: true }).click();
    await other.getByText('The entitlement is here again, without seats in use.').waitFor();
    expect((await entitlement()).exported).toBe(false);
    expect(await codeOf()).toBe(code);
    expect(other.faults).toEqual([]);
  });

  it.each([
    ['overview, wide, light', '', 'light', desktop],
    ['overview, phone, dark', '', 'dark', phone],
    ['terms, wide, dark', '?tab=terms', 'dark', desktop],
    ['overdraft and denials, wide, light', '?tab=evidence', 'light', desktop],
    ['activations, phone, dark', '?tab=activations', 'dark', phone],
    ['codes and contacts, phone, light', '?tab=access', 'light', phone],
  ] as const)('has no accessibility fault: %s', async (_, search, colorScheme, viewport) => {
    const own = await console.openAs('Back Office Integration', `/entitlements/${entitlementId}${search}`, {
      ...{ colorScheme, viewport },
    });
    await own.getByRole('tab', { selected: true }).waitFor();
    await own.getByRole('heading', { level: 2 }).or(own.getByRole('row')).first().waitFor();
    await own.waitForFunction(() => !document.querySelector('[data-visible=true][class*=Skeleton]'));
    expect(await violationsOf(own)).toEqual([]);
    const overflow = await own.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(own.faults).toEqual([]);
  });

  it('rule 27: is gone for good when its name is typed', async () => {
    await button('More').click();
    await page.getByRole('menuitem', { name: 'Delete for good…' }).click();
    expect(await button('Delete').isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: /^Type/ }).fill(offeringName);
    await page.getByRole('menu').waitFor({ state: 'detached' });
    expect(await violationsOf(page)).toEqual([]);
    await button('Delete').click();
    await page.waitForURL(/\/customers\/cust_/);
    expect((await console.api('GET', `/api/v1/entitlements/${entitlementId}`)).status).toBe(404);
    expect(page.faults).toEqual([]);
  });
});
