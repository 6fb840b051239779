// A submit of a million recipients over HTTP, as JSON and NDJSON (and once as CSV), beside a bare COPY of the same rows into a table with
// the same indexes and fill factor: alternating runs into empty tables of one database. Also the most memory that the server needs for it.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import copy from 'pg-copy-streams';
import { figure, milliseconds, ratio, spread } from './report.mjs';
import { withChildren } from './rig/child.mjs';
import { headersOf, PATH } from './rig/client-program.mjs';
import { connected } from './rig/postgres.mjs';

const RECIPIENTS = 1_000_000;
const ROUNDS = 3;
/** The size of one write to a socket. */
const CHUNK_BYTES = 65_536;
const SAMPLE_MS = 20;
const BARS = { JSON: '>= 0.55', NDJSON: '>= 0.65' };

/** Without order, like lists of people. */
const mobile = (i) => `+9198${String(10_000_000 + ((i * 7_919_317) % 90_000_000)).padStart(8, '0')}`;

/** A part for each group of recipients, made before the measurement. */
function chunks(count, head, part, tail = '') {
  const list = [];
  let held = head;
  for (let i = 0; i < count; i++) {
    held += part(i);
    if (held.length < CHUNK_BYTES) continue;
    list.push(Buffer.from(held));
    held = '';
  }
  list.push(Buffer.from(held + tail));
  return list;
}

function bodies(count) {
  const message = { content: 'sample sms message', startTimestamp: String(Date.now() + 86_400_000) };
  const [head, tail] = JSON.stringify({
    smsServiceRequest: { messages: { message: { ...message, recipients: { recipient: ['…'] } } } },
  }).split('"…"');
  return {
    JSON: {
      ...{ type: 'application/json', path: PATH },
      body: chunks(count, head, (i) => `${i === 0 ? '' : ','}{"mobile":"${mobile(i)}"}`, tail),
    },
    NDJSON: {
      ...{ type: 'application/x-ndjson', path: PATH },
      body: chunks(count, `${JSON.stringify(message)}\n`, (i) => `{"mobile":"${mobile(i)}"}\n`),
    },
    CSV: {
      ...{ type: 'text/csv', path: `${PATH}?${new URLSearchParams(message)}` },
      body: chunks(count, 'mobile,name\n', (i) => `${mobile(i)},"Doe, J"\n`),
    },
  };
}

async function submit(port, count, { type, path, body }) {
  const headers = { ...headersOf('acme'), 'content-type': type, prefer: 'return=representation' };
  const sent = request({ port, host: '127.0.0.1', path, method: 'POST', headers });
  const answered = once(sent, 'response');
  await pipeline(Readable.from(body), sent);
  const [response] = await answered;
  const answer = JSON.parse(await text(response));
  if (answer.recipientCount !== count) throw new Error(`Not accepted: ${JSON.stringify(answer)}`);
}

async function bareCopy(client, rows) {
  await client.query('begin');
  await pipeline(Readable.from(rows), client.query(copy.from('copy bench_entry (lane, entry_id, address, channel) from stdin')));
  await client.query('commit');
}

/** Megabytes of memory at this moment; null if there is no /proc. */
function resident(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
  } catch {
    return null;
  }
}

/** LIKE copies indexes and checks, but not the fill factor. */
const TWIN = `select 'create table bench_entry (like queue_entry including all) with (' || array_to_string(reloptions, ', ') || ')' as sql
  from pg_class where oid = 'queue_entry'::regclass`;

export default async function ({ database, scale }) {
  const postgres = await database();
  const count = Math.round(RECIPIENTS * scale);
  const forms = bodies(count);
  const rows = chunks(count, '', (i) => `0\t${8_000_000_000_001 + i}\t${mobile(i)}\t1\n`);
  const rates = { COPY: [], JSON: [], NDJSON: [], CSV: [] };
  await postgres.with((url) =>
    withChildren(['product'], (product) =>
      connected(url, async (client) => {
        const [twin] = (await client.query(TWIN)).rows;
        await client.query(twin.sql);
        const { port } = await product.ask('open', { url, settings: { ROLE: 'api' } });
        const before = resident(product.pid);
        let most = before;
        const watch = setInterval(() => (most = Math.max(most, resident(product.pid))), SAMPLE_MS);
        const measure = async (name, work) => {
          await client.query('truncate bench_entry, queue_entry, queue_slice, request');
          await postgres.settle();
          rates[name].push((count * 1_000) / (await milliseconds(work)));
        };
        for (let round = 1; round <= ROUNDS; round++) {
          await measure('COPY', () => bareCopy(client, rows));
          for (const name of round < ROUNDS ? ['JSON', 'NDJSON'] : ['JSON', 'NDJSON', 'CSV'])
            await measure(name, () => submit(port, count, forms[name]));
        }
        clearInterval(watch);
        await product.ask('close');
        const told = count.toLocaleString('en-US');
        for (const name of ['JSON', 'NDJSON', 'CSV']) {
          const against = ratio(rates[name], rates.COPY.slice(-rates[name].length));
          const value = spread(rates[name]).median;
          figure({ name: `submit of ${told} recipients as ${name} / bare COPY`, value, unit: 'rows/s', ratio: against, bar: BARS[name] });
        }
        if (before !== null) figure({ name: 'memory that the server takes for it', value: most - before, unit: 'MB more', bar: '<= 200' });
      }),
    ),
  );
}
