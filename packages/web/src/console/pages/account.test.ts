import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../../../server/src/features/events/testing/receiver.ts';
import { invitationTo, invite } from '../../../../server/src/testing/people.ts';
import {
  desktop,
  type OpenPage,
  phone,
  startConsole,
  type TestConsole,
  violationsOf,
} from '../../testing/browser.ts';

/** What an account is run with: each page's main task, from the form to what the API says is true. */

let console: TestConsole;
let receiver: Receiver;
beforeAll(async () => {
  console = await startConsole({ allowPrivateWebhooks: true });
  receiver = await startReceiver();
});
afterAll(async () => {
  await console?.stop();
  await receiver?.stop();
});

const administrator = (path: string, options = {}) => console.openAs('Account Administrator', path, options);

const get = async (path: string) => (await console.api('GET', path)).body;

const press = (page: OpenPage, name: string) => page.getByRole('button', { name, exact: true }).click();

/** Chooses from the menu at the end of a row. */
const act = async (page: OpenPage, of: string, action: string) => {
  await press(page, `Actions of ${of}`);
  await page.getByRole('menuitem', { name: action }).click();
};

describe('webhooks', () => {
  it('are made, tell a real receiver, show what it answered, and send it again', async () => {
    const page = await administrator('/webhooks');
    await page.getByRole('button', { name: 'New webhook' }).first().click();
    await page.getByLabel('Address').fill(receiver.uri);
    await page.getByRole('checkbox', { name: 'entitlement.seat.denied' }).check();
    await page.getByRole('checkbox', { name: 'customer.created' }).check();
    await press(page, 'Create');
    expect(await page.getByRole('textbox', { name: 'Signing secret' }).inputValue()).toMatch(/^whsec_/);
    await press(page, 'I have kept it');
    await page.getByRole('heading', { name: 'Delivery log' }).waitFor();

    const { items } = await get('/api/v1/account/webhooks');
    expect(items[0]).toMatchObject({ uri: receiver.uri, enabled: true });
    expect(items[0].subscriptions.sort()).toEqual(['customer.created', 'entitlement.seat.denied']);

    receiver.answerStatus(500, {}, 'out of order');
    await console.api('POST', '/api/v1/customers', { name: 'Initech' });
    await console.runStep('events.deliver');
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('button', { name: 'customer.created' }).click();
    const drawer = page.getByRole('dialog', { name: 'customer.created' });
    await drawer.getByText('answered 500').waitFor();
    await drawer.getByText('out of order').waitFor();
    await drawer.getByText('"name": "Initech"').waitFor();

    receiver.answerStatus(204);
    await drawer.getByRole('button', { name: 'Replay' }).click();
    await expect
      .poll(async () => {
        await console.runStep('events.deliver');
        return receiver.received.length;
      })
      .toBe(2);
    await drawer.getByText('answered 204').waitFor();
    const [first, second] = receiver.received;
    expect(second?.body.eventId).toBe(first?.body.eventId);
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await press(page, 'Replay a range');
    await press(page, 'Replay');
    await page.getByText('1 event is sent again.').waitFor();
    await console.runStep('events.deliver');
    await expect.poll(() => receiver.received.length).toBe(3);
    expect(page.faults).toEqual([]);
  });

  it('are tested, paused and resumed, get another secret, and are deleted with the name typed', async () => {
    const page = await administrator('/webhooks');
    await page.getByRole('link', { name: receiver.uri }).click();
    const before = receiver.received.length;
    await press(page, 'Send a test event');
    await page.getByText('A test event is on its way').waitFor();
    await console.runStep('events.deliver');
    await expect.poll(() => receiver.received.length).toBe(before + 1);
    expect(receiver.received.at(-1)?.body.eventCode).toBe('webhook.test');

    await press(page, 'More');
    await page.getByRole('menuitem', { name: 'Pause' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await page.getByText('paused', { exact: true }).waitFor();
    await console.api('POST', '/api/v1/customers', { name: 'Umbrella' });
    await console.runStep('events.deliver');
    expect(receiver.received).toHaveLength(before + 1);
    await press(page, 'Resume');
    await page.getByText('active', { exact: true }).waitFor();

    await press(page, 'More');
    await page.getByRole('menuitem', { name: 'Rotate the signing secret' }).click();
    await press(page, 'Rotate');
    expect(await page.getByRole('textbox', { name: 'Signing secret' }).inputValue()).toMatch(/^whsec_/);
    await press(page, 'I have kept it');

    await press(page, 'More');
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByLabel(/^Type "/).fill(new URL(receiver.uri).host);
    await press(page, 'Delete');
    await page.getByRole('heading', { name: 'Nobody is told yet' }).waitFor();
    expect((await get('/api/v1/account/webhooks')).items).toEqual([]);
    expect(page.faults).toEqual([]);
  });
});

describe('users', () => {
  const userOf = async (username: string) =>
    (await get('/api/v1/account/users?pageSize=100')).items.find(
      (user: { username: string }) => user.username === username,
    );

  it('are invited with a role, changed, and the invitation is withdrawn', async () => {
    const page = await administrator('/users');
    await press(page, 'Invite a user');
    await page.getByLabel('First name').fill('Grace');
    await page.getByLabel('Last name').fill('Hopper');
    await page.getByLabel('E-mail').fill('grace@example.com');
    await page.getByRole('combobox', { name: 'Role' }).click();
    await page.getByRole('option', { name: 'Support' }).click();
    expect(await page.getByLabel('User name').inputValue()).toBe('grace');
    await press(page, 'What this role may do');
    await page.getByText("Release anyone's seat").waitFor();
    await press(page, 'Send the invitation');
    await page.getByText('The invitation is on its way to grace@example.com.').waitFor();
    expect(await userOf('grace')).toMatchObject({ firstName: 'Grace', status: 'invited' });
    expect(await invitationTo(console.leeway, 'grace@example.com')).toBeTruthy();

    await act(page, 'Grace Hopper', 'Edit');
    await page.getByLabel('Last name').fill('Murray');
    await press(page, 'Save');
    await page.getByRole('cell', { name: 'Grace Murray', exact: true }).waitFor();
    await act(page, 'Grace Murray', 'Withdraw the invitation');
    await press(page, 'Withdraw');
    await page.getByRole('cell', { name: 'Grace Murray', exact: true }).waitFor({ state: 'detached' });
    expect(await userOf('grace')).toBeUndefined();
    expect(page.faults).toEqual([]);
  });

  it('nobody without the right to is offered a change', async () => {
    await invite(console.leeway, 'Wanda', 'Viewer');
    const page = await console.openAs('Sales', '/users');
    await page.getByRole('cell', { name: 'Wanda Tester', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: /Invite|Actions of/ }).count()).toBe(0);
  });
});

describe('API credentials', () => {
  it('are made with chosen scopes, and get a token that may do just that', async () => {
    const page = await administrator('/api-clients');
    await press(page, 'New credentials');
    await page.getByLabel('Name').fill('Order processing');
    await page.getByRole('textbox', { name: 'Client id' }).focus();
    expect(await page.getByRole('textbox', { name: 'Client id' }).inputValue()).toBe('order-processing');
    await page.getByRole('radio', { name: 'Chosen scopes' }).check();
    await page.getByRole('checkbox', { name: 'entitlements:activate' }).uncheck();
    await page.getByRole('checkbox', { name: 'customers:read' }).check();
    await press(page, 'Create');
    const secret = await page.getByRole('textbox', { name: 'Client secret' }).inputValue();
    await page.getByText('grant_type=client_credentials').waitFor();
    await press(page, 'I have kept it');

    const authorization = `Bearer ${await console.tokenFor('order-processing', secret)}`;
    const as = (path: string) => console.api('GET', path, undefined, { authorization });
    expect((await as('/api/v1/customers')).status).toBe(200);
    expect((await as('/api/v1/account/users')).status).toBe(403);

    await act(page, 'order-processing', 'Rotate the secret');
    await press(page, 'Rotate');
    const rotated = await page.getByRole('textbox', { name: 'Client secret' }).inputValue();
    expect(rotated).not.toBe(secret);
    expect(await console.tokenFor('order-processing', rotated)).toBeTruthy();
    expect(await console.tokenFor('order-processing', secret)).toBeUndefined();
    await press(page, 'I have kept it');

    await act(page, 'order-processing', 'Delete');
    await page.getByLabel(/^Type "/).fill('order-processing');
    await press(page, 'Delete');
    await page.getByRole('cell', { name: 'order-processing', exact: true }).waitFor({ state: 'detached' });
    expect(page.faults).toEqual([]);
  });
});

describe('the portal', () => {
  it('shows what is chosen beside the form at once, and keeps it when it is saved', async () => {
    const page = await administrator('/portal-settings');
    const preview = page.getByRole('region', { name: 'Preview of the portal' });
    await preview.getByText('Activation codes').waitFor();
    await page.getByRole('radiogroup', { name: 'Who sees activation codes' }).getByText('Nobody').click();
    await preview.getByText('Activation codes').waitFor({ state: 'detached' });
    await page.getByLabel('Text in the header').fill('#dddddd');
    await page.getByText(/Header: 1\.\d to 1, too little/).waitFor();
    await page.getByLabel('Text in the header').fill('#222222');
    await page.getByLabel('Header', { exact: true }).fill('#ffd166');
    await press(page, 'Save');
    await page.getByText('The portal is changed.').waitFor();
    expect(await get('/api/v1/account/eup/settings')).toMatchObject({
      showActivationCodes: 'none',
      showEntitlementGroups: 'user',
      themeOverrides: { '--portal-header': '#ffd166', '--portal-header-text': '#222222' },
    });

    const logo = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>',
    );
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'logo.svg', mimeType: 'image/svg+xml', buffer: logo });
    await page.getByRole('img', { name: 'The present logo' }).waitFor();
    expect((await get('/api/v1/account/eup/settings')).logoId).toMatch(/^file_/);
    await press(page, 'Remove');
    await page.getByText('No logo yet').waitFor();
    expect(page.faults).toEqual([]);
  });
});

describe('every page', () => {
  const pages: [path: string, heading: string][] = [
    ['/webhooks', 'Webhooks'],
    ['/users', 'Users'],
    ['/api-clients', 'API credentials'],
    ['/portal-settings', 'Portal'],
  ];

  it.each([
    ['wide, light', { viewport: desktop, colorScheme: 'light' }],
    ['phone, dark', { viewport: phone, colorScheme: 'dark' }],
  ] as const)('has no accessibility fault: %s', async (_, options) => {
    const page = await administrator('/webhooks', options);
    for (const [path, heading] of pages) {
      await page.goto(`${console.baseUrl}/console${path}`);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' });
      expect([path, ...(await violationsOf(page))]).toEqual([path]);
    }
    expect(page.faults).toEqual([]);
  });
});
