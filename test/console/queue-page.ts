// What tests of the SMS Queue look at.
import type { Locator, Page } from 'playwright-core';
import { type Client, eventually, type RequestBody } from '../support/client.js';

/** Those that are drawn. */
export const rows = (page: Page): Locator => page.getByRole('table').locator('tbody tr[data-index]');

export const rowOf = (page: Page, mobile: string): Locator => rows(page).filter({ hasText: mobile });

/** Once an entry of the request is in the status. */
export const saying = (client: Client, id: string, status: string): Promise<RequestBody> =>
  eventually(
    () => client.request(id),
    ({ counts }) => (counts[status] ?? 0) > 0,
  );
