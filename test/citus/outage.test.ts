// On a Citus cluster: a node vanishes under load (CITUS_KILL) and comes back (CITUS_UP). The lanes of the other nodes go on meanwhile,
// those on it answer 500 and Retry-After, and afterwards nothing is lost, counted wrongly or sent twice.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { homeOf } from '../../src/queue/suppression/home.js';
import { laneOf } from '../../src/queue/entry-ids.js';
import { type Answer, eventually, inAnHour, mobiles, type RequestBody } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

const LANES = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 13];
const RECIPIENTS = 4;
const RECOVERY_MS = 120_000;
const ENDED = new Set(['Submitted', 'Delivered', 'Undelivered', 'Rejected', 'Cancelled', 'Not Attempted', 'In doubt']);

let server: TestServer;
beforeAll(async () => {
  server = await startServer({
    ...{ LANES: LANES.join(','), SIMULATOR_LATENCY_MS: '5', DATABASE_POOL: '8' },
    ...{ LEASE_MS: '3000', PROVIDER_TIMEOUT_MS: '500' },
  });
});
afterAll(() => server.close());

function command(name: 'CITUS_KILL' | 'CITUS_UP'): Promise<unknown> {
  const text = process.env[name];
  if (text === undefined)
    throw new Error(`${name} is missing: a shell command that ${name === 'CITUS_KILL' ? 'kills' : 'starts'} a worker node`);
  return promisify(execFile)('sh', ['-c', text], { timeout: 60_000 });
}

/** Lanes whose node doesn't answer. */
async function lanesAway(): Promise<number[]> {
  const away: number[] = [];
  for (const lane of LANES)
    await server.sql.query('select from queue_lane l where l.lane = $1', [lane]).catch(() => {
      away.push(lane);
    });
  return away;
}

/** As `eventually`, for what needs a node to come back. */
async function recovered<T>(ask: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const until = Date.now() + RECOVERY_MS;
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    await turn();
    if (Date.now() > until) throw new Error(`It did not recover: ${JSON.stringify(value)}`);
  }
}

const accepted: string[] = [];
const scheduled: string[] = [];
const counted = new Map<string, number>();
let loading = true;

const countIn = ({ body }: Answer): number | undefined => {
  const found = /^Cancelled {2}(\d+) /.exec(String(body.message))?.[1];
  return found === undefined ? undefined : Number(found);
};

async function load(n: number): Promise<void> {
  while (loading) {
    const later = n++ % 4 === 0;
    const { status, body } = await server.client.submit({
      mobiles: mobiles(RECIPIENTS, (n * 10) % 90_000),
      ...(later && { startTimestamp: inAnHour() }),
    });
    if (status !== 200) continue;
    (later ? scheduled : accepted).push(body.id);
    if (later || n % 3 !== 0) continue;
    const count = countIn(await server.client.cancel(body.id));
    if (count !== undefined) counted.set(body.id, count);
  }
}

const sum = (counts: RequestBody['counts']): number => Object.values(counts).reduce((all, count) => all + count, 0);

it('costs its own lanes a pause, and nothing else anything', async () => {
  const loads = [load(1), load(2), load(3)];
  await eventually(
    () => Promise.resolve([accepted.length, scheduled.length]),
    ([now = 0, later = 0]) => now > 100 && later > 40,
  );
  const before = new Set(accepted);
  const waiting = [...scheduled];
  await command('CITUS_KILL');
  const away = await lanesAway();
  try {
    expect(away.length).toBeGreaterThan(0);
    expect(away.length).toBeLessThan(LANES.length);
    const here = (id: string): boolean => !away.includes(laneOf(id));

    // Others: submits are accepted, dispatched and settled; cancels count.
    const since = await recovered(
      () => Promise.resolve(accepted.filter((id) => here(id) && !before.has(id))),
      (ids) => ids.length > 40,
    );
    // Numbers whose own lane is away wait: nobody can tell whether they have opted out. All others go out.
    const isHere = ({ mobile }: { mobile: string }): boolean => !away.includes(homeOf(LANES, Number(mobile.slice(1))));
    let held = 0;
    for (const id of since) {
      const entries = await eventually(
        () => server.client.entries(id),
        (all) => all.filter(isHere).every(({ status }) => ENDED.has(status)),
      );
      expect(entries).toHaveLength(RECIPIENTS);
      held += entries.filter((entry) => !isHere(entry) && !ENDED.has(entry.status)).length;
    }
    expect(held).toBeGreaterThan(0);
    for (const id of waiting.filter(here).slice(0, 5)) expect(countIn(await server.client.cancel(id))).toBe(RECIPIENTS);

    // Its own: said as what it is.
    const lost = waiting.find((id) => !here(id));
    expect(lost).toBeDefined();
    for (const method of ['DELETE', 'GET']) {
      const { status, body, headers } = await server.client.ask(method, `/api/v1/messages/sms/${lost}`);
      expect([method, status, body.message, headers.get('retry-after')]).toEqual([method, 500, 'Server failure to process request', '1']);
    }
    expect((await server.client.ask('GET', '/health/live')).status).toBe(200);
  } finally {
    await command('CITUS_UP');
  }
  await recovered(lanesAway, (lanes) => lanes.length === 0);
  const back = accepted.length;
  await recovered(
    () => Promise.resolve(accepted.slice(back).filter((id) => away.includes(laneOf(id))).length),
    (count) => count > 5,
  );
  loading = false;
  await Promise.all(loads);

  for (const id of accepted) {
    const { body } = await recovered(
      () => server.client.ask<RequestBody>('GET', `/api/v1/messages/sms/${id}`),
      (answer) => answer.status === 200 && ['Initial', 'Queue Full', 'Sending'].every((status) => answer.body.counts[status] === 0),
    );
    const { counts } = body;
    expect(sum(counts)).toBe(RECIPIENTS);
    if (counted.has(id)) expect(counts.Cancelled).toBe(counted.get(id));
  }
  const left = server.ledger().map(({ entryId }) => entryId);
  expect(new Set(left).size).toBe(left.length);
  const sent = new Set(left);
  for (const id of counted.keys()) {
    const cancelled = (await server.client.entries(id, '&status=Cancelled')).map(({ smsId }) => smsId);
    expect(cancelled).toHaveLength(counted.get(id) ?? -1);
    expect(cancelled.filter((smsId) => sent.has(smsId))).toEqual([]);
  }
}, 600_000);
