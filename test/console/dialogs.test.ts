// Every dialog of the console stands whole in the window, whatever is beside its page, and its buttons can be reached by a pointer.
import { describe, test } from '@jest/globals';
import { mobiles } from '../support/client.js';
import { consoleRig } from './browser.js';
import { fill } from './compose-form.js';
import { standsInTheWindow } from './places.js';
import { button, mixed, PATIENT, scheduled, shown } from './request-rig.js';

const rig = consoleRig(PATIENT);

describe('a dialog stands in the window', () => {
  test('when one request is cancelled, and when it is done', async () => {
    const page = await shown(rig, await mixed(rig));
    await button(page, 'Cancel').click();
    const dialog = page.getByRole('dialog');
    await button(dialog, 'Cancel 4 entries').waitFor();
    await standsInTheWindow(page, dialog);
    await button(dialog, 'Cancel 4 entries').click();
    await dialog.getByText('4 entries were cancelled').waitFor();
    await standsInTheWindow(page, dialog);
  });

  test('when a request is rescheduled, with its calendar', async () => {
    const page = await shown(rig, await scheduled(rig, 2));
    await button(page, 'Reschedule').click();
    const dialog = page.getByRole('dialog', { name: 'Reschedule the request' });
    await button(dialog, 'Reschedule').waitFor();
    await standsInTheWindow(page, dialog);
  });

  test('when many requests are cancelled, and when they are done', async () => {
    const ids = [await scheduled(rig, 1), await scheduled(rig, 2)];
    const page = await rig.signIn({ path: '/requests' });
    for (const id of ids) await page.getByRole('checkbox', { name: `Select the request ${id}` }).check();
    await button(page, 'Cancel 2 requests').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('3 entries wait and will be stopped.').waitFor();
    await standsInTheWindow(page, dialog);
    await button(dialog, 'Cancel 2 requests').click();
    await dialog.getByText('All done').waitFor();
    await standsInTheWindow(page, dialog);
  });

  test('when what was submitted is recalled', async () => {
    const { client } = rig.server;
    const id = await client.submitted({ mobiles: mobiles(3) });
    await client.settled(id);
    const page = await shown(rig, id);
    await button(page, 'Recall').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('3 entries are with their providers, without a receipt yet.').waitFor();
    await standsInTheWindow(page, dialog);
  });

  test('when a blast is about to be sent', async () => {
    const page = await rig.signIn({ path: '/compose' });
    await fill(page, mobiles(20).join('\n'), 'All of it, at length. '.repeat(40));
    await button(page, 'Send now').click();
    const dialog = page.getByRole('dialog', { name: 'Send this now?' });
    await button(dialog, 'Send to 20 recipients').waitFor();
    await standsInTheWindow(page, dialog);
  });

  test('when a message is read, however long it is', async () => {
    await rig.server.client.submitted({ content: 'All of it, at length. '.repeat(70), mobiles: ['+12025550123'] });
    const page = await rig.signIn({ path: '/queue?mobile=%2B12025550123' });
    await page
      .getByRole('button', { name: /^All of it, at length/ })
      .first()
      .click();
    await page.getByRole('dialog', { name: 'Message Content' }).waitFor();
    await standsInTheWindow(page, page.getByRole('dialog', { name: 'Message Content' }));
  });
});
