// Application keys in a real database: made, used, noted, revoked, and told apart from tokens.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { DataSource } from 'typeorm';
import { AppKeysService } from '../../src/auth/app-keys.service.js';
import { type RunningApp, startApp } from '../support/app.js';
import { bearer } from '../support/token.js';
import { cloneDatabase } from '../support/database.js';
import { probe } from './probe.js';

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let running: RunningApp;
let keys: AppKeysService;
beforeAll(async () => {
  database = await cloneDatabase();
  running = await startApp({ DATABASE_URL: database.url }, probe);
  keys = running.app.get(AppKeysService, { strict: false });
});
afterAll(async () => {
  await running.close();
  await database.close();
});

const ask = (headers: Record<string, string>, path = '/caller'): Promise<Response> => fetch(running.url + path, { headers });

describe('application keys', () => {
  it('let their tenant in, with their scopes, by both headers', async () => {
    const { id, key } = await keys.create('acme', 'messages:read  messages:send', 'till');
    for (const name of ['X-VoltMX-App-API-Key', 'X-Kony-App-API-Key']) {
      const response = await ask({ [name]: key });
      expect([response.status, await response.json()]).toEqual([
        200,
        { tenant: 'acme', subject: `key:${id}`, scopes: ['messages:read', 'messages:send'] },
      ]);
    }
    expect((await ask({ 'x-kony-app-api-key': key, 'x-voltmx-app-api-key': key })).status).toBe(200);
  });

  it('have no label that a line of a list or a terminal would not show as it is', async () => {
    for (const label of ['a\nb', 'a\u001b[2J', 'a\u202eb', 'a\u2028b', 'x'.repeat(129)])
      await expect(keys.create('acme', 'messages:read', label)).rejects.toThrow('A label has 128 characters at most, and no control');
    await expect(keys.create('ac\u0007me', 'messages:read')).rejects.toThrow('tenant');
  });

  it('need the scope of the route', async () => {
    const { key } = await keys.create('acme', 'messages:send');
    expect((await ask({ 'x-kony-app-api-key': key })).status).toBe(403);
  });

  it('are refused when unknown, malformed, repeated or different', async () => {
    const [{ key }, other] = [await keys.create('acme', 'messages:read'), await keys.create('acme', 'messages:read')];
    const bad = [`esk_${'A'.repeat(43)}`, 'x', `${key}A`, key.toLowerCase(), `' or 1=1 --`];
    for (const each of bad) expect((await ask({ 'x-kony-app-api-key': each })).status).toBe(401);
    expect((await ask({ 'x-kony-app-api-key': key, 'x-voltmx-app-api-key': other.key })).status).toBe(401);
    const repeated = await new Promise((resolve) => {
      request(`${running.url}/caller`, { headers: ['Host', 'x', 'x-kony-app-api-key', key, 'x-kony-app-api-key', key] }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(repeated).toBe(401);
  });

  it('have no say beside a bearer token', async () => {
    const { key } = await keys.create('other', 'messages:read');
    expect(await (await ask({ ...bearer(), 'x-kony-app-api-key': key })).json()).toMatchObject({ tenant: 'acme', subject: 'tester' });
    expect((await ask({ authorization: 'Bearer x', 'x-kony-app-api-key': key })).status).toBe(401);
  });

  it('are refused from the moment they are revoked, once', async () => {
    const { id, key } = await keys.create('acme', 'messages:read');
    expect((await ask({ 'x-kony-app-api-key': key })).status).toBe(200);
    expect([await keys.revoke(id), await keys.revoke(id)]).toEqual([true, false]);
    expect((await ask({ 'x-kony-app-api-key': key })).status).toBe(401);
  });

  it('are listed without the key or its hash, with their last use, noted once a minute', async () => {
    const { id, key } = await keys.create('acme', 'messages:read', 'door');
    const found = async () => (await keys.list()).find((each) => each.id === id);
    expect(await found()).toMatchObject({ tenant: 'acme', scopes: 'messages:read', label: 'door', lastUsedAt: null, revokedAt: null });
    await ask({ 'x-kony-app-api-key': key });
    await keys.onModuleDestroy();
    const first = (await found())?.lastUsedAt;
    expect(first).toBeInstanceOf(Date);
    await ask({ 'x-kony-app-api-key': key });
    await keys.onModuleDestroy();
    expect((await found())?.lastUsedAt).toEqual(first);
    await running.app.get(DataSource).query(`update app_key set last_used_at = now() - interval '61 s' where id = $1`, [id]);
    await ask({ 'x-kony-app-api-key': key });
    await keys.onModuleDestroy();
    expect((await found())?.lastUsedAt?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? Infinity);
    expect(JSON.stringify(await found())).not.toContain('keyHash');
  });

  it('are never kept themselves', async () => {
    const { key } = await keys.create('acme', 'messages:read');
    const rows: unknown = await running.app.get(DataSource).query('select * from app_key');
    expect(JSON.stringify(rows)).not.toContain(key.slice(4));
  });
});
