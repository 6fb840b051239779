// One request in the console is cancelled, paused, resumed and rescheduled, with the server's exact numbers.
import { describe, expect, test } from '@jest/globals';
import { eventually, mobiles } from '../support/client.js';
import { checkAccessibility, consoleRig, screenshot } from './browser.js';
import { button, handed, mixed, PATIENT, scheduled, share, shown } from './request-rig.js';

const rig = consoleRig(PATIENT);

describe('a cancel', () => {
  test('names what will stop and what has left, then the exact count', async () => {
    const id = await mixed(rig);
    const page = await shown(rig, id);
    await button(page, 'Cancel').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('4 entries wait and will be stopped.').waitFor();
    for (const [name, count] of [
      ['Delivered', '3'],
      ['Failed', '2'],
      ['In doubt', '1'],
    ] as const)
      expect(await dialog.getByRole('row', { name: `${name} ${count}`, exact: true }).count()).toBe(1);
    await checkAccessibility(page);
    await page.emulateMedia({ colorScheme: 'light' });
    await screenshot(page, 'request-cancel');
    expect((await rig.server.client.request(id)).counts.Cancelled).toBe(0);

    await button(dialog, 'Cancel 4 entries').click();
    await dialog.getByText('4 entries were cancelled').waitFor();
    await dialog.getByText(`Cancelled 4 message entries of the Message with ID : ${id}`).waitFor();
    expect(await dialog.getByRole('row', { name: 'All entries of the request 10', exact: true }).count()).toBe(1);
    await checkAccessibility(page);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await share(page, 'Cancelled', '4').waitFor();
    expect((await rig.server.client.request(id)).counts.Cancelled).toBe(4);
    await page.getByText('Cancelled by tester').waitFor();
  });

  test('that comes too late says so plainly', async () => {
    const { client } = rig.server;
    const id = await scheduled(rig, 2);
    const page = await shown(rig, id);
    rig.tolerate(page, /^400 DELETE /);
    await button(page, 'Cancel').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('2 entries wait and will be stopped.').waitFor();
    await client.schedule(id, { startsAt: 0 });
    await client.settled(id);
    await button(dialog, 'Cancel 2 entries').click();
    await dialog.getByText('No cancellable messages found').waitFor();
    await checkAccessibility(page);
    await button(dialog, 'Close').last().click();
    // What opened it is gone.
    await page.locator('h1:focus').waitFor();
  });

  test('is not offered of what is finished: what its providers may still have is recalled, and nothing of what has ended', async () => {
    const { client } = rig.server;
    const id = await client.submitted({ mobiles: mobiles(2) });
    await client.settled(id);
    const page = await shown(rig, id);
    await button(page, 'Recall').waitFor();
    for (const name of ['Cancel', 'Pause', 'Reschedule']) expect(await button(page, name).count()).toBe(0);
    rig.tolerate(page, /^400 DELETE /);
    await button(page, 'Recall').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('2 entries are with their providers, without a receipt yet.').waitFor();
    await checkAccessibility(page);
    await button(dialog, 'Ask the providers').click();
    await dialog.getByText('The providers are asked').waitFor();
    await dialog.getByText('No cancellable messages found').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });

    const delivered = await client.submitted({ mobiles: ['+15005551000', '+15005551001'] });
    await eventually(
      () => client.request(delivered),
      ({ counts }) => counts.Delivered === 2,
    );
    await page.goto(`/console/requests/${delivered}`);
    await share(page, 'Delivered', '2').waitFor();
    for (const name of ['Cancel', 'Pause', 'Reschedule', 'Recall']) expect(await button(page, name).count()).toBe(0);
  });

  test('by keyboard; the focus goes into the dialog and back', async () => {
    const id = await scheduled(rig, 3);
    const page = await shown(rig, id);
    await button(page, 'Cancel').focus();
    await page.keyboard.press('Enter');
    await page.locator(':focus', { hasText: 'Keep everything' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.locator(':focus', { hasText: 'Cancel' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator(':focus', { hasText: 'Keep everything' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('3 entries were cancelled').waitFor();
    await page.locator(':focus', { hasText: 'Close' }).waitFor();
  });

  test('whose answer is lost is repeated safely', async () => {
    const id = await scheduled(rig, 5);
    const page = await shown(rig, id);
    rig.tolerate(page, /^net::ERR_FAILED DELETE /);
    // The server does it, the answer does not come.
    let isLost = false;
    await page.route('**/api/v1/messages/sms/*', async (route) => {
      if (isLost || route.request().method() !== 'DELETE') return route.fallback();
      isLost = true;
      await route.fetch();
      return route.abort();
    });
    const keys: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.method() === 'DELETE') keys.push(request.headers()['idempotency-key']);
    });
    await button(page, 'Cancel').click();
    await page.getByText('5 entries wait and will be stopped.').waitFor();
    await page.getByRole('button', { name: 'Cancel 5 entries' }).click();
    await page.getByText('It is not known whether it was cancelled').waitFor();
    await checkAccessibility(page);
    expect((await rig.server.client.request(id)).counts.Cancelled).toBe(5);
    await button(page, 'Repeat').click();
    await page.getByText('5 entries were cancelled').waitFor();
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  test('is not offered to who may not', async () => {
    const id = await scheduled(rig, 1);
    const page = await shown(rig, id, { claims: { scope: 'messages:read' } });
    await share(page, 'Waiting', '1').waitFor();
    for (const name of ['Cancel', 'Pause', 'Reschedule']) expect(await button(page, name).count()).toBe(0);
  });
});

describe('pause, resume and reschedule', () => {
  test('nothing leaves until it is resumed, then all', async () => {
    const { client, sql } = rig.server;
    const id = await scheduled(rig, 5);
    const page = await shown(rig, id);
    await button(page, 'Pause').click();
    await page.getByText('5 entries are held back until you resume.').waitFor();
    await page.getByText('Paused', { exact: true }).waitFor();
    await checkAccessibility(page);
    await sql.query(`update request set starts_at = now() - interval '1 s' where id = $1`, [id]);
    await client.settled(await client.submitted());
    expect(handed(rig, id)).toEqual([]);
    await button(page, 'Resume').click();
    await page.getByText('5 entries go on.').waitFor();
    await share(page, 'Submitted', '5').waitFor();
    expect(handed(rig, id)).toHaveLength(5);
    await page.getByText('Paused', { exact: true }).waitFor({ state: 'detached' });
  });

  test('moves the start to a chosen moment of the browser’s zone', async () => {
    const { client } = rig.server;
    const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const id = await client.submitted({ startTimestamp: String(Date.parse(`${day}T06:00:00Z`)), mobiles: mobiles(3) });
    const page = await shown(rig, id, { timezoneId: 'Asia/Dubai' });
    await button(page, 'Reschedule').click();
    const dialog = page.getByRole('dialog', { name: 'Reschedule the request' });
    await dialog.getByText('In your time zone, Asia/Dubai.').waitFor();
    await dialog.getByRole('button', { name: /^New start/ }).click();
    await page.getByRole('spinbutton', { name: 'Hours' }).fill('15');
    await page.getByRole('spinbutton', { name: 'Minutes' }).fill('30');
    await checkAccessibility(page);
    await button(page, 'Take this moment').click();
    await dialog.getByText(/3:30:00\sPM \(.*11:30:00\sAM UTC\)/).waitFor();
    await dialog.getByRole('button', { name: 'Reschedule', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(/^3 entries start /).waitFor();
    expect(await client.request(id)).toMatchObject({ startsAt: `${day}T11:30:00.000Z`, state: 'scheduled' });
    expect(handed(rig, id)).toEqual([]);
  });

  test('says what a moment means that has passed, and what the server says against one', async () => {
    const { client, sql } = rig.server;
    const id = await scheduled(rig, 2);
    await client.schedule(id, { paused: true });
    await sql.query(`update request set starts_at = now() - interval '1 h' where id = $1`, [id]);
    const page = await shown(rig, id);
    await button(page, 'Reschedule').click();
    const dialog = page.getByRole('dialog', { name: 'Reschedule the request' });
    await dialog.getByText('This moment has passed: waiting entries start when the request is resumed.').waitFor();
    rig.tolerate(page, /^400 PATCH /);
    await page.route('**/api/v1/messages/sms/*', (route) =>
      route.fallback(route.request().method() === 'PATCH' ? { postData: '{"startsAt":"2999-01-01T00:00:00Z"}' } : {}),
    );
    await dialog.getByRole('button', { name: 'Reschedule', exact: true }).click();
    await dialog.getByText(/^should not be more than \d+ days ahead/).waitFor();
    await page.unrouteAll();
    await dialog.getByRole('button', { name: 'Reschedule', exact: true }).click();
    await page.getByText(/^2 entries start /).waitFor();
    expect(handed(rig, id)).toEqual([]);
    await button(page, 'Resume').click();
    await share(page, 'Submitted', '2').waitFor();
  });
});
