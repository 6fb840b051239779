// The list of requests in the console: filters in its address, pages without an end, and many cancels, each with its own outcome.
import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { laneOf } from '../../src/queue/entry-ids.js';
import { inAnHour, mobiles } from '../support/client.js';
import { checkAccessibility, consoleRig, screenshot, sidewaysScroll } from './browser.js';
import { isWhole } from './places.js';
import { button, mixed, PATIENT, scheduled } from './request-rig.js';

const rig = consoleRig(PATIENT);

const rows = (page: Page) => page.getByRole('region', { name: 'Requests' }).getByRole('row');
const cancelled = async (id: string): Promise<number> => (await rig.server.client.request(id)).counts.Cancelled ?? 0;

describe('the requests', () => {
  test('none yet, then some; the filters stand in the address', async () => {
    const page = await rig.signIn({ path: '/requests', claims: { tenant: 'new' } });
    await page.getByText('Nothing was submitted yet').waitFor();
    await checkAccessibility(page);

    const client = rig.server.client.as({ tenant: 'new' });
    const other = rig.server.client.as({ tenant: 'new', sub: 'marketing' });
    const first = await client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(4), sender: 'ACME', content: 'First of all' });
    const second = await other.submitted({ mobiles: mobiles(3), content: 'Second' });
    await client.settled(second);
    await button(page, 'Refresh').click();
    await rows(page).nth(2).waitFor();
    await page.getByRole('img', { name: 'Waiting: 4' }).waitFor();
    await page.getByText('2 requests, all loaded').waitFor();
    await checkAccessibility(page);

    await page.getByLabel('State').selectOption('Scheduled');
    await page.waitForURL(/\?state=scheduled$/);
    await page.getByText('1 request, all loaded').waitFor();
    await page.getByRole('link', { name: first }).waitFor();
    await page.getByRole('textbox', { name: 'Sender' }).fill('NOBODY');
    await page.keyboard.press('Enter');
    await page.getByText('No request matches').waitFor();
    await button(page, 'Clear all filters').click();
    await page.getByRole('textbox', { name: 'User Name' }).fill('marketing');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\?user=marketing$/);
    await page.getByRole('link', { name: second }).waitFor();
    await page.getByText('1 request, all loaded').waitFor();

    rig.tolerate(page, /^400 GET \S+mobile=12&limit=50$/);
    await page.goto('/console/requests?mobile=12');
    await page.getByText('The filter cannot be used like this').waitFor();
    expect(await page.getByRole('textbox', { name: 'Phone Number' }).getAttribute('aria-invalid')).toBe('true');
    await checkAccessibility(page);
    await page.goto('/console/requests?from=2020-01-01&to=2020-01-02');
    await page.getByText('No request matches').waitFor();
    await page.goBack();
    await page.goto(`/console/requests?mobile=${encodeURIComponent('+12025500003')}`);
    await page.getByText(/request.*all loaded/).waitFor();
  });

  test('come in pages without an end, and fit a small screen', async () => {
    const client = rig.server.client.as({ tenant: 'large' });
    const message = { content: 'sample', startTimestamp: inAnHour(), recipients: { recipient: [{ mobile: '+12025550000' }] } };
    await client.ask('POST', '/api/v1/messages/sms', { smsServiceRequest: { messages: { message: Array(120).fill(message) } } });
    const page = await rig.signIn({ path: '/requests', claims: { tenant: 'large' }, viewport: { width: 360, height: 740 } });
    await page.getByText('50 requests loaded').waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    await isWhole(page, rows(page).nth(1).getByRole('cell'));
    expect(await page.getByLabel('State').isVisible()).toBe(false);
    await button(page, 'Filter the requests').click();
    await page.getByLabel('State').waitFor();
    await button(page, 'Filter the requests').click();
    await button(page, 'Load more').click();
    // The last page comes when the end is seen.
    await page.getByText(/^1[02]0 requests/).scrollIntoViewIfNeeded();
    await page.getByText('120 requests, all loaded').waitFor();
    expect(await rows(page).count()).toBe(121);
  });
});

describe('their list', () => {
  test.each([768, 1024, 1280, 1440, 1920])(
    'is whole at %i px: what is wide scrolls by itself, on a large screen nothing does',
    async (width) => {
      const paused = await scheduled(rig, 12_345, { content: 'A long content, '.repeat(20), sender: 'ABCDEFGHIJK' });
      await rig.server.client.schedule(paused, { paused: true });
      const page = await rig.signIn({ path: '/requests', viewport: { width, height: 800 }, claims: { sub: 'somebody.with.a.long.name' } });
      await page.getByRole('row').filter({ hasText: paused }).getByText('Paused').waitFor();
      expect(await sidewaysScroll(page)).toBe(0);
      if (width < 1280) return;
      await isWhole(page, page.getByRole('row').filter({ hasText: paused }).getByRole('cell'));
      await isWhole(page, page.getByRole('columnheader'));
    },
  );
});

