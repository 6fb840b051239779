// The counts by status of a request of a million entries beside those of a request of one: by the product's own query, and over HTTP.
import { DataSource } from 'typeorm';
import { RequestsService } from '../dist/requests/query/requests.service.js';
import { SMS_REQUESTS } from '../dist/messages/sms-requests.js';
import { channelsOf, loadServerConfig } from '../dist/modules.js';
import { dataSourceOptions } from '../dist/platform/database/database.js';
import { figure, median, milliseconds, ratio, spread } from './report.mjs';
import { withChildren } from './rig/child.mjs';
import { analyze, put } from './rig/fixtures.mjs';
import { connected } from './rig/postgres.mjs';

/** Nothing is held up. */
const NO_WAITS = { of: () => Promise.resolve(new Map()) };
const GROUPS = 5;
const EACH = 100;

export default async function ({ database }) {
  const postgres = await database();
  await postgres.with(async (url) => {
    const ids = await connected(url, async (client) => {
      // Other requests, so that neither of the two is the whole table.
      await put(client, { first: 10, requests: 2_000, entries: 0 });
      const [big] = await put(client, { first: 1, recipients: 1_000_000, entries: 0 });
      const [one] = await put(client, { first: 2, recipients: 1 });
      await analyze(client);
      return { big, one };
    });
    const config = loadServerConfig({ DATABASE_URL: url });
    const source = await new DataSource({
      ...dataSourceOptions(config),
      poolSize: 1,
      entities: [],
    }).initialize();
    try {
      await withChildren(['product', 'client'], async (api, client) => {
        const { port } = await api.ask('open', { url, settings: { ROLE: 'api' } });
        const requests = new RequestsService(source, channelsOf(config), NO_WAITS);
        const bySql = async (size) => {
          const times = [];
          for (let i = 0; i < EACH; i++) times.push(await milliseconds(() => requests.one(SMS_REQUESTS, 'acme', ids[size])));
          return median(times);
        };
        const byHttp = async (size) => (await client.ask('run', { port, kind: 'get', ids: Array(EACH).fill(ids[size]) })).p50;
        for (const [way, ask] of Object.entries({ SQL: bySql, HTTP: byHttp })) {
          const [one, big] = [[], []];
          for (let group = 0; group <= GROUPS; group++) {
            const [a, b] = [await ask('one'), await ask('big')];
            if (group === 0) continue;
            one.push(a);
            big.push(b);
          }
          const name = `status counts of 1,000,000 entries, p50, ${way} / of 1 entry`;
          figure({ name, value: spread(big).median, unit: 'ms', ratio: ratio(big, one), bar: '<= 2' });
        }
        await api.ask('close');
      });
    } finally {
      await source.destroy();
    }
  });
}
