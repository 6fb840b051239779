// Measures if the tables stay at a constant size: rounds of a million entries, a quarter of them through the product's own submit, claim
// and complete, the rest written as finished. Each round is then removed by the product's retention. Prints the sizes of every round, the
// share of HOT updates, and the longest statement and lock.
// `npm run bench -- retention [--rounds N] [--entries N] [--json FILE]`
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { PhoneNumbers } from '../dist/messages/phones/phone-numbers.js';
import { channelsOf, loadServerConfig, migrateServer } from '../dist/modules.js';
import { DataFolder } from '../dist/platform/database/data-folder.js';
import { startEmbeddedPostgres } from '../dist/platform/database/embedded-postgres.js';
import { Cancels } from '../dist/queue/control/cancels.js';
import { RateLimits } from '../dist/queue/control/rate-limits.js';
import { DispatchQueue } from '../dist/queue/lease/dispatch-queue.js';
import { Enqueue } from '../dist/queue/enqueue/enqueue.js';
import { CancelPool, DispatchPool, RetentionPool } from '../dist/queue/pools.js';
import { OldRows } from '../dist/queue/retention/old-rows.js';
import { Removal } from '../dist/queue/retention/removal.js';
import { Retention } from '../dist/queue/retention/retention.js';
import { Routing } from '../dist/queue/routing.js';
import { requestIdOf } from '../dist/queue/entry-ids.js';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: { rounds: { type: 'string' }, entries: { type: 'string' }, json: { type: 'string' } },
});
const ROUNDS = Number(values.rounds ?? 10);
const ENTRIES = Number(values.entries ?? 1_000_000);
/** Entries in requests of one recipient. */
const SINGLES = Math.ceil(ENTRIES / 100);
/** Entries in one request that is submitted and drained; the rest is in one that is written as finished. */
const DRAINED = Math.ceil(ENTRIES / 4);
const RUNNERS = 4;
const TABLES = ['queue_entry', 'queue_slice', 'request', 'removal'];

const folder = mkdtempSync(join(tmpdir(), 'engagement-bench-'));
const postgres = await startEmbeddedPostgres(new DataFolder(folder));
const config = loadServerConfig({ DATABASE_URL: postgres.url, DISPATCH_POOL: String(RUNNERS), BATCH_SIZE: '1000' });
await migrateServer(config);
const sql = new pg.Pool({ connectionString: postgres.url, max: 2 });
await sql.query('insert into queue_lane (lane, next_sequence) values (0, 1)');
const pools = [new DispatchPool(config), new CancelPool(config), new RetentionPool(config)];
const [dispatch, cancel, removing] = pools;
const channels = channelsOf(config);
const queue = new DispatchQueue(dispatch, config, channels);
const cancels = new Cancels(cancel);
/** As the parts of the queue ask TypeORM's data source. */
const database = { query: async (text, given) => (await sql.query(text, given)).rows };
const routing = new Routing([{ name: 'BENCH', channels: ['text'] }], [], channels);
const enqueue = new Enqueue(config, database, new RateLimits(dispatch, channels, config), routing, channels);
// To age finished requests, the clock is set a day ahead. Backdating the rows would write them again.
const retention = new Retention(new Removal(removing), new OldRows(), { ...config, RETENTION_DAYS: -1 });

/** The longest run of each statement in milliseconds, by name; a transaction holds its locks for the sum of its statements. */
const longest = new Map();
removing.pool.on('connect', (client) => {
  const query = client.query.bind(client);
  client.query = (...given) => {
    const began = performance.now();
    const name = given[0].name ?? given[0];
    const note = () => longest.set(name, Math.max(longest.get(name) ?? 0, performance.now() - began));
    const last = given.at(-1);
    if (typeof last !== 'function') return query(...given).finally(note);
    return query(...given.slice(0, -1), (...answer) => {
      note();
      last(...answer);
    });
  };
});

