// The SMS Queue in the browser: its columns and searches, its end, and what it says when there is nothing or nothing works.
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inAnHour, mobiles } from '../support/client.js';
import { checkAccessibility, consoleRig, screenshot, sidewaysScroll } from './browser.js';
import { rowOf, rows, saying } from './queue-page.js';

const ENTRIES = /^\S+\/api\/v1\/messages\/sms\/entries\?/;
const DELIVERED = '+15005551001';
const REJECTED = '+15005553001';
const UNDELIVERED = '+15005552001';

const search = (page: Page): URLSearchParams => new URL(page.url()).searchParams;
const field = (page: Page, name: string) => page.getByRole('search').getByRole('textbox', { name, exact: true });

describe('before anything was submitted', () => {
  const rig = consoleRig();

  test('it says so, and what it is doing', async () => {
    const page = await rig.signIn({ path: '/queue' });
    await page.getByText('Nothing was submitted yet').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await checkAccessibility(page);

    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await page.route(ENTRIES, async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'SMS Queue' }).waitFor();
    await page.getByRole('main').getByText('Loading').waitFor();
    await checkAccessibility(page);
    answer();
    await page.getByText('Nothing was submitted yet').waitFor();
  });

  test('a failure is told, and tried again', async () => {
    const page = await rig.signIn({ path: '/queue' });
    rig.tolerate(page, /^500 GET \S+\/entries/);
    await page.route(ENTRIES, (route) => route.fulfill({ status: 500, json: { id: '', message: 'Server failure to process request' } }));
    await page.reload();
    await page.getByRole('alert').getByText('The server could not do this: Server failure to process request').waitFor();
    await checkAccessibility(page);
    await page.unroute(ENTRIES);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Nothing was submitted yet').waitFor();
  });

  test('a rare status is searched for so far, and further when somebody says so', async () => {
    const page = await rig.signIn({ path: '/queue' });
    let asked = 0;
    await page.route(ENTRIES, (route) => {
      const cursor = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
      asked = Math.max(asked, cursor + 1);
      const next = cursor < 11 ? String(cursor + 1) : null;
      return route.fulfill({ json: { items: [], next, searchedTo: next === null ? null : `2030-01-01T0${9 - (cursor % 9)}:00:00.000Z` } });
    });
    await page.getByLabel('Status', { exact: true }).selectOption('Rejected');
    await page.getByText('0 entries found. Looked back to Jan 1, 2030, 3:00:00 AM.').waitFor();
    expect(asked).toBe(8);
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Search further' }).click();
    await page.getByText('No entry matches').waitFor();
    expect(asked).toBe(12);
    await page.getByRole('main').getByRole('button', { name: 'Clear all searches' }).last().click();
    expect([...search(page)]).toEqual([]);
  });
});

