// Compose: the moment that a time in another zone means, and the limits of a message as it is written.
import { describe, expect, test } from '@jest/globals';
import { instantOf, zoned } from '../../src/console/web/pages/compose/zoned.js';
import { segmentsOf } from '../../src/messages/segments.js';
import { checkAccessibility, consoleRig, screenshot } from './browser.js';
import { ANNA, fact, fill, heading, requestsOf, send, stored } from './compose-form.js';

/** As the console writes a moment in English. */
const written = (iso: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium', timeZone }).format(new Date(iso));

describe('the clock of a zone', () => {
  const at = (wall: string, zone: string, again = false): string | null => {
    const instant = instantOf(wall, zone, again);
    return instant === null ? null : new Date(instant).toISOString();
  };

  test.each([
    ['2027-01-15T09:00', 'UTC', '2027-01-15T09:00:00.000Z'],
    ['2027-01-15T09:00', 'Asia/Kolkata', '2027-01-15T03:30:00.000Z'],
    ['2027-07-15T09:00', 'America/New_York', '2027-07-15T13:00:00.000Z'],
    ['2027-01-15T00:00', 'Pacific/Kiritimati', '2027-01-14T10:00:00.000Z'],
    // Either side of the changes
    ['2027-03-28T01:59', 'Europe/Berlin', '2027-03-28T00:59:00.000Z'],
    ['2027-03-28T03:00', 'Europe/Berlin', '2027-03-28T01:00:00.000Z'],
    ['2027-10-31T01:59', 'Europe/Berlin', '2027-10-30T23:59:00.000Z'],
    ['2027-10-31T03:00', 'Europe/Berlin', '2027-10-31T02:00:00.000Z'],
  ])('%s in %s is %s', (wall, zone, instant) => {
    expect(at(wall, zone)).toBe(instant);
    expect(at(wall, zone, true)).toBe(instant);
  });

  test('leaves out times that never come, and tells apart those that come twice', () => {
    expect(zoned('2027-03-28T02:30', 'Europe/Berlin')).toEqual({ kind: 'none', instead: '2027-03-28T03:30' });
    expect([at('2027-10-31T02:30', 'Europe/Berlin'), at('2027-10-31T02:30', 'Europe/Berlin', true)]).toEqual([
      '2027-10-31T00:30:00.000Z',
      '2027-10-31T01:30:00.000Z',
    ]);
    // Half an hour only
    expect(zoned('2027-10-03T02:15', 'Australia/Lord_Howe')).toEqual({ kind: 'none', instead: '2027-10-03T02:45' });
    // A day that Samoa never had
    expect(zoned('2011-12-30T12:00', 'Pacific/Apia')).toMatchObject({ kind: 'none' });
    expect(zoned('', 'UTC')).toBeNull();
  });
});

describe('Compose', () => {
  const rig = consoleRig({ MAX_SEGMENTS: '2', TEXT_MAX_LENGTH: '200', VOICE_MAX_LENGTH: '10', MAX_RECIPIENTS: '3' });

  test('schedules by the clock of another zone', async () => {
    const page = await rig.signIn({ path: '/compose', timezoneId: 'Asia/Tokyo' });
    await fill(page, ANNA, 'Good morning');
    await page.getByLabel('Start later').check();
    const zone = page.getByRole('combobox', { name: 'Time zone' });
    expect(await zone.inputValue()).toBe('Asia/Tokyo');
    await zone.fill('Berlin');
    await page.getByRole('option', { name: 'Europe/Berlin' }).click();
    const start = page.getByLabel('Start', { exact: false }).and(page.locator('[type=datetime-local]'));

    await page.getByRole('button', { name: 'Schedule' }).click();
    await page.getByText('Enter a whole date and time.').waitFor();
    await start.fill('2027-03-28T02:30');
    await page.getByText('This time never comes in Europe/Berlin').waitFor();
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Schedule' }).click();
    expect(await requestsOf(rig.server, 'tester')).toEqual([]);

    await start.fill('2027-10-31T02:30');
    const [first, second] = ['2027-10-31T00:30:00Z', '2027-10-31T01:30:00Z'] as const;
    const said = (iso: string): string => `${written(iso, 'UTC')} UTC · ${written(iso, 'Asia/Tokyo')} here (Asia/Tokyo)`;
    await page.getByText(said(first)).waitFor();
    await checkAccessibility(page);
    await page.getByLabel(`The second, ${written(second, 'UTC')} UTC`).check();
    await page.getByText(said(second)).waitFor();
    await page.getByLabel('Give up at some time').check();
    await page.getByLabel('Give up at', { exact: false }).and(page.locator('[type=datetime-local]')).fill('2027-10-31T12:00');
    await screenshot(page, 'compose-schedule');
    const id = await send(page, { button: 'Schedule' });
    expect(await stored(rig.server, id)).toMatchObject({
      state: 'scheduled',
      startsAt: '2027-10-31T01:30:00.000Z',
      expiresAt: '2027-10-31T11:00:00.000Z',
    });
  });

  test('says that a past start is at once, and what the server says of an expiry that has passed', async () => {
    const page = await rig.signIn({ path: '/compose' });
    await fill(page, ANNA, 'Late');
    await page.getByLabel('Start later').check();
    await page.locator('[type=datetime-local]').fill('2020-01-01T00:00');
    await page.getByText('This has passed: it would start at once.').waitFor();
    await page.getByLabel('Start later').uncheck();
    await page.getByLabel('Give up at some time').check();
    await page.locator('[type=datetime-local]').fill('2020-01-01T00:00');
    rig.tolerate(page, /^400 POST/);
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByText('Expiry Time should not be less than Current Time').waitFor();
    await page.getByLabel('Give up at some time').uncheck();
    await send(page);
  });

  test('tells the limits as one writes, and sends nothing beyond them', async () => {
    const page = await rig.signIn({ path: '/compose', claims: { sub: 'limits' } });
    await fill(page, ANNA, 'a'.repeat(201));
    await page.getByText('At most 200 characters fit.').waitFor();
    await page.getByLabel('Content').fill('Ж'.repeat(135));
    await page.getByText('It may take 2 segments at most.').waitFor();
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByLabel('Content').and(page.locator(':focus')).waitFor();
    await page.getByLabel('Call that speaks').check();
    await page.getByText('At most 10 characters fit.').waitFor();
    await page.getByLabel('Text message').check();
    await page.getByLabel('Content').fill('Hello');
    await page.getByLabel('Phone numbers').fill('+919866694751\n+919866694752\n+919866694753\n+919866694754');
    await page.getByText('One request takes 3 recipients at most.').waitFor();
    await page.getByRole('button', { name: 'Check' }).click();
    await heading(page, 'Estimate').waitFor();
    expect(await requestsOf(rig.server, 'limits')).toEqual([]);
  });

  test('counts segments as the server does', async () => {
    const page = await rig.signIn({ path: '/compose' });
    for (const content of [
      'a'.repeat(160),
      '€'.repeat(80),
      `${'€'.repeat(80)}a`,
      'ç',
      '👩‍👩‍👧‍👦'.repeat(9),
      `${'a'.repeat(66)}📦${'b'.repeat(9)}`,
      'line\nline',
    ]) {
      await page.getByLabel('Content').fill(content);
      const { segments, encoding } = segmentsOf(content);
      await fact(page, 'Each takes')
        .getByText(`${String(segments)} segment${segments === 1 ? '' : 's'} of ${encoding}`, { exact: true })
        .waitFor();
    }
  });
});
