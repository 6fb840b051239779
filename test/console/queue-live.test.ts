// The SMS Queue while much is there and while it moves: endless pages, few rows in the document, live counts, the calendar of a zone.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, inAnHour, mobiles } from '../support/client.js';
import { checkAccessibility, consoleRig, screenshot, sidewaysScroll } from './browser.js';
import { rowOf, rows } from './queue-page.js';

const MANY = 10_000;
/** axe reads each row that is drawn, twice. */
const LONG_MS = 180_000;
const REGION = "document.querySelector('[role=region][tabindex]')";
/** To the end whenever there is a further one; `most` rows were drawn at once. */
const SCROLL_ON = `
  window.most = 0;
  new MutationObserver(() => {
    most = Math.max(most, document.querySelectorAll('tbody tr[data-index]').length);
    ${REGION}.scrollTo(0, 1e9);
  }).observe(${REGION}, { childList: true, subtree: true, characterData: true });
  ${REGION}.scrollTo(0, 1e9)`;

describe('with ten thousand entries', () => {
  const rig = consoleRig();
  beforeAll(async () => {
    await rig.server.client.submitted({ mobiles: mobiles(MANY), startTimestamp: inAnHour(), content: 'One of very many '.repeat(40) });
  });

  test(
    'pages follow without an end, and few rows are drawn',
    async () => {
      const page = await rig.signIn({ path: '/queue' });
      await page.getByText('250 entries loaded').waitFor();
      const table = page.getByRole('table');
      expect(await table.getAttribute('aria-rowcount')).toBe('-1');
      expect(await rows(page).first().getAttribute('aria-rowindex')).toBe('2');

      await page.getByRole('button', { name: 'Load more' }).click();
      await page.getByText('500 entries loaded').waitFor();
      await checkAccessibility(page);

      await page.getByRole('region', { name: 'Queue entries' }).focus();
      await page.keyboard.press('End');
      await page.getByText('750 entries loaded').waitFor();
      await page.evaluate(SCROLL_ON);
      await page.getByText('10,000 entries, all loaded').waitFor({ timeout: 150_000 });
      expect(await page.evaluate<number>('most')).toBeLessThan(80);
      expect(await table.getAttribute('aria-rowcount')).toBe(String(MANY + 1));
      await rowOf(page, mobiles(1)[0] ?? '').waitFor();
      expect(await rows(page).last().getAttribute('aria-rowindex')).toBe(String(MANY + 1));
      expect(await page.locator('*').count()).toBeLessThan(3_000);
    },
    LONG_MS,
  );

  test('the row that has the focus stays while others scroll by', async () => {
    const page = await rig.signIn({ path: '/queue' });
    await page.getByText('250 entries loaded').waitFor();
    const link = rows(page).first().getByRole('link');
    await link.focus();
    await page.evaluate(`${REGION}.scrollTo(0, 100_000)`);
    await eventually(
      () =>
        rows(page)
          .count()
          .then(async (count) => (count > 1 ? rows(page).nth(1).getAttribute('aria-rowindex') : null)),
      (index) => Number(index) > 40,
    );
    expect(await rows(page).first().getAttribute('aria-rowindex')).toBe('2');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('A');
  });

  test(
    'a page that fails is told beneath those that are there, and tried again',
    async () => {
      const page = await rig.signIn({ path: '/queue' });
      rig.tolerate(page, /^400 GET \S+cursor=/);
      await page.getByText('250 entries loaded').waitFor();
      await page.route(/cursor=/, (route) => route.fulfill({ status: 400, json: { id: '', message: 'Not this time', errors: [] } }));
      await page.getByRole('button', { name: 'Load more' }).click();
      await page.getByRole('alert').getByText('Not this time').waitFor();
      expect(await rows(page).count()).toBeGreaterThan(5);
      await checkAccessibility(page);
      await page.unroute(/cursor=/);
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByText('500 entries loaded').waitFor();
    },
    LONG_MS,
  );

  test.each([
    [360, 640],
    [1280, 800],
    [3840, 2160],
  ])('a screen of %d × %d is used, and not too small', async (width, height) => {
    const page = await rig.signIn({ path: '/queue', viewport: { width, height } });
    await page.getByText(/entries loaded/).waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    const { height: used = 0 } = (await page.getByRole('region', { name: 'Queue entries' }).boundingBox()) ?? {};
    expect(used).toBeGreaterThanOrEqual(Math.max(360, height - 181));
  });
});

describe('while it moves', () => {
  const rig = consoleRig({ SIMULATOR_RATE: '600' });

  test('counts are live, rows change in their place, and newer ones wait to be asked for', async () => {
    const { client } = rig.server;
    const waiting = await client.submitted({ mobiles: ['+12025550101'], startTimestamp: inAnHour() });
    const page = await rig.signIn({ path: '/queue' });
    const counts = page.getByRole('group', { name: 'Entries by status' });
    await counts.getByText('1 entry in the last 24 hours').waitFor();
    await counts.getByText('Live', { exact: true }).waitFor();
    const row = rowOf(page, '+12025550101');
    await row.getByRole('button', { name: 'Initial' }).waitFor();

    const blast = await client.submitted({ mobiles: mobiles(3_000) });
    await counts.getByText('3,001 entries in the last 24 hours').waitFor();
    await page.getByRole('button', { name: 'Show 250 or more newer entries' }).waitFor();
    expect(await rows(page).count()).toBe(1);
    const seen = new Set<string>();
    await eventually(
      async () => {
        const text = await counts.innerText();
        const submitted = /Submitted: ([\d,]+)/.exec(text)?.[1];
        if (submitted !== undefined) seen.add(submitted);
        return submitted;
      },
      (submitted) => submitted === '3,000',
    );
    // It was seen on its way, not only at its end.
    expect(seen.size).toBeGreaterThan(2);
    await client.settled(blast);

    await client.cancel(waiting);
    await row.getByRole('button', { name: 'Cancelled' }).waitFor();
    await counts.getByRole('button', { name: 'Cancelled: 1' }).waitFor();
    await page.getByRole('button', { name: 'Show 250 or more newer entries' }).click();
    await page.getByText('250 entries loaded').waitFor();
    await page.waitForFunction('document.activeElement.getAttribute("aria-label") === "Queue entries"');
    await page.getByRole('button', { name: /newer/ }).waitFor({ state: 'hidden' });
    await screenshot(page, 'queue-live');
  });

  test('a stream that is cut says so, and comes back', async () => {
    const page = await rig.signIn({ path: '/queue' });
    await page.getByText('Live', { exact: true }).waitFor();
    rig.tolerate(page, /^503 GET \S+\/events$/);
    await page.route(/\/sms\/events$/, (route) => route.fulfill({ status: 503, json: { id: '', message: 'Away' } }));
    await page.reload();
    await page.getByText('Reconnecting', { exact: true }).waitFor();
    await checkAccessibility(page);
    await page.unroute(/\/sms\/events$/);
    await page.getByText('Live', { exact: true }).waitFor();
  });
});

