// That messages wait, and why, is shown where they wait; and an operator holds, resumes and slows from the console.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { Control } from '../../src/queue/control/control.js';
import { token } from '../support/token.js';
import { eventually, mobiles } from '../support/client.js';
import { LANES } from '../support/server.js';
import { checkAccessibility, CONSOLE_SCOPES, consoleRig, sidewaysScroll } from './browser.js';

const rig = consoleRig({ BREAKER_FAILURES: '2', BREAKER_PAUSE_MS: '100', SIMULATOR_LATENCY_MS: '0' });
const banner = (page: Page, title = 'Messages of yours are waiting'): Locator => page.getByRole('status').filter({ hasText: title });
const OPERATOR = { scope: `${CONSOLE_SCOPES} system:manage` };
const holds = async (): Promise<string[]> =>
  (await (await Control.of(rig.server.sql, LANES)).holds()).map(({ kind, name }) => `${kind} ${name}`);
const become = (wanted: string[]): Promise<string[]> => eventually(holds, (found) => found.join() === wanted.join());

describe('an outage', () => {
  const outage = (): string => join(rig.server.folder, 'simulator-outage');
  let id: string;
  beforeAll(async () => {
    writeFileSync(outage(), '');
    id = await rig.server.client.submitted({ mobiles: mobiles(3) });
    await eventually(
      async () => (await rig.server.client.request(id)).waitingFor as unknown[],
      (waits) => waits.length > 0,
    );
  });
  afterAll(async () => {
    rmSync(outage());
    await rig.server.client.settled(id);
  });

  test('is shown with the request, and over every page', async () => {
    const page = await rig.signIn({ path: `/requests/${id}` });
    const ofRequest = banner(page, 'What is due of this request waits');
    await ofRequest.getByText('SIMULATOR can’t be reached or gives no answer').waitFor();
    await ofRequest.getByText('the provider refused the connection').waitFor();
    await banner(page).getByText('SIMULATOR can’t be reached or gives no answer').waitFor();
    await checkAccessibility(page);
    await page.setViewportSize({ width: 360, height: 740 });
    // Charts follow the window a little later.
    await eventually(
      () => sidewaysScroll(page),
      (pixels) => pixels === 0,
    );
  });

  test('is shown on the queue page in German, and under System to who may look, who may change nothing', async () => {
    const page = await rig.signIn({ path: '/queue', locale: 'de-DE' });
    await banner(page, 'Nachrichten von Ihnen warten').getByText('SIMULATOR ist nicht erreichbar oder antwortet nicht').waitFor();
    await page.goto('/console/system');
    await page.getByRole('group', { name: 'SIMULATOR', exact: true }).getByText('der Anbieter lehnte die Verbindung ab').waitFor();
    expect(await page.getByRole('button', { name: /anhalten|Anhalten|Fortsetzen|Tempolimit/ }).count()).toBe(0);
  });

  test('is no other tenant’s, whose messages don’t wait', async () => {
    const page = await rig.open({ path: '/queue' });
    const asked = page.waitForResponse(/sms\/waiting$/);
    await page.locator('input[type=password]').fill(token({ scope: CONSOLE_SCOPES, tenant: 'other' }));
    await page.keyboard.press('Enter');
    expect(await (await asked).json()).toEqual({ items: [] });
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await banner(page).count()).toBe(0);
  });
});

describe('an operator', () => {
  test('holds a provider, all and a tenant, after a question, and resumes them', async () => {
    const page = await rig.signIn({ path: '/system', claims: OPERATOR });
    const card = page.getByRole('group', { name: 'SIMULATOR', exact: true });
    await card.getByRole('button', { name: 'Hold', exact: true }).click();
    const question = page.getByRole('dialog', { name: 'Hold Provider SIMULATOR?' });
    await question.getByText('Waiting messages can still be cancelled').waitFor();
    await checkAccessibility(page);
    await question.getByRole('button', { name: 'Go on' }).click();
    await question.waitFor({ state: 'hidden' });
    expect(await holds()).toEqual([]);
    await card.getByRole('button', { name: 'Hold', exact: true }).click();
    await question.getByRole('button', { name: 'Hold', exact: true }).click();
    await card.getByText('An operator holds it').waitFor();
    expect(await holds()).toEqual(['provider SIMULATOR']);
    await page.getByRole('button', { name: 'Resume: Provider SIMULATOR' }).click();
    await become([]);

    await page.getByRole('button', { name: 'Hold all dispatch' }).click();
    await page.getByRole('dialog', { name: 'Hold All dispatch?' }).getByRole('button', { name: 'Hold', exact: true }).click();
    await become(['all ']);
    await page.getByRole('button', { name: 'Resume: All dispatch' }).click();
    await become([]);

    const tenant = page.getByRole('button', { name: 'Hold a tenant' });
    expect(await tenant.isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'Tenant' }).fill('other');
    await tenant.click();
    await page.getByRole('dialog', { name: 'Hold Tenant other?' }).getByRole('button', { name: 'Hold', exact: true }).click();
    await become(['tenant other']);
    await page.getByRole('button', { name: 'Resume: Tenant other' }).click();
    await become([]);

    await (await Control.of(rig.server.sql, LANES)).hold({ kind: 'channel', name: 'voice' });
    await page.getByRole('button', { name: 'Resume: Channel voice' }).click();
    await become([]);
    await page.setViewportSize({ width: 360, height: 740 });
    // Charts follow the window a little later.
    await eventually(
      () => sidewaysScroll(page),
      (pixels) => pixels === 0,
    );
  });

  test('sets a rate limit of a provider, and takes it back', async () => {
    const page = await rig.signIn({ path: '/system', claims: OPERATOR });
    const card = page.getByRole('group', { name: 'SIMULATOR', exact: true });
    await card.getByRole('button', { name: 'Rate limit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Rate limit of SIMULATOR' });
    await dialog.getByRole('textbox', { name: 'Messages a second, over all workers' }).fill('2.5');
    await checkAccessibility(page);
    await dialog.getByRole('button', { name: 'Set' }).click();
    await card.getByText('2.5 a second, set by an operator').waitFor();
    await card.getByRole('button', { name: 'Rate limit' }).click();
    await dialog.getByRole('button', { name: 'As configured' }).click();
    await card.getByText('No limit', { exact: true }).waitFor();
  });
});
