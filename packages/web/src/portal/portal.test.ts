import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  linkTo,
  openCustomer,
  type PortalCustomer,
  type PortalPerson,
  password,
} from '../../../server/src/features/portal/testing/portal-scene.ts';
import type { Sold } from '../../../server/src/testing/sell.ts';
import {
  desktop,
  type OpenPage,
  phone,
  startConsole,
  type TestConsole,
  violationsOf,
} from '../testing/browser.ts';

let console: TestConsole;
let northwind: PortalCustomer;
/** A hundred seats and twenty beyond, a hundred and three of them in use. */
let sold: Sold;
/** Another order of the same customer. */
let other: Sold;
let offeringName: string;
/** Signed in elsewhere, so that their cookies can be used again. */
let admin: PortalPerson;
let user: PortalPerson;

const derive = async () => {
  for (const step of ['events.tell', 'history.derive', 'history.sums']) await console.leeway.runStep(step);
};

const take = async (from: number, to: number) => {
  const all = Array.from({ length: to - from + 1 }, (_, index) => sold.activate(`seat-${from + index}`));
  const statuses = (await Promise.all(all)).map(({ status }) => status);
  await derive();
  return statuses;
};

const signIn = async (page: OpenPage, email: string) => {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
};

const cookieOf = ({ authorization }: PortalPerson) => ({
  ...{ name: 'leeway_portal', value: authorization.replace('Bearer ', '') },
  url: console.baseUrl,
});

/** A page of the portal as this person, who is signed in already. */
const openAs = async (
  person: PortalPerson,
  path: string,
  options: Parameters<TestConsole['openPortal']>[1] = {},
): Promise<OpenPage> => {
  const page = await console.openPortal('/sign-in', options);
  await page.context().addCookies([cookieOf(person)]);
  await page.goto(`${console.baseUrl}/portal/acme${path}`);
  return page;
};

