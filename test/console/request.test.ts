// One request in the console: how far it has come, live, and what is told of it.
import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { checkAccessibility, consoleRig, screenshot, sidewaysScroll } from './browser.js';
import { button, mixed, PATIENT, scheduled, share, shown } from './request-rig.js';

const rig = consoleRig(PATIENT);

describe('a request', () => {
  test('is shown with its progress, facts, timeline, plot, failures and entries', async () => {
    const id = await mixed(rig);
    const page = await shown(rig, id);
    for (const [name, count] of [
      ['Waiting', '4'],
      ['In hand', '0'],
      ['Submitted', '0'],
      ['Delivered', '3'],
      ['Failed', '2'],
      ['In doubt', '1'],
      ['Cancelled', '0'],
    ] as const)
      await share(page, name, count).waitFor();
    expect(await page.getByRole('img', { name: 'Waiting: 4, Delivered: 3, Failed: 2, In doubt: 1' }).count()).toBe(1);
    const facts = page.getByRole('region', { name: 'Facts' });
    for (const fact of ['Your order has left the warehouse.', 'ACME', 'tester', '1 (GSM-7)'])
      await facts.getByText(fact, { exact: true }).waitFor();
    const moments = page.getByRole('region', { name: 'Timeline' });
    for (const moment of ['Submitted', 'Due', 'First hand-over']) await moments.getByText(moment, { exact: true }).waitFor();
    const failures = page.getByRole('region', { name: 'Failures by reason' }).first();
    await failures.getByRole('row').filter({ hasText: 'Rejected' }).getByRole('cell', { name: '2', exact: true }).waitFor();
    await failures.getByRole('row').filter({ hasText: 'In doubt' }).waitFor();
    const entries = page.getByRole('table').filter({ hasText: 'SMS ID' });
    expect(await entries.getByRole('row').count()).toBe(11);
    await page.locator('.recharts-surface').first().waitFor();
    await page.getByRole('button', { name: 'Show the numbers' }).click();
    const numbers = page.getByRole('table').filter({ hasText: 'Greatest lateness' });
    await numbers.waitFor();
    await checkAccessibility(page);

    await page.getByLabel('Status', { exact: true }).selectOption('Rejected');
    await page.waitForURL(/\?status=Rejected$/);
    await entries.getByRole('row').nth(2).waitFor();
    await entries.getByRole('row').nth(3).waitFor({ state: 'detached' });
    expect(await page.getByRole('link', { name: 'All of them in the SMS Queue' }).getAttribute('href')).toBe(
      `/console/queue?requestId=${id}&status=Rejected`,
    );
  });

  test('moves while it is looked at, to its end', async () => {
    const id = await scheduled(rig, 2_000);
    const page = await shown(rig, id);
    await share(page, 'Waiting', '2,000').waitFor();
    await page.getByText('Nothing was handed over yet.').waitFor();
    await checkAccessibility(page);
    await rig.server.client.schedule(id, { startsAt: 0 });
    await share(page, 'Submitted', '2,000').waitFor();
    await share(page, 'Waiting', '0').waitFor();
    await page.getByText(/^2,000 handed over, /).waitFor();
    await page.locator('.recharts-surface').first().waitFor();
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('html[data-mantine-color-scheme=light]').waitFor({ state: 'attached' });
    await screenshot(page, 'request-light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('html[data-mantine-color-scheme=dark]').waitFor({ state: 'attached' });
    await screenshot(page, 'request-dark');
  });

  test('its entries are downloaded as CSV', async () => {
    const id = await mixed(rig);
    const page = await shown(rig, id);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download as CSV' }).click()]);
    expect(download.suggestedFilename()).toBe(`sms-${id}.csv`);
    const [head, ...lines] = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\r\n');
    expect(head).toMatch(/^smsId,requestId,mobile,/);
    const entries = await rig.server.client.entries(id);
    expect(lines.map((line) => line.split(',').slice(0, 5))).toEqual(
      entries.map(({ smsId, mobile, channel, status }) => [smsId, id, mobile, channel, status]),
    );
  });

  test('that is unknown, or another’s, is not there', async () => {
    const id = await scheduled(rig, 1);
    const page = await rig.signIn({ claims: { tenant: 'other' } });
    rig.tolerate(page, /^404 GET \S+\/sms\/\d+$/);
    await page.goto(`/console/requests/${id}`);
    await page.getByText('It does not exist, or you may not see it.').waitFor();
    await checkAccessibility(page);
    rig.tolerate(page, /^400 GET \S+\/sms\/abc$/);
    await page.goto('/console/requests/abc');
    await page.getByText('Request ID should not contain alphabets or special characters').waitFor();
  });

  test('fits a small screen, in German', async () => {
    const id = await mixed(rig);
    const page = await rig.signIn({ path: `/requests/${id}`, locale: 'de-DE', viewport: { width: 360, height: 740 } });
    await page.getByText('Fehlschläge nach Grund').waitFor();
    await page.locator('.recharts-surface').first().waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    await button(page, 'Stornieren').click();
    await page.getByText('4 Einträge warten und werden angehalten.').waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    await checkAccessibility(page);
  });
});
