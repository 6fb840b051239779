// The form of Compose, as somebody fills it in.
import type { Page } from 'playwright-core';
import type { TestServer } from '../support/server.js';

export const ANNA = '+919866694753';
export const BERT = '+919866694754';

export const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true });
export const status = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text });

export async function fill(page: Page, numbers: string, content: string): Promise<void> {
  await page.getByLabel('Phone numbers').fill(numbers);
  await page.getByLabel('Content').fill(content);
}

/** The fact that a name has in the summary. */
export const fact = (page: Page, name: string) =>
  page
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name, exact: true }) })
    .getByRole('cell');

/** @param recipients as many as it asks about; it asks about none where there is one */
export async function send(page: Page, { button = 'Send now', recipients = 1 } = {}): Promise<string> {
  await page.getByRole('button', { name: button }).click();
  if (recipients > 1) await page.getByRole('button', { name: `Send to ${String(recipients)} recipients` }).click();
  return sentId(page);
}

export async function sentId(page: Page): Promise<string> {
  await heading(page, 'The request is queued').waitFor();
  const link = await page.getByRole('link', { name: 'To the request' }).getAttribute('href');
  return link?.split('/').at(-1) ?? '';
}

export async function stored(server: TestServer, id: string): Promise<Record<string, unknown>> {
  const { status: code, body } = await server.client.ask('GET', `/api/v1/messages/sms/${id}`);
  if (code !== 200) throw new Error(`No request ${id}: ${String(code)}`);
  return body;
}

export async function requestsOf(server: TestServer, user: string): Promise<unknown[]> {
  const { body } = await server.client.ask<{ items: unknown[] }>('GET', `/api/v1/messages/sms?user=${user}`);
  return body.items;
}
