// The lateness of a one-recipient request while a request of a million drains: from its start timestamp to the provider's own ledger. There
// are two workers with the simulator, an API server that gets five such requests a second (and two with priority), and another tenant with
// a thousand one-recipient requests waiting; with a provider that takes 1,000 messages a second and with one that takes 100.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { figure, note, percentile } from './report.mjs';
import { withChildren } from './rig/child.mjs';
import { headersOf, message, PATH } from './rig/client-program.mjs';
import { analyze, put, start } from './rig/fixtures.mjs';
import { connected } from './rig/postgres.mjs';

const RATES = [1_000, 100];
const SECONDS = 20;
const A_SECOND = { equal: 5, priority: 2 };
const WAITING = 1_000;
/** The number of entries of each slice of the large request that have a row: more than can leave in that time. */
const ROWS = 5_000;
/** The time that the last requests have to leave; a request that has not left by then counts with this lateness. */
const LAST_MS = 10_000;

/** Sends a request at fixed intervals, without waiting for answers. @returns the IDs */
async function submitAll(port, perSecond, priority) {
  const headers = headersOf('acme');
  const submitted = [];
  const began = performance.now();
  for (let i = 0; i < SECONDS * perSecond; i++) {
    await pause(Math.max(0, began + (i * 1_000) / perSecond - performance.now()));
    const body = message(1, { first: 3_020_000_000 + i, priorityService: String(priority) });
    submitted.push(fetch(`http://127.0.0.1:${port}${PATH}`, { method: 'POST', headers, body }).then((answer) => answer.json()));
  }
  return (await Promise.all(submitted)).map(({ id }) => id);
}

const lines = (file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

/** The time when each of these requests left, when all have (or the time is over). */
async function departures(ledger, ids) {
  const until = performance.now() + LAST_MS;
  for (;;) {
    const left = new Map(lines(ledger).map(({ requestId, at }) => [requestId, Date.parse(at)]));
    if (ids.every((id) => left.has(id)) || performance.now() > until) return left;
    await pause(100);
  }
}

export default async function ({ database }) {
  const postgres = await database();
  for (const rate of RATES) {
    const folder = mkdtempSync(join(tmpdir(), 'engagement-lateness-'));
    const ledger = join(folder, 'ledger.ndjson');
    try {
      await postgres.with((url) =>
        withChildren(['product', 'product', 'product'], (api, ...workers) =>
          connected(url, async (client) => {
            await put(client, { first: 1, recipients: 1_000_000, entries: ROWS, tenant: 'blast', startsIn: 600 });
            await put(client, { first: 10, requests: WAITING, tenant: 'busy', startsIn: 600 });
            await analyze(client);
            const { port } = await api.ask('open', { url, settings: { ROLE: 'api' } });
            const settings = { ROLE: 'worker', SIMULATOR_RATE: String(rate), SIMULATOR_LEDGER: ledger, DATA_DIR: folder };
            await Promise.all(workers.map((worker) => worker.ask('open', { url, settings, simulator: true })));
            await start(client);
            await pause(1_000);
            const began = Date.now();
            const [equal, priority] = await Promise.all([submitAll(port, A_SECOND.equal, false), submitAll(port, A_SECOND.priority, true)]);
            const [left, ended] = [await departures(ledger, [...equal, ...priority]), Date.now()];
            const { rows } = await client.query('select id, starts_at from request where lane = 0 and id = any ($1)', [
              [...equal, ...priority],
            ]);
            const starts = new Map(rows.map(({ id, starts_at: startsAt }) => [id, startsAt.getTime()]));
            for (const [ids, what, bar] of [
              [equal, 'equal', '<= 1000'],
              [priority, 'priority', '<= 500'],
            ]) {
              const late = ids.map((id) => Math.max(0, (left.get(id) ?? ended) - starts.get(id)));
              const name = `lateness beside a blast, provider at ${rate.toLocaleString('en-US')}/s, ${what}`;
              figure({ name: `${name}, p50`, value: percentile(late, 0.5), unit: 'ms' });
              figure({ name: `${name}, p99`, value: percentile(late, 0.99), unit: 'ms', bar });
            }
            const gone = lines(ledger).filter(({ at }) => Date.parse(at) >= began).length;
            note(`${Math.round(gone / ((ended - began) / 1_000)).toLocaleString('en-US')} messages/s left, by both workers`);
            await Promise.all([api, ...workers].map((child) => child.ask('close')));
          }),
        ),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
