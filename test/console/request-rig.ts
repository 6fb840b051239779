// What tests of the console ask of a request and of its page.
import type { Locator, Page } from 'playwright-core';
import { eventually, inAnHour, mobiles } from '../support/client.js';
import type { LedgerLine } from '../support/server.js';
import type { ConsoleRig, Visit } from './browser.js';

/** Of a fate of the simulator so many numbers. */
const fate = (kind: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `+1500555${String(kind)}${String(i).padStart(3, '0')}`);

/** What is to be tried again waits longer than the tests take. */
export const PATIENT = { RETRY_BASE_MS: '600000', RETRY_MAX_MS: '600000' };

export const scheduled = ({ server }: ConsoleRig, count: number, more = {}): Promise<string> =>
  server.client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(count), ...more });

/** 3 delivered, 2 rejected, 1 in doubt, 4 that wait for their next attempt. */
export async function mixed({ server: { client } }: ConsoleRig): Promise<string> {
  const id = await client.submitted({
    sender: 'ACME',
    content: 'Your order has left the warehouse.',
    mobiles: [...fate(1, 3), ...fate(3, 2), ...fate(7, 1), ...fate(5, 4)],
  });
  await eventually(
    async () => ({ ...(await client.request(id)), entries: await client.entries(id) }),
    ({ counts, entries }) =>
      counts.Delivered === 3 && counts.Rejected === 2 && counts['In doubt'] === 1 && entries.every(({ attempts }) => attempts > 0),
  );
  return id;
}

export const handed = ({ server }: ConsoleRig, id: string): LedgerLine[] => server.ledger().filter(({ requestId }) => requestId === id);

export const button = (place: Page | Locator, name: string): Locator => place.getByRole('button', { name, exact: true });

/** Of the legend below the bar. */
export const share = (page: Page, name: string, count: string): Locator =>
  page.locator('[data-share]').filter({ hasText: new RegExp(`^${name}${count}$`) });

/** The page of a request, live. */
export async function shown(rig: ConsoleRig, id: string, visit: Visit = {}): Promise<Page> {
  const page = await rig.signIn({ path: `/requests/${id}`, ...visit });
  await page.getByText('Live', { exact: true }).waitFor();
  return page;
}
