// What Compose asks before it sends, and what it says of a content that somebody may not know.
import { describe, expect, test } from '@jest/globals';
import { checkAccessibility, consoleRig } from './browser.js';
import { ANNA, BERT, fact, fill, heading, requestsOf, send, sentId, stored } from './compose-form.js';
import { button } from './request-rig.js';

const rig = consoleRig({ SEGMENT_PRICE: '0.0075 EUR' });

describe('“Send now”', () => {
  test('asks about more than one recipient, naming them and the cost, and sends nothing until then', async () => {
    const page = await rig.signIn({ path: '/compose', claims: { sub: 'asked' } });
    await fill(page, `${ANNA}\n${BERT}\n+919866694755`, 'A sale. '.repeat(25));
    await page.getByText('3 recipients', { exact: true }).waitFor();
    await button(page, 'Send now').click();
    const dialog = page.getByRole('dialog', { name: 'Send this now?' });
    await dialog.locator(':focus', { hasText: 'Don’t send' }).waitFor();
    for (const [name, value] of [
      ['Recipients', '3'],
      ['Segments in all', '6'],
      ['Cost', '€0.045'],
    ] as const)
      expect(await dialog.getByRole('row', { name: `${name} ${value}`, exact: true }).count()).toBe(1);
    await checkAccessibility(page);
    await button(dialog, 'Don’t send').click();
    await dialog.waitFor({ state: 'detached' });
    expect(await requestsOf(rig.server, 'asked')).toEqual([]);
    await page.locator(':focus', { hasText: 'Send now' }).waitFor();

    // By the check's own numbers.
    await page.getByLabel('Phone numbers').fill(`${ANNA}\n${BERT}\n${ANNA}\n+91123`);
    await button(page, 'Check').click();
    await heading(page, 'Checked, nothing sent').waitFor();
    await button(page, 'Send now').click();
    await dialog.getByText('According to the last check.').waitFor();
    await button(dialog, 'Send to 2 recipients').dblclick();
    await sentId(page);
    expect(await requestsOf(rig.server, 'asked')).toHaveLength(1);
  });

  test('does not ask about one, nor about what is scheduled for later; a start that has passed is now', async () => {
    const page = await rig.signIn({ path: '/compose', claims: { sub: 'one' } });
    await fill(page, ANNA, 'Only you');
    await send(page);
    await button(page, 'Compose another').click();
    await fill(page, `${ANNA}\n${BERT}`, 'Later');
    await page.getByLabel('Start later').check();
    const start = page.locator('[type=datetime-local]');
    await start.fill('2020-01-01T09:00');
    await button(page, 'Schedule').click();
    await button(page.getByRole('dialog', { name: 'Send this now?' }), 'Don’t send').click();
    const soon = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 16);
    await start.fill(soon);
    await button(page, 'Schedule').click();
    expect(await stored(rig.server, await sentId(page))).toMatchObject({ state: 'scheduled', recipientCount: 2 });
  });

  test('by a call names no segments, and a price that nobody set is not known', async () => {
    const page = await rig.signIn({ path: '/compose' });
    await fill(page, `${ANNA}\n${BERT}`, 'Spoken');
    await page.getByLabel('Call that speaks the message').check();
    await button(page, 'Send now').click();
    const dialog = page.getByRole('dialog', { name: 'Send this now?' });
    await dialog.getByRole('row', { name: 'Recipients 2', exact: true }).waitFor();
    expect(await dialog.getByRole('row').count()).toBe(1);
  });
});

