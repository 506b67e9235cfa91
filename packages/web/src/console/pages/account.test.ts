import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../../../server/src/features/events/testing/receiver.ts';
import { invitationTo, invite } from '../../../../server/src/testing/people.ts';
import { sell } from '../../../../server/src/testing/sell.ts';
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
  const tellAndDeliver = async () => {
    await console.runStep('events.tell');
    await console.runStep('events.deliver');
  };

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
    await tellAndDeliver();
    await page.reload();
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
    await tellAndDeliver();
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
    await page.getByRole('textbox', { name: 'E-mail', exact: true }).fill('grace@example.com');
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
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Order processing');
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

describe('the way to the portal', () => {
  it('is a host name of one’s own, which is taken off and back, and an OpenID provider', async () => {
    const hostOf = async () => (await get('/api/v1/account/eup/host')).host;
    const page = await administrator('/portal-settings?tab=access');
    await press(page, 'Set a host name');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Host name' }).fill('https://nowhere');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Write a whole name').waitFor();
    await dialog.getByRole('textbox', { name: 'Host name' }).fill('https://Licences.Example.com/portal');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The portal answers at licences.example.com').waitFor();
    expect(await hostOf()).toBe('licences.example.com');
    const redirect = page.getByRole('textbox', { name: 'Redirect URI' });
    await expect.poll(() => redirect.inputValue()).toMatch(/^http:\/\/licences\.example\.com.*callback$/);
    await press(page, 'Take it off');
    await page.getByText('The portal has no host name of its own.').waitFor();
    expect(await hostOf()).toBeNull();
    await press(page, 'Undo');
    await page.getByText('The portal answers at licences.example.com').waitFor();
    await press(page, 'Take it off');
    await page.getByRole('button', { name: 'Set a host name' }).waitFor();

    const form = page.getByRole('form', { name: 'Sign-in with an OpenID provider' });
    await form.getByRole('switch', { name: 'Offer it at the sign-in' }).check();
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('is needed to sign in there').first().waitFor();
    await form.getByLabel('Issuer').fill('https://login.example.com');
    await form.getByLabel('Client id').fill('leeway');
    await form.getByLabel('Client secret').fill('s3cret');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText("The portal's sign-in is changed.").waitFor();
    await form.getByText('There is one. Empty: it stays.').waitFor();
    expect(await get('/api/v1/account/eup/openid')).toMatchObject({
      ...{ enabled: true, issuer: 'https://login.example.com', clientId: 'leeway', hasClientSecret: true },
    });
    expect(page.faults).toEqual([]);
  });
});

