// No page dies of a format: of a browser's language that is no language tag, of its time zone, of a date in an address, or of an answer
// that can't be drawn.
import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { consoleRig } from './browser.js';
import { mixed, PATIENT, scheduled } from './request-rig.js';

const rig = consoleRig(PATIENT);

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

/** The pages that show times and numbers, and what stands on each where it is drawn. */
async function allPages(page: Page, id: string): Promise<string[]> {
  const titles: string[] = [];
  for (const path of ['/queue', '/requests', `/requests/${id}`, '/compose', '/system?refresh=off']) {
    await page.goto(`/console${path}`);
    await heading(page).waitFor();
    if (path === '/queue') await page.getByRole('table').locator('tbody time').first().waitFor();
    if (path === '/requests') await page.getByRole('row').locator('time').first().waitFor();
    if (path.includes(id)) await page.getByRole('list').locator('time').first().waitFor();
    if (path.startsWith('/system')) await page.locator('section time').first().waitFor();
    titles.push(await heading(page).innerText());
    expect(await page.getByRole('alert').allInnerTexts()).toEqual([]);
  }
  return titles;
}

describe('a browser', () => {
  test.each([
    ['en-US@posix', 'SMS Queue'],
    ['de_DE.UTF-8', 'SMS-Warteschlange'],
  ])('whose language is %s shows every page', async (locale, queue) => {
    const id = await mixed(rig);
    const page = await rig.signIn({ locale });
    const titles = await allPages(page, id);
    expect(titles[0]).toBe(queue);
    expect(titles[2]).toContain(id);
  });

  test.each([
    ['of words that are none', `['C', '', '@', 'en-', '-', 7]`, `'C'`],
    ['with German behind them', `['POSIX@x', 'i', 'DE_de']`, `'POSIX@x'`],
  ])('that says languages %s shows every page', async (_, languages, language) => {
    const id = await mixed(rig);
    const page = await rig.open();
    await page.context().addInitScript(`
      Object.defineProperty(navigator, 'languages', { get: () => ${languages} });
      Object.defineProperty(navigator, 'language', { get: () => ${language} });`);
    await rig.enter(page);
    const titles = await allPages(page, id);
    expect(titles[0]).toBe(languages.includes('DE_de') ? 'SMS-Warteschlange' : 'SMS Queue');
  });

  test('that names a time zone which it doesn’t know itself reckons with UTC', async () => {
    const id = await scheduled(rig, 1);
    const page = await rig.open({ timezoneId: 'UTC' });
    await page.context().addInitScript(`
      const said = Intl.DateTimeFormat.prototype.resolvedOptions;
      Intl.DateTimeFormat.prototype.resolvedOptions = function () { return { ...said.call(this), timeZone: 'Etc/Unknown' }; };
      delete Intl.supportedValuesOf;`);
    await rig.enter(page);
    await allPages(page, id);
    await page.goto('/console/compose');
    await page.getByLabel('Start later').check();
    await page.locator('[type=datetime-local]').fill('2030-01-01T09:00');
    await page.getByText(/^Jan 1, 2030, 9:00:00\sAM UTC · .* here \(UTC\)$/).waitFor();
    expect(await page.getByRole('combobox', { name: 'Time zone' }).inputValue()).toBe('UTC');
  });

  test('that keeps nothing of the site lets one in', async () => {
    const page = await rig.open();
    await page.context().addInitScript(`
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, { get: () => { throw new DOMException('denied', 'SecurityError'); } });`);
    await rig.enter(page);
    await page.getByRole('button', { name: 'Account of tester' }).click();
    await page.getByLabel('Language').selectOption('Deutsch');
    await page.getByRole('heading', { name: 'SMS-Warteschlange' }).waitFor();
  });
});

describe('dates in an address', () => {
  const MOMENTS = [
    'yesterday',
    '2026-13-45',
    '+275760-09-13T00:00:00Z',
    '-000100-01-01T00:00:00Z',
    '0000-01-01',
    '99999999',
    '1e400',
    'NaN',
  ];

  test.each(['/queue', '/requests'])('that are none leave %s to be used', async (path) => {
    const page = await rig.signIn();
    rig.tolerate(page, /^400 GET /);
    for (const moment of [...MOMENTS, '2026-02-01T00:00:00Z']) {
      await page.goto(`/console${path}?${new URLSearchParams({ from: moment, to: '2026-01-01T00:00:00Z' }).toString()}`);
      await page.getByRole('search').waitFor();
      await page
        .getByText(/cannot be (done|used) like this|No (entry|request) matches|all loaded/)
        .first()
        .waitFor();
      expect(await page.getByRole('alert').allInnerTexts()).toEqual([]);
    }
  });
});

describe('an answer that can’t be drawn', () => {
  test('breaks its part of the page alone, until one comes that can', async () => {
    const id = await mixed(rig);
    const page = await rig.signIn();
    rig.tolerate(page, /TypeError/);
    await page.route('**/timeline', async (route) => {
      const response = await route.fetch();
      const body = (await response.json()) as object;
      await route.fulfill({ response, json: { ...body, buckets: [null] } });
    });
    await page.goto(`/console/requests/${id}`);
    await page.getByRole('alert').filter({ hasText: 'This part of the page could not be shown: Rate and lateness' }).waitFor();
    await page.getByRole('region', { name: 'Failures by reason' }).waitFor();
    await page.getByRole('region', { name: 'Facts' }).getByText('ACME').waitFor();
    expect(await page.getByRole('button', { name: 'Cancel', exact: true }).isEnabled()).toBe(true);
    await page.unroute('**/timeline');
    await page.getByText(/ handed over, /).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('of the system, too', async () => {
    const page = await rig.signIn();
    rig.tolerate(page, /TypeError/);
    await page.route('**/api/v1/system', async (route) => {
      const response = await route.fetch();
      const body = (await response.json()) as object;
      await route.fulfill({ response, json: { ...body, providers: [null] } });
    });
    await page.goto('/console/system?refresh=off');
    await page.getByText('This part of the page could not be shown: Providers').waitFor();
    await page.getByRole('region', { name: 'Backlog' }).waitFor();
    await page.getByRole('region', { name: 'Workers' }).waitFor();
  });
});
