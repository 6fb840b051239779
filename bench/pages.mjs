// The last page of a search over 10,000,000 entries beside its first, by the product's own services on one connection: ten requests of a
// million and, between them, a million requests of one. Then every page of a status that one entry in 100,000 has.
import { DataSource } from 'typeorm';
import { writeCursor } from '../dist/requests/query/cursor.js';
import { EntrySearchService } from '../dist/requests/query/entry-search.service.js';
import { RequestsService } from '../dist/requests/query/requests.service.js';
import { foundEntry, SMS_REQUESTS } from '../dist/messages/sms-requests.js';
import { channelsOf, loadServerConfig } from '../dist/modules.js';
import { dataSourceOptions } from '../dist/platform/database/database.js';
import { figure, median, milliseconds, note, percentile, ratio, spread } from './report.mjs';
import { analyze, putEnded } from './rig/fixtures.mjs';
import { connected } from './rig/postgres.mjs';

const RECIPIENTS = 1_000_000;
const SINGLES = 1_000_000;
const RARE = 100_000;
const LIMIT = 50;
/** Nothing is held up. */
const NO_WAITS = { of: () => Promise.resolve(new Map()) };
const GROUPS = 5;
const EACH = 10;
/** Days between the groups, so that a range can select the requests of one recipient alone. */
const DAY = 86_400;
const FIRST = { old: 1, single: 100, recent: 20_000_000 };

async function load(url, scale) {
  await connected(url, async (client) => {
    await client.query('insert into queue_lane (lane, next_sequence) values (0, 1)');
    const began = performance.now();
    const recipients = RECIPIENTS * scale;
    for (const [first, ago] of [
      [FIRST.old, 3 * DAY],
      [FIRST.recent, 0],
    ])
      for (let i = 0; i < 5; i++) await putEnded(client, { first: first + i, recipients, rejectedEvery: RARE, ago: ago + 60 * (5 - i) });
    await putEnded(client, { first: FIRST.single, requests: SINGLES * scale, rejectedEvery: RARE, ago: DAY });
    await analyze(client);
    note(`${((performance.now() - began) / 1_000).toFixed(0)} s to load`);
  });
}

/** The key at which the last page begins: so many places before the end. */
async function keyOf(client, where, offset, position) {
  const { rows } = await client.query(
    `select (extract(epoch from r.created_at) * 1000000)::bigint as us, r.id + $2::int as id from request r
     where r.lane = 0 and ${where} order by r.created_at, r.id offset $1 limit 1`,
    [offset, position],
  );
  return writeCursor(rows[0].us, rows[0].id);
}

export default async function ({ database, scale }) {
  const postgres = await database();
  await postgres.with(async (url) => {
    await load(url, scale);
    await postgres.settle();
    const config = loadServerConfig({ DATABASE_URL: url });
    const source = await new DataSource({
      ...dataSourceOptions(config),
      poolSize: 1,
      entities: [],
    }).initialize();
    try {
      const [entries, requests] = [
        new EntrySearchService(source, channelsOf(config), NO_WAITS),
        new RequestsService(source, channelsOf(config), NO_WAITS),
      ];
      const address = `+1${2020000000 + FIRST.recent * 7 + 77}`;
      const range = { from: new Date(Date.now() - 1.5 * DAY * 1_000), to: new Date(Date.now() - 0.5 * DAY * 1_000) };
      const singles = `r.recipient_count = 1`;
      await connected(url, async (client) => {
        const ofMillion = (where = 'true') => keyOf(client, where, 0, LIMIT + 1);
        const searches = [
          ['no filter', entries, {}, await ofMillion()],
          ['of a user', entries, { user: 'user-3' }, await ofMillion(`r.submitted_by = 'user-3'`)],
          ['with a common status', entries, { status: 'Submitted' }, await ofMillion()],
          [
            'of a user with a common status',
            entries,
            { user: 'user-3', status: 'Submitted' },
            await ofMillion(`r.submitted_by = 'user-3'`),
          ],
          ['of a number', entries, { address }, null],
          ['of a number with a status', entries, { address, status: 'Submitted' }, null],
          ['of requests of one, by time', entries, range, await keyOf(client, singles, LIMIT, 1)],
          ['of requests of one, by time and status', entries, { ...range, status: 'Submitted' }, await keyOf(client, singles, LIMIT, 1)],
          ['requests', requests, {}, await keyOf(client, 'true', LIMIT, 0)],
          ['requests of a user', requests, { user: 'user-3' }, await keyOf(client, `r.submitted_by = 'user-3'`, LIMIT, 0)],
          ['requests in a common state', requests, { state: 'finished' }, await keyOf(client, 'true', LIMIT, 0)],
        ];
        for (const [name, service, search, cursor] of searches) {
          const page = async (from) => {
            const times = [];
            for (let i = 0; i < EACH; i++)
              times.push(
                await milliseconds(() => service.page(SMS_REQUESTS, { tenant: 'acme', ...search, limit: LIMIT, cursor: from }, foundEntry)),
              );
            return median(times);
          };
          const [first, last] = [[], []];
          for (let group = 0; group <= GROUPS; group++) {
            const [a, b] = [await page(undefined), cursor === null ? 0 : await page(cursor)];
            if (group === 0) continue;
            first.push(a);
            last.push(b);
          }
          if (cursor === null) figure({ name: `page ${name}, p50`, value: spread(first).median, unit: 'ms' });
          else
            figure({
              name: `last page ${name}, p50 / first page`,
              value: spread(last).median,
              unit: 'ms',
              ratio: ratio(last, first),
              bar: '<= 2',
            });
        }
      });
      for (const [name, service, search] of [
        ['with a rare status', entries, { status: 'Rejected' }],
        ['with a status that none has', entries, { status: 'Cancelled' }],
        ['requests in a state that none is in', requests, { state: 'cancelled' }],
      ]) {
        const times = [];
        let [items, cursor] = [0];
        do {
          const page = {};
          times.push(
            await milliseconds(async () =>
              Object.assign(page, await service.page(SMS_REQUESTS, { tenant: 'acme', ...search, limit: LIMIT, cursor }, foundEntry)),
            ),
          );
          items += page.items.length;
          cursor = page.next ?? undefined;
        } while (cursor !== undefined);
        note(`${name}: ${items} found in ${times.length} pages, ${(times.reduce((sum, each) => sum + each, 0) / 1_000).toFixed(1)} s`);
        figure({ name: `page ${name}, p95 of all`, value: percentile(times, 0.95), unit: 'ms' });
      }
    } finally {
      await source.destroy();
    }
  });
}