let sequence = 1_000n;
async function submit(recipients) {
  const requestId = requestIdOf(0, ++sequence);
  const client = await sql.connect();
  try {
    await client.query('begin');
    const numbers = Float64Array.from({ length: recipients }, () => 12_000_000_000 + Math.floor(Math.random() * 7e9));
    await enqueue.enqueue(client, {
      ...{ lane: 0, requestId, tenant: 'acme', submittedBy: 'bench', channel: 'text', payload: 'sample sms message' },
      ...{ sender: null, priority: false, fallback: null, units: 1, startsAt: null, expiresAt: null },
      recipients: new PhoneNumbers(numbers),
    });
    await client.query('commit');
  } finally {
    client.release();
  }
}

async function submitSingles() {
  const from = sequence + 1n;
  sequence += BigInt(SINGLES);
  const ids = [requestIdOf(0, from).toString(), requestIdOf(0, sequence).toString(), String(1 << 20)];
  await sql.query(
    `insert into request (lane, id, module, tenant, submitted_by, channel, payload, priority, recipient_count, starts_at)
     select 0, g, 'sms', 'acme', 'bench', 1, 'sample sms message', false, 1, now() from generate_series($1::bigint, $2::bigint, $3::bigint) g`,
    ids,
  );
  await sql.query(
    `insert into queue_entry (lane, entry_id, address, channel)
     select 0, g + 1, '+1' || (2e9 + random() * 7e9)::bigint, 1 from generate_series($1::bigint, $2::bigint, $3::bigint) g`,
    ids,
  );
  await sql.query(
    `insert into queue_slice (lane, request_id, first, last, next_position, tenant, queue, class, not_before, due_at)
     select 0, g, 1, 1, 1, 'acme', 'text', 2, now(), now() from generate_series($1::bigint, $2::bigint, $3::bigint) g`,
    ids,
  );
}

/** In the state that complete leaves. */
async function writeFinished(recipients) {
  const id = requestIdOf(0, ++sequence).toString();
  await sql.query(
    `insert into request (lane, id, module, tenant, submitted_by, channel, payload, priority, recipient_count, starts_at)
     values (0, $1, 'sms', 'acme', 'bench', 1, 'sample sms message', false, $2, now())`,
    [id, recipients],
  );
  await sql.query(
    `insert into queue_entry (lane, entry_id, address, channel, attempts, status, provider, provider_message_id, outcome_at)
     select 0, $1::bigint + g, '+1' || (2e9 + random() * 7e9)::bigint, 1, 1, 2, 'BENCH', 'bench-' || $1::bigint + g, now() from generate_series(1, $2::int) g`,
    [id, recipients],
  );
  await sql.query(
    `insert into queue_slice (lane, request_id, first, last, next_position, tenant, queue, class, not_before, due_at, submitted)
     select 0, $1::bigint, f, least(f + 49999, $2::int), least(f + 49999, $2::int) + 1, 'acme', 'text', 2, now(), now(), least(f + 49999, $2::int) - f + 1
     from generate_series(1, $2::int, 50000) f`,
    [id, recipients],
  );
}

async function drain() {
  const runner = async () => {
    for (let empty = 0; empty < 3;) {
      const options = {
        queue: 'text',
        providers: ['NOOP'],
        batch: 1_000,
        sources: [2, 3, 0, 1].map((each, level) => ({ class: each, tenant: 'acme', level, slices: 1_000 })),
      };
      const batch = await queue.claim(0, queue.newLeaseToken(), options);
      if (batch.entries.length === 0) empty++;
      const outcome = { kind: 'ended', outcome: 2, provider: 'BENCH' };
      if (batch.entries.length > 0)
        await queue.complete(
          batch,
          batch.entries.map(({ entryId }) => ({ ...outcome, providerMessageId: `bench-${entryId}` })),
        );
    }
  };
  await Promise.all(Array.from({ length: RUNNERS }, runner));
}

