// Swagger UI as an explorer finds it: in a real browser, where each example works at a click.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchChromium } from '../console/chromium.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchChromium()]);
  page = await browser.newPage({ baseURL: server.url, viewport: { width: 1280, height: 1000 } });
  await page.goto('/docs');
  await page.getByRole('button', { name: 'Authorize' }).click();
  const token = server.client.headers().authorization?.replace('Bearer ', '') ?? '';
  await page.locator('.auth-container', { hasText: 'bearer' }).getByLabel('Value').fill(token);
  await page.locator('.auth-container', { hasText: 'bearer' }).getByRole('button', { name: 'Apply credentials' }).click();
  await page.getByRole('button', { name: 'Close' }).first().click();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

/** Ready to be tried. */
async function opened(operationId: string): Promise<Locator> {
  const operation = page.locator(`.opblock[id$="-${operationId}"]`);
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  return operation;
}

/** The status of what a click on Execute asked. */
async function executed(operation: Locator): Promise<{ status: number; sent: string | null; url: string }> {
  const [response] = await Promise.all([
    page.waitForResponse((answer) => answer.url().includes('/api/')),
    operation.getByRole('button', { name: 'Execute' }).click(),
  ]);
  return { status: response.status(), sent: response.request().postData(), url: response.url() };
}

it('lists what is used first at the top, and the health checks last', async () => {
  const tags = await page.evaluate<string[]>("[...document.querySelectorAll('.opblock-tag')].map((tag) => tag.dataset.tag)");
  expect(tags[0]).toBe('SMS');
  expect(tags.slice(-2)).toEqual(['Providers', 'Health']);
});

describe('a submit', () => {
  it('in every form works at a click, with each example', async () => {
    const operation = await opened('submitSms');
    for (const type of ['application/json', 'application/x-ndjson', 'application/xml']) {
      await operation.getByLabel('Request content type').selectOption(type);
      const examples = operation.locator('.opblock-section-request-body .examples-select-element');
      for (const name of ['scheduled', 'now', 'voice']) {
        await examples.selectOption(name);
        const done = await executed(operation);
        expect([type, name, done.status]).toEqual([type, name, 200]);
      }
    }
  });

  it('of CSV works at a click', async () => {
    const done = await executed(await opened('submitSmsCsv'));
    expect(done.status).toBe(200);
  });
});

it('lists and searches without a filter that finds nothing', async () => {
  for (const operationId of ['listSmsRequests', 'searchSmsEntries']) {
    const done = await executed(await opened(operationId));
    expect(done.status).toBe(200);
  }
});
