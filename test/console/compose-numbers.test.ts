// Compose counts as recipients what the server will send to: the same reading of numbers, with the same country.
import { describe, test } from '@jest/globals';
import { consoleRig } from './browser.js';
import { fact, fill, heading, status } from './compose-form.js';

const NATIONAL = '130 3456 7890\n+86 130 3456 7890\n\u202a+8613912345678\u202c\n4.91622897306E+11\n+493012345678.0\n+13034567890';

describe('Compose without a country', () => {
  const rig = consoleRig();

  test('counts no national numbers', async () => {
    const page = await rig.signIn({ path: '/compose' });
    await fill(page, '030 1234567\n09866694753\n+491622897306', 'Hello');
    await status(page, '1 recipient · 2 are not phone numbers').waitFor();
  });
});

describe('Compose with a country', () => {
  const rig = consoleRig({ DEFAULT_COUNTRY: 'CN' });

  test('counts its national numbers, each once, as a check does', async () => {
    const page = await rig.signIn({ path: '/compose' });
    await fill(page, NATIONAL, 'Hello');
    await status(page, '4 recipients · 1 duplicate · 1 is not a phone number').waitFor();
    await page.getByRole('button', { name: 'Check' }).click();
    await heading(page, 'Checked, nothing sent').waitFor();
    await fact(page, 'Recipients').filter({ hasText: /^4$/ }).waitFor();
  });

  test('counts a column of a spreadsheet alike', async () => {
    const page = await rig.signIn({ path: '/compose', claims: { sub: 'csv' } });
    await page.getByRole('tab', { name: 'CSV file' }).click();
    const text = `name,mobile\u200b\n${NATIONAL.split('\n')
      .map((number) => `Anna,${number}`)
      .join('\n')}\n`;
    await page.locator('input[type=file]').setInputFiles({ name: 'guests.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await status(page, '4 recipients · 1 duplicate · 1 is not a phone number').waitFor();
  });
});
