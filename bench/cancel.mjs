// The cost of cancelling a million entries: beside a cancel of one entry, beside one UPDATE over a million rows (the design with a row for
// each entry), by the product's own statement and over HTTP; and the same while a worker drains another request at full speed.
import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { Cancels } from '../dist/queue/control/cancels.js';
import { figure, median, milliseconds, note, percentile, ratio, spread } from './report.mjs';
import { withChildren } from './rig/child.mjs';
import { analyze, put } from './rig/fixtures.mjs';
import { connected } from './rig/postgres.mjs';

const GROUPS = 5;
const EACH = 30;
/** Duration of the cancels beside a drain and of the quiet ones: long enough to include checkpoints and pauses. */
const MANY = 100;
const DAY = 86_400;
const UPDATES = 3;
/** The pause between the start of full-speed dispatch and a group of cancels. */
const SPEED_UP_MS = 300;
/** The worker's provider is held during the quiet groups. */
const PATIENT = { PROVIDER_TIMEOUT_MS: '60000', LEASE_MS: '180000' };

export default async function ({ database, scale }) {
  const postgres = await database();
  const million = Math.round(1_000_000 * scale);
  await postgres.with(async (url) => {
    // Sequences after the large request (sequence 1), cancelled one after another.
    const stock = { sql: { big: [], one: [] }, http: { big: [], one: [] } };
    await connected(url, async (client) => {
      await put(client, { recipients: million });
      const requests = (GROUPS + UPDATES + 1) * EACH + GROUPS * 2 * MANY;
      let first = 2;
      for (const way of Object.values(stock)) {
        way.big = await put(client, { first, requests, recipients: million, entries: 0, startsIn: DAY });
        way.one = await put(client, { first: first + requests, requests, entries: 0, startsIn: DAY });
        first += 2 * requests;
      }
      await analyze(client);
    });
    await postgres.settle();

    const pool = new pg.Pool({ connectionString: url, max: 1, options: '-c jit=off' });
    const cancels = new Cancels({ pool });
    try {
      await withChildren(['product', 'product', 'client'], async (api, worker, client) => {
        const { port } = await api.ask('open', { url, settings: { ROLE: 'api' } });

        const bySql = async (size, count = EACH) => {
          const times = [];
          for (const id of stock.sql[size].splice(0, count))
            times.push(
              await milliseconds(async () => {
                if ((await cancels.cancel(id, 'acme', 'bench')) === null) throw new Error('A cancel took nothing back');
              }),
            );
          return { p50: median(times), p99: percentile(times, 0.99) };
        };
        const byHttp = (size, count = EACH) => client.ask('run', { port, kind: 'cancel', ids: stock.http[size].splice(0, count) });
        const ways = { SQL: bySql, HTTP: byHttp };

        for (const [way, cancel] of Object.entries(ways)) {
          await cancel('big');
          await cancel('one');
          const [one, big] = [[], []];
          for (let group = 0; group < GROUPS; group++) {
            one.push((await cancel('one')).p50);
            big.push((await cancel('big')).p50);
          }
          const name = `cancel of 1,000,000 entries, p50, ${way} / of 1 entry`;
          figure({ name, value: spread(big).median, unit: 'ms', ratio: ratio(big, one), bar: '<= 2' });
        }

        await worker.ask('pause');
        await worker.ask('open', { url, settings: { ROLE: 'worker', ...PATIENT } });
        const speeds = [];
        for (const [way, cancel] of Object.entries(ways)) {
          const [quiet, busy, tail] = [[], [], []];
          for (let group = 0; group < GROUPS; group++) {
            quiet.push((await cancel('big', MANY)).p50);
            await worker.ask('resume');
            await pause(SPEED_UP_MS);
            const [before, began] = [await worker.ask('recorded'), performance.now()];
            const { p50, p99 } = await cancel('big', MANY);
            speeds.push(((await worker.ask('recorded')) - before) / ((performance.now() - began) / 1_000));
            await worker.ask('pause');
            busy.push(p50);
            tail.push(p99);
          }
          const name = `the same while dispatch drains, p50, ${way} / quiet`;
          figure({ name, value: spread(busy).median, unit: 'ms', ratio: ratio(busy, quiet), bar: '<= 3' });
          figure({ name: `the same while dispatch drains, p99, ${way}`, value: spread(tail).median, unit: 'ms' });
        }
        note(`dispatch drained ${Math.round(median(speeds)).toLocaleString('en-US')} entries/s meanwhile`);
        await worker.ask('resume');
        await worker.ask('close');

        const [updates, beside] = [[], []];
        await connected(url, async (rows) => {
          for (let i = 0; i < UPDATES; i++) {
            await rows.query('vacuum queue_entry');
            await postgres.settle();
            beside.push((await bySql('big')).p50);
            updates.push(await milliseconds(() => rows.query(UPDATE)));
          }
        });
        note(`one UPDATE over the ${million.toLocaleString('en-US')} rows: ${Math.round(median(updates)).toLocaleString('en-US')} ms`);
        const name = 'cancel of 1,000,000 entries, p50, SQL / one UPDATE over the rows';
        figure({ name, value: spread(beside).median, unit: 'ms', ratio: ratio(beside, updates), bar: '<= 0.001' });
        await api.ask('close');
      });
    } finally {
      await pool.end();
    }
  });
}

const UPDATE = `update queue_entry set status = 6, reason = 'cancelled', outcome_at = now() where lane = 0 and entry_id between 1 << 20 and 2 << 20`;
