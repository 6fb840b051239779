// Compose in the browser: what is pasted or read from a file, checked, and sent once.
import { describe, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { token } from '../support/token.js';
import { LANES } from '../support/server.js';
import { checkAccessibility, CONSOLE_SCOPES, consoleRig, screenshot, sidewaysScroll } from './browser.js';
import { ANNA, BERT, fact, fill, heading, requestsOf, send, sentId, status, stored } from './compose-form.js';

describe('Compose', () => {
  const rig = consoleRig({ SEGMENT_PRICE: '0.00075 USD', SENDERS: 'acme:Acme' });

  test('counts what is pasted, says by a check what would be refused, and sends to the rest', async () => {
    for (const lane of LANES)
      await rig.server.sql.query(`insert into suppression (lane, module, address, sender, keyword) values ($1, 'sms', $2, '', 'STOP')`, [
        lane,
        BERT,
      ]);
    const page = await rig.signIn({ path: '/compose' });
    await fill(page, `${ANNA}, ${BERT};\n\n+91 98666 94754\n12\tnobody`, 'Your parcel is here €');
    await status(page, '2 recipients · 1 duplicate · 2 are not phone numbers').waitFor();
    expect(await fact(page, 'Each takes').textContent()).toBe('1 segment of GSM-7');
    expect(await fact(page, 'Cost').textContent()).toBe('$0.0015');
    await checkAccessibility(page);

    await page.getByRole('button', { name: 'Check' }).click();
    await heading(page, 'Checked, nothing sent').waitFor();
    const refused = page.getByRole('table', { name: 'Refused numbers' }).getByRole('row');
    expect(await refused.allInnerTexts()).toEqual([
      'Position in the list\tNumber\tReason',
      '4\t12\tis not a phone number',
      '5\tnobody\tis not a phone number',
    ]);
    expect(await fact(page, 'Duplicates left out').textContent()).toBe('1');
    expect(await fact(page, 'Opted out, not sent to').textContent()).toBe('1');
    expect(await fact(page, 'Cost').textContent()).toBe('$0.0015');
    expect(await requestsOf(rig.server, 'tester')).toEqual([]);
    await checkAccessibility(page);
    await screenshot(page, 'compose-checked-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.locator('html[data-mantine-color-scheme=light]').waitFor({ state: 'attached' });
    await screenshot(page, 'compose-checked-light');

    // A check says nothing of what it has not seen.
    await page.getByLabel('Content').fill('Your parcel is here 📦');
    await heading(page, 'Estimate').waitFor();
    expect(await fact(page, 'Each takes').textContent()).toBe('1 segment of UCS-2');

    const id = await send(page, { recipients: 2 });
    await checkAccessibility(page);
    expect(await stored(rig.server, id)).toMatchObject({
      recipientCount: 2,
      content: 'Your parcel is here 📦',
      channel: 'text',
      priority: false,
    });
    await page.getByRole('link', { name: 'To the request' }).click();
    await page.waitForURL(`**/console/requests/${id}`);
    await page.getByRole('heading', { level: 1 }).filter({ hasNotText: 'Compose' }).waitFor();
    await page.goBack();
    await heading(page, 'Estimate').waitFor();
    expect(await page.getByLabel('Content').inputValue()).toBe('');
  });

  test('takes a column of a CSV file, of a spreadsheet that separates by semicolons as well', async () => {
    const page = await rig.signIn({ path: '/compose', claims: { sub: 'csv' } });
    await page.getByRole('tab', { name: 'CSV file' }).click();
    await checkAccessibility(page);
    const file = (text: string) => ({ name: 'guests.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    const input = page.locator('input[type=file]');
    await input.setInputFiles(file(`name,mobile\n"Anna ""A"", first",${ANNA}\nBert,${BERT}\n`));
    await status(page, '2 recipients').waitFor();
    await input.setInputFiles(file(`\ufeffName;Handy\r\nAnna;${ANNA}\r\nBert;${BERT}\r\nBert;${BERT}\r\n`));
    await page.getByText('Choose the column that has the phone numbers.').waitFor();
    await checkAccessibility(page);
    await page.getByRole('combobox', { name: 'Column of the phone numbers' }).click();
    await page.getByRole('option', { name: `Handy (such as ${ANNA})` }).click();
    await status(page, '2 recipients · 1 duplicate').waitFor();
    await checkAccessibility(page);
    await page.getByLabel('Content').fill('Hello');
    const id = await send(page, { recipients: 2 });
    expect(await stored(rig.server, id)).toMatchObject({ recipientCount: 2 });

    await page.getByRole('button', { name: 'Compose another' }).click();
    await page.getByRole('tab', { name: 'CSV file' }).click();
    await page.locator('input[type=file]').setInputFiles(file(`Anna,${ANNA}\nBert,${BERT}\n`));
    await status(page, '2 recipients').waitFor();
    expect(await page.getByLabel('The first row has').isChecked()).toBe(false);
    await page.locator('input[type=file]').setInputFiles(file('mobile\n"never ended\n'));
    await page.getByText('Line 2 is not CSV.').waitFor();
    await page.locator('input[type=file]').setInputFiles({ name: 'guests.xlsx', mimeType: 'application/zip', buffer: Buffer.from('PK') });
    await page.getByText('Only CSV files are read.').waitFor();
  });

  test('reads a file of 1,000,000 rows', async () => {
    const page = await rig.signIn({ path: '/compose' });
    await page.getByRole('tab', { name: 'CSV file' }).click();
    const rows = Array.from({ length: 1_000_000 }, (_, i) => `+9198${String(10_000_000 + i)},guest ${String(i)}`);
    const file = join(rig.server.folder, 'million.csv');
    writeFileSync(file, `mobile,name\n${rows.join('\n')}`);
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByLabel('Content').fill('Hello, all of you');
    await status(page, '1,000,000 recipients').waitFor();
    expect(await fact(page, 'Cost').textContent()).toBe('$750.00');
    await page.getByRole('button', { name: 'Check' }).click();
    await heading(page, 'Checked, nothing sent').waitFor();
    expect(await fact(page, 'Recipients').textContent()).toBe('1,000,000');
  });

  test('is filled in, checked and sent by the keyboard alone', async () => {
    const page = await rig.signIn({ path: '/compose' });
    const tabTo = async (field: Locator): Promise<void> => {
      for (let tabs = 0; tabs < 25 && (await field.and(page.locator(':focus')).count()) === 0; tabs++) await page.keyboard.press('Tab');
      await field.and(page.locator(':focus')).waitFor();
    };
    await tabTo(page.getByLabel('Phone numbers'));
    await page.keyboard.insertText(`${ANNA}\n`);
    await tabTo(page.getByLabel('Text message'));
    await tabTo(page.getByLabel('Content'));
    await page.keyboard.insertText('By hand');
    await tabTo(page.getByLabel('Priority'));
    await page.keyboard.press('Space');
    await tabTo(page.getByRole('button', { name: 'Check' }));
    await page.keyboard.press('Enter');
    await heading(page, 'Checked, nothing sent').waitFor();
    await tabTo(page.getByRole('button', { name: 'Send now' }));
    await page.keyboard.press('Enter');
    const id = await sentId(page);
    await heading(page, 'The request is queued').and(page.locator(':focus')).waitFor();
    expect(await stored(rig.server, id)).toMatchObject({ recipientCount: 1, content: 'By hand', priority: true });
    await tabTo(page.getByRole('button', { name: 'Compose another' }));
    await page.keyboard.press('Enter');
    await page.getByLabel('Phone numbers').waitFor();
  });

  test('says a message by a call, with neither segments nor a call instead', async () => {
    const page = await rig.signIn({ path: '/compose' });
    await fill(page, ANNA, 'Please call back');
    await page.getByLabel('Call instead when a text fails').check();
    await page.getByLabel('Priority').check();
    await page.getByLabel('Call that speaks the message').check();
    expect(await page.getByLabel('Call instead when a text fails').count()).toBe(0);
    expect(await fact(page, 'Each takes').count()).toBe(0);
    await page.getByText('16 of 500 characters').waitFor();
    const id = await send(page);
    expect(await stored(rig.server, id)).toMatchObject({ channel: 'voice', segments: null, priority: true, sendVoiceSmsOnFailure: false });
  });

  test('shows what is missing, and the server’s errors at their fields, and loses nothing by them', async () => {
    const page = await rig.signIn({ path: '/compose' });
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByText('Add a recipient.').waitFor();
    await page.getByText('Write a message.').waitFor();
    await page.getByLabel('Phone numbers').and(page.locator(':focus')).waitFor();
    await checkAccessibility(page);

    rig.tolerate(page, /^400 POST/);
    await fill(page, 'nobody', 'Dear ##First Name##');
    await page.getByLabel('Sender').fill('Evil');
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByText('##First Name## would be sent unchanged: no value replaces it.').waitFor();
    await page.getByLabel('Content').fill('Dear all');
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('is not one that this tenant may use').waitFor();
    await page.getByLabel('Sender').fill('Acme');
    expect(await page.getByText('is not one that this tenant may use').count()).toBe(0);
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByText('No active audience members found').waitFor();
    await checkAccessibility(page);
    await page.getByLabel('Phone numbers').fill(ANNA);
    const id = await send(page);
    expect(await stored(rig.server, id)).toMatchObject({ content: 'Dear all', sender: 'Acme', recipientCount: 1 });
  });

  test('sends once by a double click, and by trying again where the answer was lost', async () => {
    const page = await rig.signIn({ path: '/compose', claims: { sub: 'twice' } });
    await fill(page, ANNA, 'Once');
    await page.getByRole('button', { name: 'Send now' }).dblclick();
    await sentId(page);
    expect(await requestsOf(rig.server, 'twice')).toHaveLength(1);

    await page.getByRole('button', { name: 'Compose another' }).click();
    await fill(page, ANNA, 'Lost');
    rig.tolerate(page, /^net::ERR_FAILED POST/);
    await page.route('**/api/v1/messages/sms', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByText('The server cannot be reached.').waitFor();
    await page.unroute('**/api/v1/messages/sms');
    const id = await send(page);
    expect(await requestsOf(rig.server, 'twice')).toHaveLength(2);
    expect(await stored(rig.server, id)).toMatchObject({ content: 'Lost' });
  });

  test('keeps what was written over a new sign-in, in memory alone, and forgets it at the sign-out', async () => {
    const page = await rig.signIn({ path: '/compose' });
    await fill(page, ANNA, 'Not to be lost');
    await page.getByLabel('Sender').fill('Acme');
    await page.getByRole('link', { name: 'Requests' }).click();
    await page.getByRole('link', { name: 'Compose' }).click();
    expect(await page.getByLabel('Content').inputValue()).toBe('Not to be lost');

    rig.tolerate(page, /^401 POST/);
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Send now' }).click();
    await heading(page, 'Sign in').waitFor();
    expect(await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).not.toContain('Not to be lost');
    await page.locator('input[type=password]').fill(token({ scope: CONSOLE_SCOPES }));
    await page.keyboard.press('Enter');
    await heading(page, 'Compose').waitFor();
    expect(await page.getByLabel('Phone numbers').inputValue()).toBe(ANNA);
    await send(page);

    await page.getByRole('button', { name: 'Compose another' }).click();
    await fill(page, ANNA, 'Not for others');
    await page.getByRole('button', { name: 'Account of tester' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.locator('input[type=password]').fill(token({ scope: CONSOLE_SCOPES }));
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Compose' }).click();
    expect(await page.getByLabel('Content').inputValue()).toBe('');
  });

  test('fits a small screen and a large one, in German as well', async () => {
    const page = await rig.signIn({ path: '/compose', locale: 'de-DE', viewport: { width: 360, height: 740 } });
    await page.getByLabel('Telefonnummern').fill(`${ANNA}\nniemand${'!'.repeat(60)}`);
    await page.getByLabel('Inhalt').fill('Grüße'.repeat(80));
    await page.getByLabel('Später beginnen').check();
    await page.getByRole('button', { name: 'Prüfen' }).click();
    await page.getByText('Geben Sie Datum und Uhrzeit ganz ein.').waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    await page.getByLabel('Später beginnen').uncheck();
    await page.getByRole('button', { name: 'Prüfen' }).click();
    await heading(page, 'Geprüft, nichts gesendet').waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    await checkAccessibility(page);
    await page.setViewportSize({ width: 3840, height: 2160 });
    expect(await sidewaysScroll(page)).toBe(0);
  });
});
