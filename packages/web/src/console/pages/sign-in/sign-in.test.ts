import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accepted, password } from '../../../../../server/src/testing/people.ts';
import { phone, startConsole, type TestConsole, violationsOf } from '../../../testing/browser.ts';

let console: TestConsole;
beforeAll(async () => {
  console = await startConsole();
  await accepted(console.leeway, 'Ada', 'Account Administrator');
});
afterAll(() => console?.stop());

describe('signing in', () => {
  it('a page asks who opens it, and shows itself once they have signed in', async () => {
    const page = await console.open('/entitlements');
    await page.getByLabel('E-mail or user name').fill('ada@example.com');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Entitlements' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/entitlements');
    expect(page.faults).toEqual([]);
  });

  it('a wrong password is refused in words, and what was typed stays', async () => {
    const page = await console.open('/sign-in');
    await page.getByLabel('E-mail or user name').fill('Ada');
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('E-mail or user name').inputValue()).toBe('Ada');
    expect(await violationsOf(page)).toEqual([]);
  });

  it('the address to come back to is one of the console, whatever the link says', async () => {
    const page = await console.open('/sign-in?next=//evil.example');
    await page.getByLabel('E-mail or user name').fill('Ada');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Dashboard' }).waitFor();
    expect(new URL(page.url()).origin).toBe(console.baseUrl);
  });

  it.each(['light', 'dark'] as const)('has no accessibility fault, %s, on a phone', async (colorScheme) => {
    const page = await console.open('/sign-in', { viewport: phone, colorScheme });
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
  });
});