describe('a content', () => {
  test.each([
    ['Dear {{name}}, hello', '{{name}} is sent unchanged: no value replaces it.'],
    ['Dear {name} {0} ${amount}', '{name}, {0}, ${amount} are sent unchanged: no values replace them.'],
    ['Dear %vorname% %%LAST%%', '%vorname%, %%LAST%% are sent unchanged: no values replace them.'],
    ['Dear [[first name]], <name>!', '[[first name]], <name> are sent unchanged: no values replace them.'],
    ['Dear *|FNAME|* %s', '*|FNAME|*, %s are sent unchanged: no values replace them.'],
    ['Dear [first_name], your #order_number#', '[first_name], #order_number# are sent unchanged: no values replace them.'],
  ])('that looks as if it were to be filled in is asked about, also for one recipient: %s', async (content, said) => {
    const page = await rig.signIn({ path: '/compose' });
    await fill(page, ANNA, content);
    await page.getByText(said, { exact: true }).waitFor();
    await button(page, 'Send now').click();
    const dialog = page.getByRole('dialog', { name: 'Send this now?' });
    await dialog.getByText(said, { exact: true }).waitFor();
    await checkAccessibility(page);
    await button(dialog, 'Send to 1 recipient').click();
    expect(await stored(rig.server, await sentId(page))).toMatchObject({ content });
  });

  test('that doesn’t look so is not', async () => {
    const page = await rig.signIn({ path: '/compose' });
    const content = '[Bank] 20% off and 30% more: 100% yours, I <3 you, 5 < 7 > 3, {"a": 1}, $5, #sale# C&A @home, it is 50%!';
    await fill(page, ANNA, content);
    expect(await stored(rig.server, await send(page))).toMatchObject({ content });
  });

  test('with ##First Name## is refused at once', async () => {
    const page = await rig.signIn({ path: '/compose' });
    await fill(page, ANNA, 'Dear ##First Name##');
    await page.getByText('##First Name## would be sent unchanged: no value replaces it.').waitFor();
  });
});

describe('what makes a text UCS-2', () => {
  test('is named, and plain characters are offered', async () => {
    const page = await rig.signIn({ path: '/compose' });
    const content = `It’s here – “really”… ${'Come and see it. '.repeat(8)}`;
    await fill(page, ANNA, content);
    await page
      .getByText(/^It takes 3 segments of UCS-2, of 70 characters each instead of 160, because of “’” \(U\+2019\), “–” \(U\+2013\), /)
      .waitFor();
    await page.getByText(/^With “'” instead of “’”, “-” instead of “–”, .* it takes 1 segment of GSM-7\.$/).waitFor();
    await checkAccessibility(page);
    await button(page, 'Write it so').click();
    expect(await page.getByLabel('Content').inputValue()).toBe(`It's here - "really"... ${'Come and see it. '.repeat(8)}`);
    expect(await fact(page, 'Each takes').textContent()).toBe('1 segment of GSM-7');
    expect(await page.getByText('U+2019').count()).toBe(0);
  });

  test('is named where nothing can stand instead, and nothing is offered that doesn’t help', async () => {
    const page = await rig.signIn({ path: '/compose' });
    await fill(page, ANNA, 'Your parcel’s here 📦');
    await page.getByText(/because of “’” \(U\+2019\), “📦” \(U\+1F4E6\)\.$/).waitFor();
    expect(await button(page, 'Write it so').count()).toBe(0);
    await page.getByLabel('Content').fill('Привет всем');
    await page.getByText(/because of “П” \(U\+041F\), .*, 2 more\.$/).waitFor();
    await page.getByLabel('Call that speaks the message').check();
    expect(await page.getByText('U+041F').count()).toBe(0);
  });

  test('is what isn’t seen, too: spaces of other widths, marks of direction, letters in two characters', async () => {
    const page = await rig.signIn({ path: '/compose', locale: 'de-DE' });
    await page.getByLabel('Telefonnummern').fill(ANNA);
    await page.getByLabel('Inhalt').fill('Gru\u0308ße\u00a0an\u200b alle\u200e');
    await page.getByText(/wegen „u\u0308“ \(U\+0075 U\+0308\), „\u00a0“ \(U\+00A0\), /).waitFor();
    await button(page, 'So schreiben').click();
    expect(await page.getByLabel('Inhalt').inputValue()).toBe('Grüße an alle');
  });
});