describe('many cancels', () => {
  test('by selection: each is answered, with the total', async () => {
    const ids = [await scheduled(rig, 4), await scheduled(rig, 3), await mixed(rig)];
    const kept = await scheduled(rig, 2);
    // Nothing of it waits any more.
    const done = await rig.server.client.submitted({ mobiles: mobiles(2) });
    await rig.server.client.settled(done);
    const late = await scheduled(rig, 2);
    const page = await rig.signIn({ path: '/requests' });
    expect(await page.getByRole('checkbox', { name: `Select the request ${done}` }).isDisabled()).toBe(true);
    for (const id of [...ids, late]) await page.getByRole('checkbox', { name: `Select the request ${id}` }).check();
    await page.getByText('4 requests selected').waitFor();
    await screenshot(page, 'requests-light');
    await button(page, 'Cancel 4 requests').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/^4 requests will be cancelled, each by itself/).waitFor();
    await dialog.getByText('13 entries wait and will be stopped.').waitFor();
    await dialog.getByText('These entries have left or ended, and stay unchanged:').waitFor();
    await checkAccessibility(page);
    await rig.server.client.schedule(late, { startsAt: 0 });
    await rig.server.client.settled(late);
    await button(dialog, 'Cancel 4 requests').click();
    await dialog.getByText('All done').waitFor();
    await dialog.getByText('4 of 4 requests answered · 11 entries cancelled').waitFor();
    await dialog.getByRole('listitem').filter({ hasText: ids[0] }).getByText('4 entries cancelled').waitFor();
    await dialog.getByRole('listitem').filter({ hasText: late }).getByText('No cancellable messages found').waitFor();
    await checkAccessibility(page);
    expect(await Promise.all([...ids, kept, done, late].map(cancelled))).toEqual([4, 3, 4, 0, 0, 0]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('row').filter({ hasText: ids[0] }).getByText('Cancelled').waitFor();
  });

  test('by filter: it is said in words', async () => {
    const client = rig.server.client.as({ sub: 'blaster' });
    const theirs = await Promise.all([2, 3, 4].map((count) => client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(count) })));
    const mine = await scheduled(rig, 2);
    const page = await rig.signIn({ path: '/requests?user=blaster&state=scheduled' });
    await page.getByText('3 requests, all loaded').waitFor();
    await button(page, 'Cancel all that match').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('State: Scheduled; User Name: blaster').waitFor();
    await dialog.getByText('9 entries wait and will be stopped.').waitFor();
    await dialog.getByText('No entry has left yet.').waitFor();
    await button(dialog, 'Cancel all that match').click();
    await dialog.getByText('3 requests answered · 9 entries cancelled').waitFor();
    await dialog.getByText('All done').waitFor();
    expect(await Promise.all([...theirs, mine].map(cancelled))).toEqual([2, 3, 4, 0]);
  });

  test('an answer that is cut off says so, and goes on with the rest', async () => {
    const ids = [await scheduled(rig, 1), await scheduled(rig, 2)];
    const page = await rig.signIn({ path: '/requests' });
    let isCut = false;
    await page.route('**/cancellations', async (route) => {
      if (isCut) return route.fallback();
      isCut = true;
      await rig.server.client.cancel(String(ids[0]));
      const line = { requestId: ids[0], status: 200, id: '', message: '', cancelled: 1 };
      return route.fulfill({ contentType: 'application/x-ndjson', body: `${JSON.stringify(line)}\n{"requestId":"4` });
    });
    for (const id of ids) await page.getByRole('checkbox', { name: `Select the request ${id}` }).check();
    await button(page, 'Cancel 2 requests').click();
    const dialog = page.getByRole('dialog');
    await button(dialog, 'Cancel 2 requests').click();
    await dialog.getByText('The answer was cut off').waitFor();
    await dialog.getByText('1 of 2 requests answered · 1 entry cancelled').waitFor();
    await checkAccessibility(page);
    await button(dialog, 'Go on').click();
    await dialog.getByText('2 of 2 requests answered · 3 entries cancelled').waitFor();
    await dialog.getByText('All done').waitFor();
  });

  test('stop between two requests', async () => {
    const ids = await Promise.all(Array.from({ length: 30 }, () => scheduled(rig, 1)));
    const page = await rig.signIn({ path: '/requests' });
    await page.getByRole('checkbox', { name: 'Select all loaded requests' }).check();
    const holder = await rig.server.sql.connect();
    await holder.query('begin');
    for (const id of ids.slice(0, 20))
      await holder.query('select from queue_slice where lane = $1 and request_id = $2 for update', [laneOf(id), id]);
    await page.getByRole('button', { name: /^Cancel \d+ requests$/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /^Cancel \d+ requests$/ }).click();
    await button(dialog, 'Stop here').click();
    await dialog.getByText('Stopped', { exact: true }).waitFor();
    await holder.query('rollback');
    holder.release();
    expect((await Promise.all(ids.map(cancelled))).filter((count) => count === 0).length).toBeGreaterThan(0);
  });

  test('are not offered to who may not', async () => {
    await scheduled(rig, 1);
    const page = await rig.signIn({ path: '/requests?state=scheduled', claims: { scope: 'messages:read' } });
    await rows(page).nth(1).waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Cancel/ }).count()).toBe(0);
  });
});
