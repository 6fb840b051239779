// Downloads, watchers and reads of one caller: so many at once, ended when nobody reads or when the key is revoked, and in nobody's way.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { promisify } from 'node:util';
import { AppKeysService } from '../../src/auth/app-keys.service.js';
import { ConsoleUsersService } from '../../src/auth/console-users.service.js';
import { type RunningApp, startApp } from '../support/app.js';
import { bearer } from '../support/token.js';
import { Client, eventually, inAnHour } from '../support/client.js';
import { open } from '../support/raw.js';
import { startServer, type TestServer } from '../support/server.js';
import { waiting } from '../support/waits.js';

/** More text than sockets hold. */
const ENTRIES = 60_000;
const SCOPES = 'messages:send messages:read';

let server: TestServer;
let app: RunningApp;
let id: string;
beforeAll(async () => {
  server = await startServer({ DOWNLOADS: '1', DATABASE_POOL: '16' });
  app = await startApp({ DATABASE_URL: server.databaseUrl, ROLE: 'api', BASIC_AUTH: 'true', DOWNLOADS: '1', DOWNLOAD_IDLE_MS: '50' });
  const lines = [JSON.stringify({ content: 'hello', startTimestamp: inAnHour() })];
  for (let i = 0; i < ENTRIES; i++) lines.push(JSON.stringify({ mobile: `+9198${10_000_000 + i}` }));
  const { body } = await server.client.ask<{ id: string }>('POST', '/api/v1/messages/sms', lines.join('\n'), {
    'content-type': 'application/x-ndjson',
  });
  id = body.id;
});
afterAll(async () => {
  await app.close();
  await server.close();
});

const csvPath = (): string => `/api/v1/messages/sms/${id}/entries.csv`;

/** Of a caller that reads the beginning and then nothing more. */
async function stalled(url: string, headers: Record<string, string> = bearer()): Promise<Socket> {
  const socket = await open(url);
  socket.on('error', () => undefined);
  const lines = Object.entries({ Host: 'x', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${csvPath()} HTTP/1.1\r\n${lines.join('')}\r\n`);
  await once(socket, 'readable');
  return socket;
}

async function rows(client: Client): Promise<number> {
  const response = await fetch(client.url + csvPath(), { headers: client.headers() });
  if (response.status !== 200) throw new Error(`Answered ${response.status}`);
  return (await response.text()).trimEnd().split('\r\n').length - 1;
}

it('has as many at once as a caller may have', async () => {
  const socket = await stalled(server.url);
  const second = await server.client.ask('GET', csvPath());
  expect([second.status, second.body, second.headers.get('retry-after')]).toEqual([429, { id: '', message: 'Too many requests' }, '5']);
  expect(await rows(server.client.as({ sub: 'another' }))).toBe(ENTRIES);
  socket.destroy();
  // Whoever hung up has left.
  await eventually(
    () => server.client.ask('HEAD', csvPath()).then(() => rows(server.client).catch(() => 0)),
    (count) => count === ENTRIES,
  );
});

it('cuts off whom nobody reads, and nobody else', async () => {
  const client = new Client(app.url);
  const socket = await stalled(app.url);
  const closed = once(socket, 'close');
  // The end is behind what wasn't read.
  await eventually(
    () => rows(client).catch(() => 0),
    (count) => count === ENTRIES,
  );
  socket.resume();
  await closed;
});

const keys = (): AppKeysService => app.app.get(AppKeysService, { strict: false });
const users = (): ConsoleUsersService => app.app.get(ConsoleUsersService, { strict: false });

/** What a stream of events says until it ends. */
async function heard(headers: Record<string, string>, meanwhile: () => Promise<unknown>): Promise<string> {
  const response = await fetch(`${app.url}/api/v1/messages/sms/${id}/events`, { headers });
  expect(response.status).toBe(200);
  await meanwhile();
  return response.text();
}

it('ends a stream of events when its key is revoked', async () => {
  const { id: keyId, key } = await keys().create('acme', SCOPES);
  const { id: otherId, key: other } = await keys().create('acme', SCOPES);
  const leaving = new AbortController();
  const stays = await fetch(`${app.url}/api/v1/messages/sms/events`, { headers: { 'X-Kony-App-Api-Key': other }, signal: leaving.signal });
  const text = await heard({ 'X-Kony-App-Api-Key': key }, () => keys().revoke(keyId));
  expect(text).toMatch(/event: request\n[^]*event: expired\ndata: \{\}\n\n$/);
  const reader = stays.body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).not.toContain('expired');
  leaving.abort();
  await keys().revoke(otherId);
});

it('ends a stream of events when its user is revoked, also where the name is made again', async () => {
  const authorization = `Basic ${Buffer.from('watcher:correct horse battery').toString('base64')}`;
  await users().create('watcher', 'acme', SCOPES, 'correct horse battery');
  const text = await heard({ authorization }, () => users().revoke('watcher'));
  expect(text).toMatch(/event: expired\ndata: \{\}\n\n$/);
});

it('cuts a download off when its key is revoked', async () => {
  const { id: keyId, key } = await keys().create('acme', SCOPES);
  // Nobody else is at this one.
  const calm = await startApp({ DATABASE_URL: server.databaseUrl, ROLE: 'api' });
  const connections = promisify((calm.app.getHttpServer() as Server).getConnections.bind(calm.app.getHttpServer()));
  const socket = await stalled(calm.url, { 'X-Kony-App-Api-Key': key });
  expect(await connections()).toBe(1);
  await keys().revoke(keyId);
  await eventually(connections, (count) => count === 0);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  expect(text).toMatch(/^HTTP\/1\.1 200 /);
  expect(text.split('\r\n').length).toBeLessThan(ENTRIES);
  await calm.close();
});

it('lets other tenants read while one tenant’s reads stand still', async () => {
  const blocker = await server.sql.connect();
  await blocker.query('begin');
  await blocker.query('lock table queue_entry in access exclusive mode');
  const reads = Array.from({ length: 40 }, () => server.client.ask('GET', `/api/v1/messages/sms/${id}/entries`));
  let settled = 0;
  for (const each of reads) void each.finally(() => settled++);
  await eventually(
    () => waiting(server.sql),
    (sessions) => sessions.length >= 2,
  );
  // One that needs a connection, and one that needs a place among the reads.
  const other = server.client.as({ tenant: 'other' });
  expect((await other.ask('GET', '/api/v1/twowaysms/4713025406550859686')).status).toBe(400);
  expect((await other.ask('POST', '/api/v1/status/sms', { audienceId: '1' })).status).toBe(200);
  expect(settled).toBe(0);
  await blocker.query('rollback');
  blocker.release();
  expect((await Promise.all(reads)).map(({ status }) => status)).toEqual(reads.map(() => 200));
});
