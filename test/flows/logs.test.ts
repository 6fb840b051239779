// What a log may say: request ID, tenant, masked numbers; never content, tokens, keys or whole numbers.
import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bearer, SECRET } from '../support/token.js';
import { Client, submitBody } from '../support/client.js';
import { cloneDatabase } from '../support/database.js';

const MOBILE = '+919866694753';
const APP_KEY = `esk_${'k'.repeat(43)}`;
const CONTENT = 'a content that nobody may see';

it('names the request and the tenant, and hides the rest', async () => {
  const database = await cloneDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'engagement-logs-'));
  const settings = {
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    PORT: '0',
    JWT_SECRET: SECRET,
    LOG_LEVEL: 'trace',
    NODE_ENV: 'production',
    ALLOW_SIMULATOR: 'true',
  };
  const server = execFile(process.execPath, ['dist/main.js'], { env: { PATH: process.env.PATH, ...settings } });
  const ended = once(server, 'exit');
  let log = '';
  server.stderr?.on('data', (text: string) => (log += text));
  const url = await new Promise<string>((resolve, reject) => {
    server.on('exit', () => {
      reject(new Error(`It did not start: ${log}`));
    });
    server.stdout?.on('data', (text: string) => {
      log += text;
      const found = /listens on (\S+)/.exec(log)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const client = new Client(url);
  const headers = { 'x-request-id': 'my-request-1', 'idempotency-key': 'a-key-of-mine' };
  const id = (
    await client.ask<{ id: string }>('POST', '/api/v1/messages/sms', submitBody({ content: CONTENT, mobiles: [MOBILE] }), headers)
  ).body.id;
  await client.settled(id);
  await client.ask('GET', `/api/v1/messages/sms?mobile=${encodeURIComponent(MOBILE)}`);
  await client.ask('GET', `/api/v1/messages/sms/${MOBILE}`);
  await client.ask('POST', '/api/v1/status/sms', { mobileNumber: MOBILE });
  await client.ask('DELETE', `/api/v1/messages/sms/${id}`);
  await client.ask('GET', `/api/v1/messages/sms/${MOBILE.slice(1)}`, undefined, { 'x-request-id': MOBILE });
  await client.ask('GET', `/nowhere/${APP_KEY}/${bearer().authorization.slice(7)}`, undefined, { 'x-request-id': APP_KEY });
  await client.ask('POST', '/api/v1/messages/sms', `{"content":"${CONTENT}"`);
  server.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  const lines = log.split('\n').filter((line) => line.startsWith('{'));
  expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(
    expect.objectContaining({
      requestId: 'my-request-1',
      method: 'POST',
      path: '/api/v1/messages/sms',
      client: '127.0.0.1',
      tenant: 'acme',
      status: 200,
    }),
  );
  expect(log).toContain('/api/v1/messages/sms/+91…53');
  for (const secret of [CONTENT, MOBILE, MOBILE.slice(1), bearer().authorization.split('.')[2] ?? '', SECRET, APP_KEY, 'a-key-of-mine'])
    expect(log).not.toContain(secret);
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});