describe('the queue', () => {
  const rig = consoleRig();
  const long = `Your parcel is on its way. ${'It comes with care. '.repeat(20)}`;
  let [ends, waits, ofAnother] = ['', '', ''];

  beforeAll(async () => {
    const { client } = rig.server;
    ends = await client.submitted({ mobiles: [DELIVERED, UNDELIVERED, REJECTED], content: long });
    waits = await client.submitted({ mobiles: mobiles(2), startTimestamp: inAnHour(), content: 'See you\nlater' });
    ofAnother = await client.as({ sub: 'marketing' }).submitted({ mobiles: ['+12025550199'] });
    await client.settled(ends);
    await client.settled(ofAnother);
    await saying(client, ends, 'Undelivered');
    await saying(client, ends, 'Delivered');
  });

  test('has the documented columns', async () => {
    const page = await rig.signIn({ path: '/queue' });
    const table = page.getByRole('table');
    await rowOf(page, REJECTED).waitFor();
    expect((await table.getByRole('columnheader').allInnerTexts()).filter((name) => name !== '')).toEqual([
      ...['User Name', 'SMS ID', 'Request ID', 'Message', 'Phone Number', 'Updated Date', 'Status'],
    ]);
    const [entry] = await rig.server.client.entries(ends, '&status=Rejected');
    expect(await table.getAttribute('aria-rowcount')).toBe('7');
    const row = rowOf(page, REJECTED);
    const cells = await row.getByRole('cell').allInnerTexts();
    expect([cells[1], cells[2], cells[3], cells[5], cells[7]]).toEqual(['tester', entry?.smsId, ends, REJECTED, 'Rejected']);
    expect(cells[6]).toMatch(/^\w+ \d+, \d{4}, \d+:\d{2}:\d{2}\s[AP]M$/);
    await row.getByRole('time').hover();
    await page.getByRole('tooltip').getByText(/UTC$/).waitFor();
    await page.getByText('6 entries, all loaded').waitFor();
    await page.mouse.move(0, 0);
    await page.getByRole('tooltip').waitFor({ state: 'hidden' });
    await screenshot(page, 'queue-light');
    await checkAccessibility(page);
    await screenshot(page, 'queue-dark');
  });

  test('an ID is copied by one click, and leads to its request', async () => {
    const page = await rig.signIn({ path: '/queue' });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const row = rowOf(page, DELIVERED);
    await row.getByRole('button', { name: `Copy the request ID ${ends}` }).click();
    await row.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(ends);
    await row.getByRole('link', { name: ends }).click();
    await page.waitForURL(`**/console/requests/${ends}`);
    await page.goBack();
    await rowOf(page, DELIVERED).waitFor();
  });

  test('a status says its reason to the pointer and to the keyboard', async () => {
    const page = await rig.signIn({ path: '/queue' });
    for (const [mobile, status] of [
      [REJECTED, 'Rejected'],
      [UNDELIVERED, 'Undelivered'],
    ] as const) {
      const [entry] = await rig.server.client.entries(ends, `&status=${status}`);
      const reason = page.getByRole('tooltip').getByText(entry?.statusMessage ?? 'none', { exact: true });
      const badge = rowOf(page, mobile).getByRole('button', { name: status });
      await badge.hover();
      await reason.waitFor();
      await page.mouse.move(0, 0);
      await reason.waitFor({ state: 'hidden' });
      await badge.focus();
      await reason.waitFor();
      await checkAccessibility(page);
      await badge.blur();
      await reason.waitFor({ state: 'hidden' });
    }
  });

  test('a message opens as a whole, and closes where it was opened', async () => {
    const page = await rig.signIn({ path: '/queue' });
    const opener = rowOf(page, DELIVERED).getByRole('button', { name: /^Your parcel/ });
    await opener.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Message Content' });
    await dialog.getByText(long.trim()).waitFor();
    await checkAccessibility(page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.waitForFunction('document.activeElement.textContent.startsWith("Your parcel")');
  });

  test.each([
    ['User Name', 'user', () => 'marketing', 1],
    ['SMS ID', 'smsId', async () => (await rig.server.client.entries(waits))[0]?.smsId ?? '', 1],
    ['Request ID', 'requestId', () => ends, 3],
    ['Phone Number', 'mobile', () => DELIVERED, 1],
  ] as [string, string, () => string | Promise<string>, number][])(
    'is searched by %s, as the address says',
    async (label, name, value, count) => {
      const page = await rig.signIn({ path: '/queue' });
      await page.getByText('6 entries, all loaded').waitFor();
      const written = await value();
      await field(page, label).fill(` ${written} `);
      await page.keyboard.press('Enter');
      await page.getByText(count === 1 ? '1 entry, all loaded' : `${String(count)} entries, all loaded`).waitFor();
      expect([...search(page)]).toEqual([[name, written]]);
      expect(await rows(page).count()).toBe(count);

      await page.reload();
      await page.getByText(count === 1 ? '1 entry, all loaded' : `${String(count)} entries, all loaded`).waitFor();
      expect(await field(page, label).inputValue()).toBe(written);
      await page.getByRole('button', { name: 'Clear all searches' }).click();
      await page.getByText('6 entries, all loaded').waitFor();
      await page.goBack();
      await page.getByText(count === 1 ? '1 entry, all loaded' : `${String(count)} entries, all loaded`).waitFor();
      expect(await field(page, label).inputValue()).toBe(written);
    },
  );

  test('is searched by status, from the list and from the counts', async () => {
    const page = await rig.signIn({ path: '/queue' });
    await page.getByLabel('Status', { exact: true }).selectOption('Rejected');
    await page.getByText('1 entry, all loaded').waitFor();
    const counts = page.getByRole('group', { name: 'Entries by status' });
    await counts.getByRole('button', { name: 'Rejected: 1', pressed: true }).click();
    await page.getByText('6 entries, all loaded').waitFor();
    await counts.getByRole('button', { name: 'Initial: 2' }).click();
    await page.getByText('2 entries, all loaded').waitFor();
    expect(search(page).get('status')).toBe('Initial');
  });

  test('says what the server says at the field', async () => {
    const page = await rig.signIn({ path: '/queue' });
    rig.tolerate(page, /^400 GET \S+\/(?:entries|events)/);
    await field(page, 'Request ID').fill('abc');
    await field(page, 'Phone Number').fill('12');
    await page.keyboard.press('Enter');
    await page.getByText('The search cannot be done like this').waitFor();
    await page.getByText('should be a number of 63 bits').waitFor();
    expect(await field(page, 'Request ID').getAttribute('aria-invalid')).toBe('true');
    await checkAccessibility(page);
    await field(page, 'Request ID').fill('');
    await page.keyboard.press('Enter');
    await page.getByText('is not a phone number').waitFor();
    expect(await field(page, 'Request ID').getAttribute('aria-invalid')).not.toBe('true');

    await page.goto('/console/queue?status=Gone&from=yesterday');
    await page.getByText(/^should be one of Initial/).waitFor();
    await page.getByText('should be ISO 8601 with an offset, or a date').waitFor();
    await page.getByRole('button', { name: 'Clear all searches' }).click();
    await page.getByText('6 entries, all loaded').waitFor();
  });

  test('speaks German and fits a small screen', async () => {
    const page = await rig.signIn({ path: '/queue', locale: 'de-DE', viewport: { width: 360, height: 700 } });
    await page.getByText('6 Einträge, alle geladen').waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    await checkAccessibility(page);
    await rowOf(page, DELIVERED).getByRole('button', { name: /^Your/ }).click();
    await page.getByRole('dialog', { name: 'Inhalt der Nachricht' }).waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    await screenshot(page, 'queue-small');
  });

  test('leads to the sign-in when the session is over, and back', async () => {
    const page = await rig.signIn({ path: `/queue?requestId=${ends}` });
    await page.getByText('3 entries, all loaded').waitFor();
    rig.tolerate(page, /^401 GET /);
    await page.context().clearCookies();
    // The next thing that is asked of the server, here by a change that is told.
    await rig.server.client.submitted({ startTimestamp: inAnHour() }).then((id) => rig.server.client.cancel(id));
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    expect(search(page).get('return')).toBe(`/queue?requestId=${ends}`);
  });
});
