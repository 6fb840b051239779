// The console's frame: signing in and out, and moving about in it by keyboard, in the dark, in German and on a small screen.
import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { checkAccessibility, consoleRig, screenshot, sidewaysScroll } from './browser.js';

const focused = (page: Page): Promise<string> => page.evaluate<string>('document.activeElement.textContent');
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true });

describe('the console', () => {
  const rig = consoleRig();

  test('asks who one is, says what is wrong with a token, and leads to the page that was asked for', async () => {
    const page = await rig.open({ path: '/requests?state=sending' });
    await heading(page, 'Sign in').waitFor();
    expect(await page.title()).toBe('Sign in · Engagement Server');
    await checkAccessibility(page);
    await screenshot(page, 'sign-in');

    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Paste a token first.').waitFor();

    rig.tolerate(page, /^401 POST \S+\/console\/session$/);
    await page.getByRole('textbox', { name: 'Access token' }).fill('not.a.token');
    await page.keyboard.press('Enter');
    await page.getByText('The server does not accept this token.').waitFor();
    await checkAccessibility(page);
    await page.context().close();
  });

  test('comes back to the page that was asked for, and ends at sign-out', async () => {
    const page = await rig.signIn({ path: '/requests?state=sending' });
    await heading(page, 'Requests').waitFor();
    expect(new URL(page.url()).search).toBe('?state=sending');
    await page.reload();
    await heading(page, 'Requests').waitFor();

    await page.getByRole('button', { name: 'Account of tester' }).click();
    await page.getByText('Tenant acme').waitFor();
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await heading(page, 'Sign in').waitFor();
    await page.goto('/console/queue');
    await heading(page, 'Sign in').waitFor();
  });

  test('shows what the scopes allow', async () => {
    const page = await rig.signIn({ claims: { scope: 'messages:read' }, path: '/compose' });
    await page.getByText('It needs the scope messages:send.').waitFor();
    expect(await page.getByRole('navigation').getByRole('link').allTextContents()).toEqual(['SMS Queue', 'Requests']);
    await checkAccessibility(page);
  });

  test('is moved about in by keyboard', async () => {
    const page = await rig.signIn();
    await heading(page, 'SMS Queue').waitFor();
    await page.reload();
    await heading(page, 'SMS Queue').waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the content');
    for (const name of ['tester', 'SMS Queue', 'Requests', 'Compose']) {
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe(name);
    }
    await page.keyboard.press('Enter');
    await heading(page, 'Compose').waitFor();
    // A screen reader says where one has come, and Tab goes on from there.
    await page.waitForFunction('document.activeElement.tagName === "H1"');
    expect(await page.title()).toBe('Compose · Engagement Server');
  });

  test('each page is accessible in light and dark, and an unknown one says so', async () => {
    const page = await rig.signIn();
    for (const [path, name] of [
      ['/queue', 'SMS Queue'],
      ['/requests', 'Requests'],
      ['/compose', 'Compose'],
      ['/system', 'System'],
      ['/nowhere', 'Page not found'],
    ] as const) {
      await page.goto(`/console${path}`);
      await heading(page, name).waitFor();
      await checkAccessibility(page);
    }
  });

  test('keeps the chosen colours and language', async () => {
    const page = await rig.signIn({ colorScheme: 'light' });
    await page.getByRole('button', { name: 'Account of tester' }).click();
    await page.getByText('Dark', { exact: true }).click();
    await page.getByLabel('Language').selectOption('Deutsch');
    await page.locator('html[lang=de][data-mantine-color-scheme=dark]').waitFor({ state: 'attached' });
    await page.reload();
    await heading(page, 'SMS-Warteschlange').waitFor();
    await page.locator('html[lang=de][data-mantine-color-scheme=dark]').waitFor({ state: 'attached' });
    expect(await page.title()).toBe('SMS-Warteschlange · Engagement Server');
  });

  test('speaks the browser’s language, and fits a small screen', async () => {
    const page = await rig.signIn({ locale: 'de-AT', viewport: { width: 360, height: 700 } });
    await heading(page, 'SMS-Warteschlange').waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    await page.getByRole('button', { name: 'Navigation öffnen' }).click();
    await checkAccessibility(page);
    await page.getByRole('link', { name: 'Verfassen' }).click();
    await heading(page, 'Verfassen').waitFor();
    await page.getByRole('button', { name: 'Navigation öffnen' }).waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
  });

  test('says that a session has expired, without being asked for anything', async () => {
    const page = await rig.signIn({ path: '/system?refresh=off', claims: { exp: Math.floor(Date.now() / 1_000) + 5 } });
    await page.getByText('Your session is over.').waitFor();
    await checkAccessibility(page);
    expect(new URL(page.url()).searchParams.get('return')).toBe('/system?refresh=off');
  });

  test('shows nothing of a page to who is not signed in any more', async () => {
    const page = await rig.signIn();
    // What the page is asking just then.
    rig.tolerate(page, /^401 GET /);
    await page.context().clearCookies();
    await page.reload();
    await heading(page, 'Sign in').waitFor();
    expect(new URL(page.url()).searchParams.get('return')).toBe('/queue');
  });
});
