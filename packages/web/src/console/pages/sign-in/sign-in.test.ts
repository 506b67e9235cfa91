import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MailServer, startMailServer, textOf } from '../../../../../server/src/testing/mail-server.ts';
import { accepted, consoleOf, invite, password } from '../../../../../server/src/testing/people.ts';
import { codesOf, stepMs } from '../../../../../server/src/testing/second-factor.ts';
import {
  type OpenPage,
  phone,
  startConsole,
  type TestConsole,
  violationsOf,
} from '../../../testing/browser.ts';

let console: TestConsole;
let mailServer: MailServer;
beforeAll(async () => {
  mailServer = await startMailServer();
  console = await startConsole({ smtpUrl: mailServer.url });
  await accepted(console.leeway, 'Ada', 'Account Administrator');
});
afterAll(async () => {
  await console?.stop();
  await mailServer?.stop();
});

const another = 'battery staple horse';

const press = (page: OpenPage, name: string) => page.getByRole('button', { name, exact: true }).click();

const signIn = async (page: OpenPage, name: string, chosen = password) => {
  await page.getByLabel('E-mail or user name').fill(name);
  await page.getByLabel('Password', { exact: true }).fill(chosen);
  await press(page, 'Sign in');
};

const isOnDashboard = (page: OpenPage) =>
  page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();

/** Where the link of a kind in the last mail to somebody leads, once it has come. */
const linkTo = async (address: string, kind: 'invitation' | 'reset'): Promise<string> => {
  const link = async () => {
    await console.runStep('mail.send');
    const texts = mailServer.received.filter(({ to }) => to.includes(address)).map(textOf);
    const links = texts.flatMap((text) => text.match(/\/console\/\w+\?token=[\w.~-]+/g) ?? []);
    return links.findLast((each) => each.includes(kind));
  };
  await expect.poll(link).toBeTruthy();
  return (await link())?.replace('/console', '') ?? '';
};

describe('signing in', () => {
  it('a page asks who opens it, and shows itself once they have signed in', async () => {
    const page = await console.open('/entitlements');
    await signIn(page, 'ada@example.com');
    await page.getByRole('heading', { level: 1, name: 'Entitlements' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/entitlements');
    expect(page.faults).toEqual([]);
  });

  it('a wrong password is refused in words, and what was typed stays', async () => {
    const page = await console.open('/sign-in');
    await signIn(page, 'Ada', 'wrong');
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('E-mail or user name').inputValue()).toBe('Ada');
    expect(await violationsOf(page)).toEqual([]);
  });

  it('the address to come back to is one of the console, whatever the link says', async () => {
    const page = await console.open('/sign-in?next=//evil.example');
    await signIn(page, 'Ada');
    await isOnDashboard(page);
    expect(new URL(page.url()).origin).toBe(console.baseUrl);
  });

  it.each(['light', 'dark'] as const)('has no accessibility fault, %s, on a phone', async (colorScheme) => {
    const page = await console.open('/sign-in', { viewport: phone, colorScheme });
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });
});

describe('mails', () => {
  it('an invitation leads to a password of one’s own, and in', async () => {
    await invite(console.leeway, 'Bob', 'Viewer');
    const page = await console.open(await linkTo('bob@example.com', 'invitation'), { viewport: phone });
    await page.getByLabel('New password').fill(password);
    await page.getByLabel('The same again').fill(password);
    expect(await violationsOf(page)).toEqual([]);
    await press(page, 'Accept the invitation');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, 'bob@example.com');
    await isOnDashboard(page);
    expect(page.faults).toEqual([]);
  });

  it('a forgotten password is replaced by another one', async () => {
    await accepted(console.leeway, 'Cleo', 'Viewer');
    const page = await console.open('/sign-in');
    await page.getByRole('link', { name: 'Forgotten your password?' }).click();
    await page.getByRole('heading', { name: 'Forgotten password' }).waitFor();
    await page.getByRole('textbox').fill('cleo@example.com');
    await page.locator('button[type=submit]').click();
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
    await page.goto(`${console.baseUrl}/console${await linkTo('cleo@example.com', 'reset')}`);
    await page.getByLabel('New password').fill(another);
    await page.getByLabel('The same again').fill(another);
    await press(page, 'Set the password');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, 'Cleo', another);
    await isOnDashboard(page);
    expect(page.faults).toEqual([]);
  });
});