const button = (page: OpenPage, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const told = (page: OpenPage, text: string) => page.getByText(text, { exact: false }).first().waitFor();
const dialog = (page: OpenPage) => page.getByRole('dialog');

beforeAll(async () => {
  console = await startConsole();
  northwind = await openCustomer(console.leeway, 'Northwind');
  const terms = { seatCount: 100, overdraft: { type: 'percentage', value: 20 } } as const;
  const lease = { leasePeriod: { type: 'day', count: 30 } };
  sold = await northwind.buy({ ...terms, ...lease });
  const features = [{ key: 'renders', type: 'usageCount', value: 10 }] as const;
  other = await northwind.buy({ seatCount: 5, features });
  offeringName = (await sold.entitlement()).offeringName;
  admin = await northwind.signedIn('admin');
  user = await northwind.signedIn('user');
  await northwind.list(sold, user);
  // Held longest, and so the first in the list of seats.
  await take(1, 1);
  await take(2, 103);
});
afterAll(() => console?.stop());

describe('the whole story of an admin', () => {
  let page: OpenPage;
  let email: string;

  it('chooses a password by the link of the invitation, and signs in', async () => {
    const contact = await northwind.newContact();
    email = contact.email;
    const invitation = `${northwind.contacts}/${contact.id}/portal-invitation`;
    expect((await console.api('POST', invitation, { role: 'admin' })).status).toBe(204);
    const token = await linkTo(console.leeway, email);
    page = await console.openPortal(`/password?token=${token}`);
    await page.getByLabel('New password').fill(password);
    await page.getByLabel('The same again').fill('something else');
    await button(page, 'Set the password').click();
    await told(page, 'Both fields must hold the same.');
    await page.getByLabel('The same again').fill(password);
    await button(page, 'Set the password').click();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, email);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  });

  it('sees at once that more is used than was bought, how far it is to the limit, and one step', async () => {
    const banner = page.getByRole('region', { name: 'What to do next' });
    await banner.getByText(`${offeringName}: you use 103 of 100 seats.`).waitFor();
    await banner.getByText('17 more work until the limit of 120. Nobody is blocked today.').waitFor();
    expect(await banner.getByRole('button').allTextContents()).toEqual(['Request more seats']);
    const card = page.locator('section', { has: page.getByRole('link', { name: offeringName }) });
    await card.getByText('103 of 100 seats').waitFor();
    await card.getByText('17 more until the limit of 120').waitFor();
    await card.getByText('overdraft', { exact: true }).waitFor();
  });

  it('sets a limit of the own, told beforehand what it does: the 106th seat is denied, and the page says why', async () => {
    await page.getByRole('link', { name: offeringName }).click();
    await button(page, 'Set our own limit').click();
    await dialog(page).getByLabel('Deny beyond').fill('121');
    await told(page, 'At most 120. To use more, request more seats.');
    await dialog(page).getByLabel('Deny beyond').fill('105');
    await dialog(page)
      .getByText('The 106th seat will be denied, though the vendor would allow up to 120.')
      .waitFor();
    await button(page, 'Set the limit').click();
    await told(page, 'Your own limit is 105 now.');
    await told(page, '2 more until the limit of 105');
    await told(page, 'Your own limit is 105; the vendor allows up to 120.');
    expect(await take(104, 106)).toEqual([201, 201, 402]);
    const path = `GET /portal/api/v1/entitlements/${sold.entitlementId}/denials`;
    const { byReason } = (await admin.call('getPortalDenials', path)).body;
    expect(byReason).toEqual([{ reason: 'ownCapReached', attempts: 1 }]);
    await page.reload();
    await told(page, 'the limit of 105 is reached');
    const denials = page.locator('section', { has: page.getByRole('heading', { name: 'Who was denied' }) });
    await denials.getByRole('cell', { name: 'seat-106' }).waitFor();
    await denials.getByText('Why: your own limit was reached (1×).').waitFor();
    await page.getByRole('link', { name: 'Overview' }).click();
    const banner = page.getByRole('region', { name: 'What to do next' });
    await banner.getByText('denied once this month').waitFor();
    expect(await banner.getByRole('button').allTextContents()).toEqual(['Raise our own limit']);
  });

  it('requests more seats, and the vendor sees it', async () => {
    await page.getByRole('link', { name: offeringName }).click();
    await button(page, 'Request more seats').click();
    await dialog(page).getByLabel('How many more').fill('20');
    await dialog(page).getByLabel('Note for the vendor').fill('A team of twenty begins in March.');
    await button(page, 'Send the request').click();
    await told(page, 'The request is with the vendor.');
    await page.getByRole('cell', { name: '20 more' }).waitFor();
    const { items } = (await console.api('GET', '/api/v1/seat-requests')).body;
    expect(items).toMatchObject([
      {
        ...{ entitlementId: sold.entitlementId, customerId: northwind.customerId, seats: 20, state: 'open' },
        ...{ note: 'A team of twenty begins in March.', requestedBy: email },
      },
    ]);
    const vendor = await console.openAs('Sales', '/seat-requests');
    await vendor.getByText('A team of twenty begins in March.').first().waitFor();
    await console.api('PATCH', `/api/v1/seat-requests/${items[0].id}`, {
      ...{ state: 'accepted', answer: 'Order 4711 is on its way.' },
    });
    await page.reload();
    await page.getByRole('cell', { name: 'Order 4711 is on its way.' }).waitFor();
    await page.getByRole('cell', { name: 'accepted' }).waitFor();
    const [mail] = await console.leeway.database.query<{ recipient: string }>(
      `select recipient from mails where kind = 'seatsAnswered'`,
    );
    expect(mail?.recipient).toBe(email);
  });

  it('releases a seat, warned that it cannot be undone; wants to be told at 90 %', async () => {
    await button(page, 'Release seat-1').click();
    await dialog(page).getByText('This cannot be undone.').waitFor();
    await dialog(page).getByRole('button', { name: 'Release' }).click();
    await told(page, 'The seat of seat-1 is free.');
    expect((await sold.entitlement()).seatsUsed).toBe(104);
    await button(page, 'Add').click();
    expect(await violationsOf(page)).toEqual([]);
    await dialog(page).getByRole('button', { name: 'Add' }).click();
    await page.getByRole('cell', { name: '90 % of what was bought', exact: true }).waitFor();
    const thresholds = await admin.call('listOwnThresholds', 'GET /portal/api/v1/thresholds');
    expect(thresholds.body.items).toMatchObject([{ value: 90, addresses: [email] }]);
  });

  it('invites a user, makes an admin of them, and lets another one see an order', async () => {
    await page.getByRole('link', { name: 'Users' }).click();
    await button(page, 'Invite').click();
    await dialog(page).getByLabel('E-mail').fill('nora@northwind.example');
    await dialog(page).getByLabel('First name').fill('Nora');
    await button(page, 'Send the invitation').click();
    await told(page, 'The invitation goes to nora@northwind.example.');
    expect(await linkTo(console.leeway, 'nora@northwind.example')).not.toBe('');
    await button(page, 'Actions for Nora').click();
    await page.getByRole('menuitem', { name: 'Make admin' }).click();
    await told(page, 'nora@northwind.example is admin now.');
    await page.getByRole('link', { name: 'Orders' }).click();
    const { offeringName: otherName } = await other.entitlement();
    const order = page.locator('section', { has: page.getByRole('link', { name: otherName }) });
    await order.getByPlaceholder('Add a user').fill(user.email);
    await page.getByRole('option', { name: user.email }).click();
    await order.getByRole('button', { name: 'Add', exact: true }).click();
    await told(page, `${user.email} sees this order now.`);
    const overview = await user.call('getPortalOverview', 'GET /portal/api/v1/overview');
    expect(overview.body.elementsTotal).toBe(2);
    expect(page.faults).toEqual([]);
  });

  it('signs out', async () => {
    await button(page, /^Account of/).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto(`${console.baseUrl}/portal/acme/users`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});

describe('what a user never receives', () => {
  it('is not on the wire either: nothing of other orders, of codes, of users or of requests', async () => {
    const hidden = { showActivationCodes: 'admin', showEntitlementGroups: 'admin' };
    expect((await console.api('PATCH', '/api/v1/account/eup/settings', hidden)).status).toBe(204);
    const secret = await northwind.buy({ seatCount: 7 });
    const stranger = await openCustomer(console.leeway, 'Globex');
    const foreign = await stranger.buy({ seatCount: 9 });
    const page = await openAs(user, '/sign-in');
    const received: string[] = [];
    page.on('response', async (response) => {
      if (!response.url().includes('/portal/api/')) return;
      received.push(`${response.status()} ${response.url()} ${await response.text().catch(() => '')}`);
    });
    const visited = ['/', `/entitlements/${sold.entitlementId}`, '/orders', '/codes', '/users'];
    const refused = [`/entitlements/${secret.entitlementId}`, `/entitlements/${foreign.entitlementId}`];
    for (const path of [...visited, ...refused]) {
      await page.goto(`${console.baseUrl}/portal/acme${path}`);
      await page.getByRole('main').waitFor();
      await page.waitForLoadState('networkidle');
    }
    const all = received.join('\n');
    expect(all).toContain('"seatsUntilLimit"');
    for (const kept of [sold.code, secret.code, foreign.code, admin.email]) expect(all).not.toContain(kept);
    const bodies = received.filter((line) => !line.startsWith('40')).join('\n');
    for (const { entitlementId } of [secret, foreign]) expect(bodies).not.toContain(entitlementId);
    expect(all).not.toMatch(/"(members|activationCodes|addresses|note)"/);
  });
});

describe('the same figures on both sides', () => {
  /** The chart's data table, cell by cell. */
  const figuresOf = async (page: OpenPage): Promise<string[][]> => {
    await page.getByRole('button', { name: 'Show as a table' }).first().click();
    const table = page
      .getByRole('table')
      .filter({ has: page.getByRole('columnheader', { name: 'Hard cap' }) });
    const rows = table.first().locator('tbody tr');
    await rows.first().waitFor();
    return rows.evaluateAll((all) =>
      all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')),
    );
  };

  it('portal and console tell the same of an entitlement and a range', async () => {
    await derive();
    const at = `/entitlements/${sold.entitlementId}?range=90`;
    const portal = await openAs(admin, at);
    const chart = portal.getByRole('img', { name: /^Seats in use,/ });
    await chart.getByText('own', { exact: true }).waitFor();
    await portal.getByText('your own limit', { exact: true }).waitFor();
    const vendor = await console.openAs('Support', at);
    await vendor.getByRole('img', { name: /^Seats in use,/ }).waitFor();
    const ours = await figuresOf(portal);
    expect(ours.length).toBeGreaterThan(80);
    const denied = ours.filter((row) => row.at(-1) === '1');
    // Used, bought, hard cap, the customer's own cap, denied.
    expect(denied.map(([, ...figures]) => figures)).toEqual([['105', '100', '120', '105', '1']]);
    expect(await figuresOf(vendor)).toEqual(ours);
  });

  it('metered features have their course too', async () => {
    const { body } = await other.activate('render-farm');
    expect((await other.checkout(body.id, 'renders', 7)).status).toBe(200);
    await derive();
    const portal = await openAs(admin, `/entitlements/${other.entitlementId}?range=7`);
    await portal.getByRole('combobox', { name: 'What is counted' }).click();
    await portal.getByRole('option', { name: 'renders' }).click();
    await portal.getByRole('img', { name: /^renders, .*Highest 7/ }).waitFor();
    expect((await figuresOf(portal)).at(-1)?.slice(1)).toEqual(['7', '10', '10', '0']);
    expect(portal.faults).toEqual([]);
  });
});

describe('for everybody', () => {
  it.each([
    ['overview, wide, light', '/', 'light', desktop],
    ['overview, phone, dark', '/', 'dark', phone],
    ['entitlement, wide, light', 'sold', 'light', desktop],
    ['entitlement, phone, dark', 'sold', 'dark', phone],
    ['orders, phone, dark', '/orders', 'dark', phone],
    ['users, wide, light', '/users', 'light', desktop],
    ['codes, phone, dark', '/codes', 'dark', phone],
  ] as const)('has no accessibility fault: %s', async (_, path, colorScheme, viewport) => {
    const at = path === 'sold' ? `/entitlements/${sold.entitlementId}` : path;
    const page = await openAs(admin, at, { colorScheme, viewport });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await violationsOf(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    expect(page.faults).toEqual([]);
  });

  it('speaks German to who asks for it, in the vendor’s colours and with its figures', async () => {
    const theme = { accent: '#7a1f5c', accentText: '#ffffff' };
    const chosen = await console.api('PATCH', '/api/v1/account/eup/settings', { themeOverrides: theme });
    expect(chosen.status).toBe(204);
    const page = await openAs(admin, '/', { locale: 'de-DE', colorScheme: 'dark' });
    await page.getByRole('heading', { level: 1, name: 'Übersicht' }).waitFor();
    await page.getByText('104 von 100 Plätzen').waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
    expect(await violationsOf(page)).toEqual([]);
    const raise = page.getByRole('button', { name: 'Eigene Grenze anheben' });
    expect(await raise.evaluate((node) => getComputedStyle(node).backgroundColor)).toBe('rgb(122, 31, 92)');
    await page.getByRole('link', { name: offeringName }).click();
    await page.getByText('Wer abgewiesen wurde').waitFor();
    await page.getByText(/Höchstens 105/).waitFor();
    await button(page, /^Konto von/).click();
    await page.getByRole('menuitemradio', { name: 'Español' }).click();
    await page.getByText('A quién se denegó').waitFor();
    expect(page.faults).toEqual([]);
  });

  it('an address that leads nowhere says so, with the ways on beside it', async () => {
    const page = await openAs(admin, '/orders/of/nobody');
    await page.getByRole('heading', { level: 1, name: 'No such page' }).waitFor();
    await page.getByRole('navigation').getByRole('link', { name: 'Orders' }).click();
    await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
    expect(page.faults).toEqual([]);
  });

  it('a vendor’s link opens the portal of a customer, and is not kept in the address', async () => {
    const { body } = await console.api('GET', `/api/v1/customers/${northwind.customerId}/eup`);
    const { pathname, search } = new URL(body.url ?? body.link ?? body);
    const page = await console.openPortal('/sign-in');
    await page.goto(`${console.baseUrl}${pathname}${search}`);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await told(page, 'you see the portal as the admin of Northwind does');
    expect(new URL(page.url()).search).toBe('');
    await page.goto(`${console.baseUrl}/portal/acme/?link=eyJ.nothing`);
    await told(page, 'The link has been used for too long');
  });
});
