// On a telephone: rows of tables are cards, filters are folded, nothing is cut off; what the server says is German where the console is.
import { describe, expect, test } from '@jest/globals';
import { eventually } from '../support/client.js';
import { checkAccessibility, consoleRig, sidewaysScroll } from './browser.js';
import { isWhole } from './places.js';
import { rowOf, rows } from './queue-page.js';
import { button, mixed, PATIENT, shown } from './request-rig.js';

const rig = consoleRig(PATIENT);
const viewport = { width: 360, height: 700 };
const REJECTED = '+15005553001';

describe('on a small screen', () => {
  test('the queue has a card for each entry, which scroll by keyboard, and folded searches', async () => {
    const id = await mixed(rig);
    const page = await rig.signIn({ path: `/queue?requestId=${id}`, viewport });
    await page.getByText('10 entries, all loaded').waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    await isWhole(page, rowOf(page, REJECTED).getByRole('cell'));
    await rowOf(page, REJECTED).getByRole('checkbox').check();
    await page.getByText('1 entry selected, of 1 request.').waitFor();
    await checkAccessibility(page);
    const region = page.getByRole('region', { name: 'Queue entries' });
    await region.press('End');
    await eventually(
      () => page.evaluate<number>(`document.querySelector('[role=region][tabindex]').scrollTop`),
      (top) => top > 0,
    );
    const mobile = page.getByRole('search').getByLabel('Phone Number');
    expect(await mobile.isVisible()).toBe(false);
    await button(page, 'Search the queue (1)').click();
    await mobile.fill(REJECTED);
    await page.keyboard.press('Enter');
    await page.getByText('1 entry, all loaded').waitFor();
    await button(page, 'Search the queue (2)').click();
    await mobile.waitFor({ state: 'hidden' });
    // What is wrong is not folded away.
    rig.tolerate(page, /^400 GET /);
    await page.goto('/console/queue?mobile=12');
    await page.getByText('is not a phone number').waitFor();
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`/console/queue?requestId=${id}`);
    await mobile.waitFor();
    await rows(page).nth(9).waitFor();
  });

  test('a request’s tables are cards', async () => {
    const page = await shown(rig, await mixed(rig), { viewport });
    for (const name of ['Failures by reason', 'Entries']) {
      const cells = page.getByRole('group', { name }).getByRole('cell');
      await cells.first().waitFor();
      await isWhole(page, cells);
    }
    expect(await sidewaysScroll(page)).toBe(0);
    await checkAccessibility(page);
  });
});

describe('in German', () => {
  test('reasons are German, and what the console has no words for is as it came', async () => {
    const { client, sql } = rig.server;
    const id = await mixed(rig);
    await sql.query(`update queue_entry set reason = 'Kunde hat es – wörtlich – ’so’ gesagt' where entry_id = $1::bigint + 1`, [id]);
    const reasons = [
      ['the provider refused the number', 'der Anbieter lehnte die Nummer ab'],
      ['the provider’s answer was lost', 'die Antwort des Anbieters ging verloren'],
    ] as const;
    const page = await shown(rig, id, { locale: 'de-DE' });
    const failures = page.getByRole('region', { name: 'Fehlschläge nach Grund' }).first();
    for (const [english, german] of reasons) {
      await failures.getByText(german, { exact: true }).waitFor();
      expect(await page.getByText(english).count()).toBe(0);
    }
    const entries = page.getByRole('region', { name: 'Einträge' });
    // Its own reason, or what keeps all that waits: the provider loses answers too.
    await entries
      .getByText(/^Wartet auf den nächsten Versuch: (?:SIMULATOR: )?(?:der Anbieter|die Antwort des Anbieters) /)
      .first()
      .waitFor();
    await entries.getByText('Zugestellt: Kunde hat es – wörtlich – ’so’ gesagt', { exact: true }).waitFor();
    await page.getByLabel('Status', { exact: true }).selectOption('Ungewiss');
    await entries.getByText('Ungewiss: die Antwort des Anbieters ging verloren').waitFor();

    await page.goto(`/console/queue?requestId=${id}&status=Rejected`);
    await rowOf(page, REJECTED).getByRole('button', { name: 'Abgelehnt' }).hover();
    await page.getByRole('tooltip', { name: 'Abgelehnt: der Anbieter lehnte die Nummer ab' }).waitFor();
    await client.cancel(id);
    rig.tolerate(page, /^400 (GET|POST) /);
    await page.goto('/console/requests/abc');
    await page.getByText('Die Auftrags-ID besteht nur aus Ziffern').waitFor();
    await page.goto('/console/queue?mobile=12');
    await page.getByText('ist keine Telefonnummer').waitFor();
    await page.goto('/console/queue?status=Gone');
    await page.getByText(/^soll eines davon sein: Initial, /).waitFor();
    await page.goto('/console/compose');
    await page.getByLabel('Telefonnummern').fill(`${REJECTED}\nniemand`);
    await page.getByLabel('Inhalt').fill('Guten Tag');
    await button(page, 'Prüfen').click();
    await page.getByRole('row').filter({ hasText: 'niemand' }).getByText('ist keine Telefonnummer').waitFor();
  });
});