/** What an app shows that was given the key of the page. */
const appOf = async (page: OpenPage) => {
  const key = await page.getByLabel('Key for the authenticator app').innerText();
  return codesOf(console.leeway, key.replaceAll(' ', ''));
};

describe('my account', () => {
  it('a second factor is set up with an app, and asked for from then on; a recovery code does once', async () => {
    await accepted(console.leeway, 'Dora', 'Viewer');
    const page = await console.open('/account');
    await signIn(page, 'Dora');
    await press(page, 'Set it up');
    await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor();
    const code = await appOf(page);
    await page.getByLabel('Code', { exact: true }).fill(code());
    await press(page, 'Confirm');
    const recoveryCodes = (await page.getByLabel('Recovery codes').last().innerText()).split('\n');
    await press(page, 'I have kept it');
    await page.getByText(`${recoveryCodes.length} recovery codes left`).waitFor();

    for (const next of [() => code(), () => recoveryCodes[0] ?? '']) {
      console.clock.advance(stepMs);
      await page.context().clearCookies();
      await page.goto(`${console.baseUrl}/console/sign-in`);
      await signIn(page, 'Dora');
      await page.getByLabel('Code', { exact: true }).fill(next());
      await press(page, 'Sign in');
      await isOnDashboard(page);
    }
    await page.goto(`${console.baseUrl}/console/account`);
    await page.getByText(`${recoveryCodes.length - 1} recovery codes left`).waitFor();
    expect(page.faults).toEqual([]);
  });

  it('the own name and password are changed, and other sessions ended', async () => {
    await accepted(console.leeway, 'Emil', 'Viewer');
    const send = consoleOf(console.leeway);
    const elsewhere = await send('POST', '/console/session', { username: 'Emil', password, as: 'token' });
    const authorization = `Bearer ${elsewhere.body.token}`;
    const who = () => send('GET', '/console/session', undefined, { authorization });
    const page = await console.open('/account');
    await signIn(page, 'Emil');
    await page.getByLabel('First name').fill('Emile');
    await press(page, 'Save');
    await page.getByText('Your name is changed.').waitFor();
    expect((await who()).body.user).toMatchObject({ firstName: 'Emile' });

    await press(page, 'Sign out everywhere else');
    await page.getByText('Signed out there.').waitFor();
    expect((await who()).status).toBe(401);

    await page.getByLabel('Present password').fill(password);
    await page.getByLabel('New password').fill(another);
    await page.getByLabel('The same again').fill(another);
    await press(page, 'Change the password');
    await page.getByText('The password is changed').waitFor();
    const asked = { username: 'Emil', password: another, as: 'token' };
    expect((await send('POST', '/console/session', asked)).status).toBe(201);
    expect(page.faults).toEqual([]);
  });
});

describe('a second factor for everybody', () => {
  it('is asked for by an administrator, and set up before anything else opens', async () => {
    await accepted(console.leeway, 'Fred', 'Viewer');
    const administrator = await console.open('/security');
    await signIn(administrator, 'Ada');
    await administrator.getByRole('switch', { name: /^Everybody must sign in/ }).click();
    await press(administrator, 'Ask everybody');
    const settings = async () => (await console.api('GET', '/api/v1/account/security/settings')).body;
    await expect.poll(settings).toEqual({ enforceMfa: true });

    const page = await console.open('/sign-in', { viewport: phone, colorScheme: 'dark' });
    await signIn(page, 'Fred');
    await page.getByRole('heading', { level: 1, name: 'Set up a second factor' }).waitFor();
    const code = await appOf(page);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel('Code', { exact: true }).fill(code());
    await press(page, 'Confirm');
    await page.getByLabel('Recovery codes').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await press(page, 'I have kept them');
    await isOnDashboard(page);
    expect(page.faults).toEqual([]);
  });
});
