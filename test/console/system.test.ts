// The System page: what it shows of providers, workers, holds and the backlog, as they change; and what it does when it can't ask.
import { describe, expect, test } from '@jest/globals';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { Control } from '../../src/queue/control/control.js';
import { providerRateLimit } from '../../src/queue/control/rate-limits.js';
import { eventually, inAnHour, mobiles } from '../support/client.js';
import { LANES } from '../support/server.js';
import { checkAccessibility, consoleRig, screenshot, sidewaysScroll } from './browser.js';

const part = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });
const card = (page: Page, name: string): Locator => part(page, 'Providers').getByRole('group', { name, exact: true });
/** The value beside a name. */
const fact = (within: Locator, name: string): Locator => within.locator(`dt:text-is("${name}") + dd`);
const cells = (row: Locator): Promise<string[]> => row.getByRole('cell').allTextContents();

describe('the page of a server that works', () => {
  const rig = consoleRig({ BREAKER_FAILURES: '2', BREAKER_PAUSE_MS: '100', SIMULATOR_LATENCY_MS: '0' });
  const operator = (): Promise<Control> => Control.of(rig.server.sql, LANES);

  test('shows an idle server, and the holds and rate limits of an operator, as they happen', async () => {
    const page = await rig.signIn({ path: '/system' });
    const simulator = card(page, 'SIMULATOR');
    await simulator.getByText('Takes messages').waitFor();
    expect(await fact(simulator, 'Rate').textContent()).toBe('No limit');
    await part(page, 'Workers')
      .getByRole('row', { name: `Process ${String(process.pid)}` })
      .getByText('Alive')
      .waitFor();
    await part(page, 'At a glance').getByText('Nothing is due').waitFor();
    await part(page, 'Backlog').getByText('Nothing waits').waitFor();
    await checkAccessibility(page);

    const control = await operator();
    await control.hold({ kind: 'provider', name: 'SIMULATOR' });
    await control.hold({ kind: 'tenant', name: 'acme' });
    await control.hold({ kind: 'channel', name: 'voice' });
    await control.setRateLimit(providerRateLimit('SIMULATOR'), 2.5);
    const holds = page.getByRole('alert').filter({ hasText: 'Held by an operator' });
    await holds.getByText('Tenant acme since').waitFor();
    await holds.getByText('Provider SIMULATOR since').waitFor();
    await holds.getByText('Channel voice since').waitFor();
    await simulator.getByText('An operator holds it').waitFor();
    await simulator.getByText('2.5 a second, set by an operator').waitFor();
    await checkAccessibility(page);
    await control.resume({ kind: 'provider', name: 'SIMULATOR' });
    await control.resume({ kind: 'tenant', name: 'acme' });
    await control.resume({ kind: 'channel', name: 'voice' });
    await control.setRateLimit(providerRateLimit('SIMULATOR'), 0);
    await holds.waitFor({ state: 'detached' });
    await simulator.getByText('No limit, set by an operator').waitFor();
    await control.setRateLimit(providerRateLimit('SIMULATOR'), null);
    await simulator.getByText('No limit', { exact: true }).waitFor();
    await simulator.getByText('Takes messages').waitFor();
  });

  test('shows an outage and the backlog that it makes, by age and by queue, and how both pass', async () => {
    const outage = join(rig.server.folder, 'simulator-outage');
    writeFileSync(outage, '');
    const id = await rig.server.client.submitted({ mobiles: mobiles(1_234) });
    await rig.server.client.submitted({ mobiles: mobiles(66), channel: 'voicesms', startTimestamp: inAnHour() });
    const page = await rig.signIn({ path: '/system' });
    const simulator = card(page, 'SIMULATOR');
    await simulator.getByText('No worker hands anything over to it').waitFor();
    await simulator.getByRole('row').getByText('Open').waitFor();
    const glance = part(page, 'At a glance');
    // One may be in hand, to try whether the provider answers again.
    await fact(glance, 'Waiting')
      .getByText(/^1,(300|29\d)$/)
      .waitFor();
    // No number of a tenant's is in it.
    expect(await page.locator('main').textContent()).not.toMatch(/\+\d{6,}|acme/);
    await part(page, 'Backlog')
      .getByRole('img', { name: /^Bar chart .*; the table beside it has the same numbers$/ })
      .waitFor();
    const byQueue = part(page, 'Backlog').getByRole('table', { name: 'By queue' });
    const [text = [], voice = []] = await Promise.all(['Text', 'Voice'].map((name) => cells(byQueue.getByRole('row', { name }))));
    expect(text[1]).toMatch(/^1,2[23]\d$/);
    expect(voice.slice(1)).toEqual(['66', '0', 'Nothing is due']);
    await checkAccessibility(page);
    await screenshot(page, 'system-outage');

    rmSync(outage);
    await rig.server.client.settled(id);
    await simulator.getByText('Takes messages').waitFor();
    await fact(glance, 'Waiting').getByText('66', { exact: true }).waitFor();
  });

  test('stands still when told to, which its address says, and is asked again by hand', async () => {
    const page = await rig.signIn({ path: '/system?refresh=off' });
    const simulator = card(page, 'SIMULATOR');
    await simulator.getByText('Takes messages').waitFor();
    const control = await operator();
    await control.hold({ kind: 'all', name: '' });
    const refresh = page.getByRole('switch', { name: 'Refresh every 2 seconds' });
    expect(await refresh.isChecked()).toBe(false);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.clock.install();
    await page.clock.fastForward(10_000);
    expect(asked).toEqual([]);
    const held = page.getByRole('alert').getByText('All dispatch since');
    // The server looks once a second at most.
    await eventually(
      async () => {
        await page.getByRole('button', { name: 'Refresh now' }).click();
        return held.isVisible();
      },
      (seen) => seen,
    );
    await control.resume({ kind: 'all', name: '' });

    await page.reload();
    await refresh.focus();
    await page.keyboard.press('Space');
    await page.waitForURL((url) => url.search === '');
    // Who turns it on by keyboard stays there.
    await page.waitForFunction('document.activeElement.role === "switch"');
    await page.clock.fastForward(3_000);
    await simulator.getByText('Takes messages').waitFor();
  });

  test('says that it can’t ask, keeps what it saw, and goes on when it can', async () => {
    const page = await rig.signIn({ path: '/system' });
    await card(page, 'SIMULATOR').waitFor();
    rig.tolerate(page, /api\/v1\/system$/);
    await page.route('**/api/v1/system', (route) => route.abort('connectionrefused'));
    const problem = page.getByRole('alert').filter({ hasText: 'The server cannot be reached.' });
    await problem.waitFor();
    await card(page, 'SIMULATOR').waitFor();
    await checkAccessibility(page);
    await page.unroute('**/api/v1/system');
    await problem.waitFor({ state: 'detached' });
  });

  test('shows that it loads, an error before anything was seen, and leads to the sign-in when the session is over', async () => {
    const page = await rig.signIn({ path: '/queue' });
    rig.tolerate(page, /(500|401) GET \S+\/api\/v1\/system$/);
    let [status, message] = [500, 'Internal Server Error'];
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => (answer = resolve));
    await page.route('**/api/v1/system', async (route) => {
      await asked;
      await route.fulfill({ status, json: { id: '', message } });
    });
    await page.getByRole('link', { name: 'System' }).click();
    await page.getByRole('heading', { level: 1, name: 'System' }).waitFor();
    await page.getByRole('status').getByText('Loading').waitFor();
    await checkAccessibility(page);
    answer();
    await page.getByRole('alert').getByText('The server could not do this: Internal Server Error').waitFor();
    await checkAccessibility(page);
    [status, message] = [401, 'Unauthorized request'];
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    expect(new URL(page.url()).searchParams.get('return')).toBe('/system');
  });
});