describe('with the rows', () => {
  const rig = consoleRig();

  test('requests are cancelled, as many as the selected ones are of', async () => {
    const { client } = rig.server;
    const first = await client.submitted({ mobiles: mobiles(3), startTimestamp: inAnHour() });
    const second = await client.submitted({ mobiles: mobiles(2, 10), startTimestamp: inAnHour() });
    await client.submitted({ mobiles: mobiles(1, 20), startTimestamp: inAnHour() });
    const page = await rig.signIn({ path: '/queue' });
    for (const mobile of [...mobiles(2), ...mobiles(1, 10)]) await rowOf(page, mobile).getByRole('checkbox').check();
    const selection = page.getByRole('group', { name: 'Selected entries' });
    await selection.getByText('3 entries selected, of 2 requests.').waitFor();
    await checkAccessibility(page);
    await selection.getByRole('button', { name: 'Cancel 2 requests' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel many requests' });
    await dialog.getByRole('button', { name: 'Cancel 2 requests' }).click();
    await dialog.getByText('5 entries cancelled').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    for (const mobile of [...mobiles(3), ...mobiles(2, 10)]) await rowOf(page, mobile).getByRole('button', { name: 'Cancelled' }).waitFor();
    expect([(await client.request(first)).counts.Cancelled, (await client.request(second)).counts.Cancelled]).toEqual([3, 2]);
    await page.getByRole('button', { name: 'Initial: 1' }).waitFor();
    await selection.getByRole('button', { name: 'Clear the selection' }).click();
    await page.getByRole('checkbox', { name: 'Select all loaded entries' }).check();
    await selection.getByText('6 entries selected, of 3 requests.').waitFor();
  });

  test('nothing is selected by who may not cancel', async () => {
    const page = await rig.signIn({ path: '/queue', claims: { scope: 'messages:read' } });
    await page.getByText(/entries, all loaded/).waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
  });
});

describe('by days', () => {
  const rig = consoleRig();
  /** The day on which Berlin has 25 hours. */
  const NOW = '2026-10-25T12:00:00Z';

  beforeAll(async () => {
    for (const [at, mobile] of [
      ['2026-10-24T21:59:59Z', '+12025550111'],
      ['2026-10-24T22:00:00Z', '+12025550112'],
      ['2026-10-25T22:59:59Z', '+12025550113'],
      ['2026-10-25T23:00:00Z', '+12025550114'],
    ] as const) {
      const id = await rig.server.client.submitted({ mobiles: [mobile] });
      await rig.server.client.settled(id);
      await rig.server.sql.query('update request set created_at = $2 where id = $1', [id, at]);
    }
  });

  test('a day is a day of the browser’s zone, and its moments are in the address', async () => {
    const page = await rig.signIn({ path: '/queue' });
    await page.clock.setFixedTime(NOW);
    await page.reload();
    await page.getByText('4 entries, all loaded').waitFor();
    await page
      .getByRole('search')
      .getByRole('button', { name: /^Submitted: / })
      .click();
    await page.getByRole('button', { name: 'Next month' }).waitFor();
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Today' }).click();
    await page.getByText('2 entries, all loaded').waitFor();
    expect([...new URL(page.url()).searchParams]).toEqual([
      ['from', '2026-10-24T22:00:00.000Z'],
      ['to', '2026-10-25T22:59:59.999Z'],
    ]);
    await rowOf(page, '+12025550112').waitFor();
    await rowOf(page, '+12025550113').waitFor();
    await page.getByText('2 entries in the chosen days').waitFor();

    // By keyboard: from the 24th, that is one to the left, to the 25th.
    await page
      .getByRole('search')
      .getByRole('button', { name: /^Submitted: / })
      .click();
    await page.getByRole('button', { name: '24 October 2026' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByText('3 entries, all loaded').waitFor();

    await page.getByRole('button', { name: 'All dates', exact: true }).click();
    await page.getByText('4 entries, all loaded').waitFor();
  });

  test('a colleague in another zone sees the same entries, and which moments they are from', async () => {
    const path = '/queue?from=2026-10-24T22:00:00.000Z&to=2026-10-25T22:59:59.999Z';
    const page = await rig.signIn({ path, timezoneId: 'America/New_York' });
    await page.getByText('2 entries, all loaded').waitFor();
    await page.getByText(/^From Oct 24, 2026, 6:00:00\sPM to Oct 25, 2026, 6:59:59\sPM$/).waitFor();
  });
});
