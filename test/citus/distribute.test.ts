// On a Citus cluster: what `npm run citus:distribute` does to a database that is in use already, and to one where it was run before.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { distributeTables } from '../../src/platform/database/citus.js';
import { loadServerConfig, migrateServer } from '../../src/modules.js';

import { startApp } from '../support/app.js';
import { Client, inAnHour, mobiles } from '../support/client.js';
import { ownSchema, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let sql: pg.Client;
beforeAll(async () => {
  database = await ownSchema();
  await migrateServer(loadServerConfig({ DATABASE_URL: database.url }));
  sql = new pg.Client({ connectionString: database.url });
  await sql.connect();
});
afterAll(async () => {
  await sql.end();
  await database.close();
});

it('keeps what was there, and does nothing twice', async () => {
  const settings = { DATABASE_URL: database.url, ROLE: 'api', LANES: '0,1,2,3' };
  const before = await startApp(settings);
  const client = new Client(before.url);
  const ids: string[] = [];
  while (ids.length < 8) ids.push(await client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(5) }));
  await before.close();

  const first = await distributeTables(sql, 8);
  expect(first).toContain('request: spread by its lane');
  expect(first).toContain('app_key: a copy on every node');
  expect(first.filter((line) => line.endsWith('already'))).toEqual([]);
  const again = await distributeTables(sql, 8);
  expect(again).toEqual(first.map((line) => `${line} already`));

  const after = await startApp(settings);
  const later = new Client(after.url);
  for (const id of ids) {
    expect((await later.request(id)).counts.Initial).toBe(5);
    expect((await later.cancel(id)).body.message).toContain(' 5 message entries');
  }
  await after.close();
});