/** Cancels of unknown requests while `work` runs: milliseconds each. */
async function besides(work) {
  const times = [];
  let over = false;
  const beside = (async () => {
    while (!over) {
      const began = performance.now();
      await cancels.cancel('1048576', { module: 'sms', tenant: 'nobody' }, 'bench');
      times.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  })();
  const result = await work().finally(() => (over = true));
  await beside;
  return { result, times: times.sort((a, b) => a - b) };
}

const SIZES = `select c.relname as name, case when c.relkind = 'i' then pg_relation_size(c.oid) else pg_total_relation_size(c.oid) end::float8 / 1048576 as mb,
    c.relkind = 'i' as index
  from pg_class c left join pg_index i on i.indexrelid = c.oid
  where coalesce(i.indrelid, c.oid) in (select to_regclass(t) from unnest($1::text[]) t)
  order by array_position($1::text[], coalesce(i.indrelid, c.oid)::regclass::text), c.relkind = 'i', c.relname`;

const seconds = async (work) => {
  const began = performance.now();
  const result = await work();
  return { result, took: (performance.now() - began) / 1_000 };
};
const began = performance.now();
const rounds = [];
const beside = [];
let hot;
try {
  for (let round = 1; round <= ROUNDS; round++) {
    const submitted = await seconds(async () => {
      await submitSingles();
      await submit(DRAINED);
      await writeFinished(ENTRIES - SINGLES - DRAINED);
    });
    const drained = await seconds(drain);
    const removed = await seconds(() => besides(() => retention.sweep(0)));
    const { requests, entries } = removed.result.result;
    if (entries !== ENTRIES || requests !== SINGLES + 2) throw new Error(`Only ${entries} of ${ENTRIES} entries left`);
    beside.push(...removed.result.times);
    const { rows } = await sql.query(SIZES, [TABLES]);
    rounds.push(rows);
    const total = rows.filter(({ index }) => !index).reduce((sum, { mb }) => sum + mb, 0);
    console.log(
      `round ${String(round).padStart(2)}: in ${submitted.took.toFixed(1)} s, drained ${drained.took.toFixed(1)} s, removed ${removed.took.toFixed(1)} s; ${total.toFixed(0)} MB in all`,
    );
  }
  const stats = await sql.query(
    'select relname, n_tup_upd::int as updates, n_tup_hot_upd::int as hot, autovacuum_count::int as vacuums from pg_stat_user_tables where relname = any ($1)',
    [TABLES],
  );
  hot = stats.rows;
} finally {
  await Promise.all([sql.end(), ...pools.map((pool) => pool.onApplicationShutdown())]);
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

console.log(`\nMB after round${rounds.map((_, i) => String(i + 1).padStart(8)).join('')}`);
for (const [i, { name, index }] of rounds[0].entries())
  console.log(
    `${(index ? `  ${name}` : name).padEnd(26)}${rounds.map((rows) => rows[i].mb.toFixed(1).padStart(8)).join('')}`.replace(
      /^(.{14})/,
      '$1',
    ),
  );
for (const { relname, updates, hot: hits, vacuums } of hot)
  if (updates > 0) console.log(`${relname}: ${((100 * hits) / updates).toFixed(0)} % of ${updates} updates HOT, ${vacuums} autovacuums`);
beside.sort((a, b) => a - b);
const at = (share) => beside[Math.min(beside.length - 1, Math.floor(beside.length * share))] ?? 0;
const slowest = Math.max(...longest.values());
console.log(`longest statements: ${[...longest].map(([name, ms]) => `${name.replace(/^\w+ /, '')} ${ms.toFixed(0)}`).join(', ')} ms`);
console.log(`a cancel beside it p50 ${at(0.5).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms`);
const totals = rounds.map((rows) => rows.filter(({ index }) => !index).reduce((sum, { mb }) => sum + mb, 0));
// Constant size: the later half of the rounds needed at most a fifth more than the first half.
const half = Math.ceil(totals.length / 2);
const ratio = Math.max(...totals.slice(half)) / Math.max(...totals.slice(0, half));
console.log(
  `largest of the later rounds / of the earlier: ${ratio.toFixed(2)} (at most 1.2); ${((performance.now() - began) / 1_000).toFixed(0)} s in all`,
);
if (values.json)
  writeFileSync(
    values.json,
    JSON.stringify([
      { name: 'size of all tables, later rounds / earlier', value: ratio, unit: '', ratio, bar: 1.2, holds: ratio <= 1.2 },
      { name: 'longest statement of retention', value: slowest, unit: 'ms', ratio: null, bar: 1_000, holds: slowest <= 1_000 },
    ]),
  );
process.exitCode = ratio <= 1.2 && slowest <= 1_000 ? 0 : 1;