describe('the page of several workers whose provider says “too fast”', () => {
  const rig = consoleRig({ SIMULATOR_LIMIT: '1', SIMULATOR_RATE: '40' });

  /** So long ago did what this request holds become due. */
  async function dueFor(count: number, seconds: number): Promise<void> {
    const id = await rig.server.client.submitted({ mobiles: mobiles(count), startTimestamp: inAnHour() });
    await rig.server.sql.query(`update queue_slice set not_before = now() - $2::int * interval '1 second' where request_id = $1`, [
      id,
      seconds,
    ]);
  }

  test('says until when it is handed less, names who works, and fits a telephone and a wall', async () => {
    await rig.server.worker();
    await rig.server.client.submitted({ mobiles: mobiles(400) });
    for (const [count, seconds] of [
      [420, 5],
      [180, 30],
      [95, 300],
      [12, 1_800],
    ] as const)
      await dueFor(count, seconds);
    await rig.server.sql.query(
      `insert into worker (lane, id, host, pid, role, version, started_at, seen_at, provider_reports)
       select lane, gen_random_uuid(), 'worker-3', 4711, role, version, started_at, now() - interval '1 minute', provider_reports
       from worker limit 1`,
    );
    const page = await rig.signIn({ path: '/system' });
    const simulator = card(page, 'SIMULATOR');
    await simulator.getByText('Throttled', { exact: true }).waitFor();
    // From here on it is one picture.
    await page.getByRole('switch').click({ force: true });
    await page.getByRole('switch', { checked: false }).waitFor();
    await fact(simulator, 'Throttled until').waitFor();
    expect(await simulator.getByRole('row').count()).toBe(3);
    await part(page, 'Workers').getByText('Not heard of').waitFor();
    const byAge = part(page, 'Backlog').getByRole('table', { name: /^Due entries/ });
    expect(await byAge.getByRole('row').count()).toBe(7);
    await checkAccessibility(page);
    await page.setViewportSize({ width: 1280, height: 1000 });
    await page.emulateMedia({ colorScheme: 'light' });
    await screenshot(page, 'system-light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await screenshot(page, 'system-dark');
    for (const [width, height] of [
      [360, 700],
      [768, 900],
      [3_840, 2_160],
    ] as const) {
      await page.setViewportSize({ width, height });
      // The chart follows the window.
      await eventually(
        () => sidewaysScroll(page),
        (tooWide) => tooWide === 0,
      );
    }
    await page.setViewportSize({ width: 360, height: 700 });
    await checkAccessibility(page);
  });

  test('speaks German, also on a telephone', async () => {
    const page = await rig.signIn({ path: '/system', locale: 'de-DE', viewport: { width: 360, height: 700 } });
    await part(page, 'Auf einen Blick').waitFor();
    await page.getByText('Fällige Einträge danach').first().waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    await checkAccessibility(page);
  });
});