describe('mails', () => {
  const path = '/api/v1/account/mail/templates/thresholdCrossed';

  it('are put into words that are shown at once with examples, kept, given up and taken back', async () => {
    const page = await administrator('/mail');
    await page.getByRole('link', { name: 'Threshold crossed' }).click();
    const preview = page.getByRole('region', { name: 'Preview of the mail' });
    await preview.getByText('Globex & Sons uses 105 of 100 seats').waitFor();
    const button = preview.getByText('See the use', { exact: true });
    expect(await button.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe(
      'rgb(29, 78, 216)',
    );
    await page.getByRole('textbox', { name: 'Subject' }).fill('{{customerName}} grows: {{usd}}');
    await page
      .getByText(/there is no usd/)
      .first()
      .waitFor();
    await page.getByRole('textbox', { name: 'Subject' }).fill('{{customerName}} grows');
    await page.getByText('Globex & Sons grows', { exact: true }).waitFor();
    await page
      .getByRole('textbox', { name: 'HTML' })
      .fill(
        '<p style="color: #b00000">{{used}} now</p><script>alert(1)</script><img src="//x.example/a.png">',
      );
    await preview.getByText('105 now').waitFor();
    expect(await preview.innerText()).toBe('105 now');
    await press(page, 'Save');
    await page.getByText('Mails from now on say this.').waitFor();
    expect(await get(path)).toMatchObject({ isCustom: true, subject: '{{customerName}} grows' });

    await press(page, 'Back to the words as delivered');
    await preview.getByText('See the use', { exact: true }).waitFor();
    expect((await get(path)).isCustom).toBe(false);
    await press(page, 'Undo');
    await preview.getByText('105 now').waitFor();
    expect((await get(path)).isCustom).toBe(true);
    await page.getByRole('link', { name: 'All mails' }).click();
    await page.getByRole('row', { name: /Threshold crossed.*your own/ }).waitFor();
    expect(page.faults).toEqual([]);
  });

  it('come from a sender of one’s own; who has stopped a kind is listed, and gets it again on demand', async () => {
    const page = await administrator('/mail?tab=sender');
    await page.getByRole('textbox', { name: 'Sender' }).fill('Acme Licensing');
    await page.getByLabel('Answers go to').fill('licences@example.com');
    await press(page, 'Save');
    await page.getByText('Mails from now on are sent like this.').waitFor();
    expect(await get('/api/v1/account/mail/settings')).toEqual({
      ...{ senderName: 'Acme Licensing', replyTo: 'licences@example.com' },
    });

    await page.getByRole('tab', { name: 'Stopped' }).click();
    await page.getByRole('heading', { name: 'Nobody has stopped any mails' }).waitFor();
    const insertSql = `
      insert into mail_stops (tenant_id, mail_stop_id, address, kind, stopped_at)
      values ($1, 'stop_0000000000000000000001', 'ann@example.com', 'expiryNotice', now())`;
    const { leeway } = console;
    await leeway.database.transaction(leeway.author, (tx) => tx.query(insertSql, [leeway.tenantId]));
    await page.reload();
    await page.getByRole('row', { name: /ann@example\.com Entitlement ends soon/ }).waitFor();
    await press(page, 'Send to ann@example.com again');
    await press(page, 'Send again');
    await page.getByRole('heading', { name: 'Nobody has stopped any mails' }).waitFor();
    expect((await get('/api/v1/account/mail/stops')).items).toEqual([]);
    expect(page.faults).toEqual([]);
  });
});

describe('thresholds', () => {
  it('are made for an offering, tried, changed and deleted, in words', async () => {
    const { offeringId } = await sell(console.leeway, { seatCount: 10 });
    const { name } = await get(`/api/v1/offerings/${offeringId}`);
    const page = await administrator('/thresholds');
    await page.getByRole('button', { name: 'New threshold' }).first().click();
    await page.getByText('An offering', { exact: true }).click();
    await page.getByRole('combobox', { name: 'Offering' }).fill(name.slice(0, 5));
    await page.getByRole('option', { name }).first().click();
    await page.getByLabel('At', { exact: true }).fill('80');
    await page.getByPlaceholder('ann@example.com').fill('ann@example.com');
    await page.getByText('when 80 % of the bought seats are in use').waitFor();
    await press(page, 'Try it');
    await page.getByText('Crossed at present by 0 of 1 entitlement.').waitFor();
    await press(page, 'Create');
    const row = page.getByRole('row', { name: /80 % of the bought seats are in use/ });
    await row.getByText(`what was sold as ${name}`).waitFor();
    await row.getByText('an event, and a mail to ann@example.com').waitFor();
    expect((await get('/api/v1/account/thresholds')).items).toMatchObject([
      { offeringId, measure: 'percentOfBought', value: 80, mail: { addresses: ['ann@example.com'] } },
    ]);
    await act(page, 'the threshold at 80 % of the bought seats are in use', 'Edit');
    await page.getByLabel('At', { exact: true }).fill('95');
    await press(page, 'Save');
    await page.getByRole('cell', { name: '95 % of the bought seats are in use', exact: true }).waitFor();
    await act(page, 'the threshold at 95 % of the bought seats are in use', 'Delete');
    await press(page, 'Delete');
    await page.getByRole('heading', { name: 'No thresholds yet' }).waitFor();
    expect(page.faults).toEqual([]);
  });
});

describe('custom fields and the import', () => {
  const customerOf = async (name: string) =>
    (await get('/api/v1/customers?pageSize=100')).items.find(
      (customer: { name: string }) => customer.name === name,
    );

  it('a field is made, becomes a column of a file that is tried and then imported, and stays while it has values', async () => {
    const page = await administrator('/custom-fields');
    await page.getByRole('button', { name: 'New field' }).first().click();
    await page.getByLabel('Name', { exact: true }).fill('CRM number');
    await page.getByRole('textbox', { name: 'Key' }).fill('crm');
    await page.getByRole('checkbox', { name: 'No two may have the same value' }).check();
    await press(page, 'Create');
    await page.getByRole('cell', { name: 'CRM number', exact: true }).waitFor();
    expect((await get('/api/v1/account/custom-fields')).items).toMatchObject([
      { entityType: 'customer', key: 'crm', displayName: 'CRM number', unique: true },
    ]);

    await page.goto(`${console.baseUrl}/console/import`);
    const lines = ['name,accountRefId,customFields.crm', 'Hooli,H-1,C-1', 'Pied Piper,P-1,C-2', ',X-1,C-3'];
    const buffer = Buffer.from(lines.join('\n'));
    await page.locator('input[type=file]').setInputFiles({ name: 'new.csv', mimeType: 'text/csv', buffer });
    await page.getByRole('heading', { name: /new\.csv/ }).waitFor();
    await console.runStep('customers.import');
    await page.getByRole('heading', { name: 'What would happen with new.csv' }).waitFor();
    const status = page.getByRole('status').filter({ hasText: 'rows in the file' });
    expect((await status.innerText()).split('\n').filter(Boolean)).toEqual([
      ...['3', 'rows in the file', '2', 'customers would be made'],
      ...['0', 'customers would be changed', '1', 'rows would be refused'],
    ]);
    await page.getByRole('row', { name: /^4 name/ }).waitFor();
    expect(await customerOf('Hooli')).toBeUndefined();

    await press(page, 'Import 2 rows, leave out 1');
    await page.getByRole('heading', { name: 'Importing new.csv' }).waitFor();
    await console.runStep('customers.import');
    await page.getByRole('heading', { name: 'What happened with new.csv' }).waitFor();
    await page.getByText('customers made').waitFor();
    const { id } = await customerOf('Hooli');
    expect(await get(`/api/v1/customers/${id}`)).toMatchObject({ customFields: { crm: 'C-1' } });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Refused rows (CSV)' }).click(),
    ]);
    const text = Buffer.concat(await (await download.createReadStream()).toArray()).toString();
    expect(text.trim().split('\r\n')).toHaveLength(2);
    expect(text).toMatch(/\r\n4,name,/);
    expect(await violationsOf(page)).toEqual([]);

    // The export of another system: its columns are recognised, and put right where they are not.
    await page.goto(`${console.baseUrl}/console/import`);
    const foreign = ['Firma;Kunden-Nr.;Branche;CRM-Number', 'Vandelay;U-1;Pharma;C-9'].join('\n');
    const file = { name: 'kunden.csv', mimeType: 'text/csv', buffer: Buffer.from(foreign) };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('3 columns recognised by name', { exact: false }).waitFor();
    await page.getByText('1 column not imported', { exact: false }).waitFor();
    await console.runStep('customers.import');
    await page.getByRole('heading', { name: 'What would happen with kunden.csv' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    const target = (name: string) => page.getByRole('combobox', { name: `Import ${name} as` });
    expect(await target('CRM-Number').inputValue()).toBe('customFields.crm');
    await target('Branche').click();
    await page.getByRole('option', { name: 'description' }).click();
    await press(page, 'Try it with these columns');
    await page.getByText('As you have assigned them.').waitFor();
    await page.getByRole('heading', { name: 'Trying kunden.csv' }).waitFor();
    await console.runStep('customers.import');
    await press(page, 'Import 1 row');
    await page.getByRole('heading', { name: 'Importing kunden.csv' }).waitFor();
    await console.runStep('customers.import');
    await page.getByRole('heading', { name: 'What happened with kunden.csv' }).waitFor();
    const vandelay = await customerOf('Vandelay');
    expect(await get(`/api/v1/customers/${vandelay.id}`)).toMatchObject({
      ...{ accountRefId: 'U-1', description: 'Pharma', customFields: { crm: 'C-9' } },
    });

    await page.goto(`${console.baseUrl}/console/custom-fields`);
    await act(page, 'CRM number', 'Delete');
    await press(page, 'Delete');
    await page.getByText('customers have values under "crm"').waitFor();
    expect(page.faults).toEqual([]);
  });
});

describe('settings', () => {
  it('are changed card by card, and stand in the audit log with the old and the new value', async () => {
    const page = await administrator('/settings');
    await page.getByLabel('Name', { exact: true }).fill('Acme Licences');
    await page.getByRole('form', { name: 'Account' }).getByRole('button', { name: 'Save' }).click();
    await page.getByText('The account is changed.').waitFor();
    expect(await get('/api/v1/account/settings')).toMatchObject({ name: 'Acme Licences', timeZone: 'UTC' });

    await page.getByRole('tab', { name: 'Renewals and overdraft' }).click();
    await page.getByLabel('Cool-down').fill('30');
    await press(page, 'Save');
    await page.getByText('Figures from now on are judged by these.').waitFor();
    expect(await get('/api/v1/account/insight-settings')).toMatchObject({ coolDownMinutes: 30 });

    await page.goto(`${console.baseUrl}/console/audit-log?objectType=tenant`);
    await page.getByRole('button', { name: 'name: Acme → Acme Licences' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('row', { name: 'name Acme Acme Licences' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Export' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('audit-log.csv');
    const text = Buffer.concat(await (await file.createReadStream()).toArray()).toString();
    expect(text).toContain('name,Acme,Acme Licences');
    const [, ...lines] = text.trim().split('\r\n');
    expect(lines.filter((line) => !line.includes(',tenant,'))).toEqual([]);
    await page.getByRole('link', { name: 'tenant' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    expect(page.faults).toEqual([]);
  });
});

/** Many pages in one browser. */
const pagesTimeoutMs = 240_000;

describe('every page', () => {
  const pages: [path: string, heading: string][] = [
    ['/webhooks', 'Webhooks'],
    ['/users', 'Users'],
    ['/api-clients', 'API credentials'],
    ['/portal-settings', 'Portal'],
    ['/portal-settings?tab=access', 'Portal'],
    ['/mail', 'Mails'],
    ['/mail/thresholdCrossed', 'Threshold crossed'],
    ['/mail?tab=stops', 'Mails'],
    ['/thresholds', 'Thresholds'],
    ['/import', 'Import customers'],
    ['/custom-fields', 'Custom fields'],
    ['/settings', 'Settings'],
    ['/settings?tab=insight', 'Settings'],
    ['/settings?tab=licensing', 'Settings'],
    ['/security', 'Security'],
    ['/account', 'My account'],
    ['/audit-log', 'Audit log'],
  ];

  it.each([
    ['wide, light', { viewport: desktop, colorScheme: 'light' }],
    ['phone, dark', { viewport: phone, colorScheme: 'dark' }],
  ] as const)(
    'has no accessibility fault: %s',
    async (_, options) => {
      const page = await administrator('/webhooks', options);
      for (const [path, heading] of pages) {
        await page.goto(`${console.baseUrl}/console${path}`);
        await page.getByRole('heading', { level: 1, name: heading }).waitFor();
        await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' });
        expect([path, ...(await violationsOf(page))]).toEqual([path]);
      }
      expect(page.faults).toEqual([]);
    },
    pagesTimeoutMs,
  );
});
