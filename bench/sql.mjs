// The product's claim and complete beside those of the prototype (`--prototype DIR`, the folder with its queue.mjs and schema.sql, which is
// not part of this repository): the same loop, the same data, the same number of connections.
import { existsSync, readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { figure, note, ratio, spread } from './report.mjs';
import { withChildren } from './rig/child.mjs';
import { analyze, put } from './rig/fixtures.mjs';
import { connect, connected } from './rig/postgres.mjs';
import { Span, BATCH_SIZE } from './rig/statements.mjs';

const ROUNDS = 3;
const CONNECTIONS = 2;

const list = (values) => `{${values.join(',')}}`;

/** The prototype's own parameters. */
function recordOf(record, leaseToken, rows) {
  const slices = new Map();
  for (const row of rows) {
    const key = `${row.request_id} ${row.first}`;
    const slice = slices.get(key) ?? { request: row.request_id, first: row.first, submitted: 0 };
    slice.submitted++;
    slices.set(key, slice);
  }
  const s = [...slices.values()];
  const of = (from, key) => list(from.map((each) => each[key]));
  return {
    ...record,
    values: [
      ...[0, leaseToken, of(s, 'request'), of(s, 'first'), of(s, 'submitted'), list(s.map(() => 0)), list(s.map(() => '"{}"'))],
      ...[
        of(rows, 'sms_id'),
        of(rows, 'request_id'),
        of(rows, 'first'),
        list(rows.map(() => 2)),
        list(rows.map((row) => `N${row.sms_id}`)),
      ],
    ],
  };
}

async function loop(client, statements, span, state) {
  while (state.done < state.entries) {
    const leaseToken = randomBytes(8).readBigInt64BE().toString();
    const { rows } = await client.query({ ...statements.take, values: [0, leaseToken, BATCH_SIZE, span.slices] });
    span.adapt(rows);
    if (rows.length === 0) {
      await pause(1);
      continue;
    }
    await client.query(recordOf(statements.record, leaseToken, rows));
    state.done += rows.length;
  }
}

export default async function ({ database, scale, prototype, asked }) {
  if (prototype === undefined || !existsSync(join(prototype, 'queue.mjs'))) {
    const said = prototype === undefined ? 'no --prototype DIR was given' : `${prototype} has no prototype`;
    note(`skipped: ${said}`);
    if (asked && prototype !== undefined) throw new Error(said);
    return;
  }
  const source = readFileSync(join(prototype, 'queue.mjs'), 'utf8');
  const schema = readFileSync(join(prototype, 'schema.sql'), 'utf8');
  const text = (name) => new RegExp(`export const ${name} = \`([^\`]*)\``).exec(source)?.[1];
  const statements = { take: { name: 'prototype take', text: text('TAKE') }, record: { name: 'prototype record', text: text('RECORD') } };
  const postgres = await database();

  const theirs = (request) =>
    postgres.with(
      async (url) => {
        const clients = await Promise.all(Array.from({ length: CONNECTIONS }, () => connect(url)));
        try {
          await clients[0].query(schema);
          for (const client of clients) await client.query('set search_path = prototype');
          await fill(clients[0], request);
          await postgres.settle();
          const state = { done: 0, entries: request.requests * request.recipients };
          const span = new Span();
          const began = performance.now();
          await Promise.all(clients.map((client) => loop(client, statements, span, state)));
          return state.done / ((performance.now() - began) / 1_000);
        } finally {
          await Promise.all(clients.map((client) => client.end()));
        }
      },
      { migrated: false },
    );

  await withChildren(['loop'], async (bare) => {
    const ours = (request) =>
      postgres.with(async (url) => {
        await connected(url, (client) => put(client, request).then(() => analyze(client)));
        await postgres.settle();
        const entries = request.requests * request.recipients;
        return entries / (await bare.ask('drain', { url, entries, connections: CONNECTIONS }));
      });
    for (const [name, request] of [
      ['one request', { requests: 1, recipients: Math.round(200_000 * scale) }],
      ['one-recipient requests', { requests: Math.round(50_000 * scale), recipients: 1 }],
    ]) {
      const runs = { ours: [], theirs: [] };
      for (let round = 0; round <= ROUNDS; round++) {
        const [a, b] = [await ours(request), await theirs(request)];
        if (round === 0) continue;
        runs.ours.push(a);
        runs.theirs.push(b);
      }
      note(`the prototype, ${name}: ${Math.round(spread(runs.theirs).median).toLocaleString('en-US')} entries/s`);
      const value = spread(runs.ours).median;
      figure({
        name: `claim.sql and complete.sql, ${name} / prototype`,
        value,
        unit: 'entries/s',
        ratio: ratio(runs.ours, runs.theirs),
        bar: '>= 0.8',
      });
    }
  });
}

async function fill(client, { requests, recipients }) {
  const size = Math.min(50_000, Math.max(500, Math.ceil(recipients / 16)));
  await client.query(
    `insert into sms_queue_entry (lane, sms_id, mobile)
     select 0, (n << 20) + p, '+1' || (2020000000 + p) from generate_series(1, $1::bigint) n cross join generate_series(1, $2::int) p`,
    [requests, recipients],
  );
  await client.query(
    `insert into sms_request (lane, id, tenant, content, recipient_count, starts_at)
     select 0, n << 20, 'acme', 'hello', $2::int, now() from generate_series(1, $1::bigint) n`,
    [requests, recipients],
  );
  await client.query(
    `insert into sms_slice (lane, request_id, first, next, last, class, due_at)
     select 0, n << 20, f, f, least(f + $3 - 1, $2::int), 1, now()
     from generate_series(1, $1::bigint) n cross join generate_series(1, $2::int, $3::int) f`,
    [requests, recipients, size],
  );
  await client.query('vacuum (analyze) sms_request, sms_queue_entry, sms_slice');
}
