// What a request's page says of its course: nothing that depends on how the numbers are put together or rounded.
import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { mobiles } from '../support/client.js';
import { consoleRig } from './browser.js';
import { PATIENT, scheduled, shown } from './request-rig.js';

const rig = consoleRig(PATIENT);
const START = '2026-01-01T00:00:00Z';

/** All handed over, at these seconds after the start. */
async function handedOver(seconds: readonly number[]): Promise<string> {
  const { client, sql } = rig.server;
  const id = await client.submitted({ mobiles: mobiles(seconds.length) });
  await client.settled(id);
  await sql.query('update request set starts_at = $2, created_at = $2 where id = $1', [id, START]);
  await sql.query(
    `update queue_entry e set outcome_at = u.at, handed_at = null
     from unnest($2::timestamptz[]) with ordinality u (at, place) where e.entry_id = $1::bigint + u.place`,
    [id, seconds.map((after) => new Date(new Date(START).getTime() + after * 1_000))],
  );
  return id;
}

const happenings = (page: Page): Promise<string[]> => page.getByRole('region', { name: 'Timeline' }).getByRole('listitem').allInnerTexts();

describe('rate and lateness', () => {
  test.each([
    ['within seconds', [0, 0.2, 0.9, 1.1, 2.5, 4], '6 handed over, 3 in one second at most. Lateness: 1.5 sec in the mean, 4 sec at most.'],
    [
      'over two hours',
      [0, 0.2, 0.9, 60, 3_600, 7_500],
      '6 handed over, 3 in one second at most. Lateness: 31 min in the mean, 2 hr, 5 min at most.',
    ],
    [
      'over days',
      [0, 0.2, 0.9, 200_000],
      '4 handed over, 3 in one second at most. Lateness: 13 hr, 53 min in the mean, 2 days, 8 hr at most.',
    ],
  ])('%s are those of the entries, in readable units, whatever the width of the buckets', async (_, seconds, said) => {
    const page = await shown(rig, await handedOver(seconds));
    await page.getByText(said, { exact: true }).waitFor();
    await page.locator('.recharts-surface').first().waitFor();
    expect(await page.getByRole('region', { name: 'Rate and lateness' }).innerText()).not.toMatch(/\d{5}/);
  });
});

describe('the timeline', () => {
  /** As if it was cancelled so long after the last hand-over. */
  async function cancelledAfter(milliseconds: number): Promise<string> {
    const id = await handedOver([1.9]);
    await rig.server.sql.query(
      `update request set cancelled_at = $2::timestamptz + ($3 + 1900) * interval '1 millisecond', cancelled_by = 'tester' where id = $1`,
      [id, START, milliseconds],
    );
    return id;
  }

  test.each([
    ['after', 40, ['Submitted', 'Due', 'First hand-over', 'Cancelled by tester']],
    ['at the same moment as', 0, ['Submitted', 'Due', 'First hand-over', 'Cancelled by tester']],
    ['within the same second as', -700, ['Submitted', 'Due', 'First hand-over', 'Cancelled by tester']],
    [
      'in the second before',
      -1_000,
      ['Submitted', 'Due', 'Cancelled by tester', 'Last hand-over, of an entry under way at the cancel (1 sec after it)'],
    ],
  ])('has a cancel %s the last hand-over', async (_, milliseconds, expected) => {
    const page = await shown(rig, await cancelledAfter(milliseconds));
    await page.getByText('Cancelled by tester').waitFor();
    await page.getByText(/handed over, /).waitFor();
    expect((await happenings(page)).map((text) => text.split('\n')[0])).toEqual(expected);
  });

  test('says of what was cancelled before its time when that would have been', async () => {
    const id = await scheduled(rig, 2);
    await rig.server.client.cancel(id);
    const page = await shown(rig, id);
    await page.getByText('Would have been due').waitFor();
    expect((await happenings(page)).map((text) => text.split('\n')[0])).toEqual([
      'Submitted',
      'Cancelled by tester',
      'Would have been due',
    ]);
    await page.getByText('Nothing was handed over.', { exact: true }).waitFor();
  });
});
