// The health of the system: who works, how each provider stands, what is held, what waits and since when, the same wherever it is asked.
import { afterEach, describe, expect, it } from '@jest/globals';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Control } from '../../src/queue/control/control.js';
import { providerRateLimit } from '../../src/queue/control/rate-limits.js';
import type { SystemState } from '../../src/system/system.answers.js';
import { eventually, inAnHour, mobiles } from '../support/client.js';
import { Process } from '../support/process.js';
import { LANES, startServer, TEST_LANES, type TestServer } from '../support/server.js';
import { SECRET } from '../support/token.js';
import { Told } from '../support/told-provider.js';

let server: TestServer;
afterEach(async () => {
  Process.killAll();
  await server.close();
});

const look = async (): Promise<SystemState> =>
  (await server.client.as({ scope: 'system:read', tenant: 'operator' }).ask<SystemState>('GET', '/api/v1/system')).body;
const comes = (holds: (state: SystemState) => boolean): Promise<SystemState> => eventually(look, holds);
const provider = ({ providers }: SystemState, name = 'SIMULATOR'): SystemState['providers'][number] | undefined =>
  providers.find((each) => each.name === name);
const control = (): Promise<Control> => Control.of(server.sql, LANES);

/** A worker in a process of its own. */
async function child(): Promise<Process> {
  const worker = Process.start(process.execPath, ['test/support/killable.mjs'], {
    ...{ DATABASE_URL: server.databaseUrl, DATA_DIR: server.folder, JWT_SECRET: SECRET, ROLE: 'worker', LOG_LEVEL: 'silent' },
    ...TEST_LANES,
  });
  await worker.prints(/listens (\S+)/);
  return worker;
}
const ofPid = ({ workers }: SystemState, { pid }: Process) => workers.find((worker) => worker.pid === pid);

describe('GET /api/v1/system', () => {
  it('answers whoever has the scope, and nobody else', async () => {
    server = await startServer();
    const answer = await server.client.ask('GET', '/kpns/api/v1/system');
    expect([answer.status, answer.body.message]).toEqual([403, 'Forbidden. The scope system:read is missing']);
    const operator = server.client.as({ scope: 'system:read' });
    expect((await operator.ask('POST', '/api/v1/system')).status).toBe(400);
    expect(await operator.ask('GET', '/api/v1/system?tenant=acme')).toMatchObject({ status: 400, body: { errors: [{ field: 'tenant' }] } });
    expect((await operator.ask('GET', '/kpns/api/v1/system')).headers.get('cache-control')).toBe('no-store');
  });

  it('is one look for all who ask at once', async () => {
    server = await startServer();
    const ats = (await Promise.all(Array.from({ length: 20 }, look))).map(({ at, backlog }) => [at, backlog.at]);
    expect(new Set(ats.map(String)).size).toBe(1);
  });

  it('shows an idle server', async () => {
    server = await startServer();
    const state = await comes(({ workers }) => workers.length === 1);
    const [worker] = state.workers;
    const iso = expect.stringMatching(/^\d{4}-.*Z$/);
    const line = { breaker: 'closed', inFlight: 0, maxInFlight: expect.any(Number), throttledUntil: null, lastAnswerAt: null };
    expect(state).toEqual({
      at: iso,
      workers: [
        {
          ...{ id: expect.any(String), host: expect.any(String), pid: process.pid, role: 'all', version: expect.any(String) },
          ...{ startedAt: iso, seenAt: iso, alive: true },
        },
      ],
      providers: [
        {
          ...{ name: 'SIMULATOR', channels: ['text', 'voice'], state: 'up', ratePerSecond: 0, rateLimitPerSecond: null, inFlight: 0 },
          ...{
            maxInFlight: expect.any(Number),
            throttledUntil: null,
            foreignReceipts: 0,
            unreadReceipts: 0,
            unreadMessages: 0,
            trouble: null,
            workers: [{ id: worker?.id, ...line }],
          },
        },
      ],
      holds: [],
      backlog: {
        ...{ at: iso, waiting: 0, due: 0, oldestDueAt: null },
        byAge: [1, 10, 60, 600, 3_600, null].map((upToSeconds) => ({ upToSeconds, due: 0 })),
        byQueue: [],
      },
      ...{ inDoubt: 0, ignoredKeywords: 0, lanesAway: [] },
      notices: [{ module: 'sms', name: 'ignoredKeywords', count: 0 }],
    });
  });
});

describe('a provider', () => {
  it('that says “too fast” is throttled', async () => {
    const [busy, idle] = [new Told('BUSY', ['text']), new Told('IDLE', ['voice'])];
    busy.says = () => ({ kind: 'temporary', throttled: true, retryAfterMs: 600_000, reason: 'too fast' });
    server = await startServer({}, { providers: [busy, idle] });
    await server.client.submitted();
    const state = await comes((each) => provider(each, 'BUSY')?.state === 'throttled');
    const until = Date.parse(provider(state, 'BUSY')?.throttledUntil ?? '');
    expect(until - Date.now()).toBeGreaterThan(300_000);
    expect(provider(state, 'BUSY')?.workers).toEqual([expect.objectContaining({ breaker: 'closed', lastAnswerAt: expect.any(String) })]);
    expect(provider(state, 'IDLE')).toMatchObject({ state: 'up', throttledUntil: null });
  });

  it('that is dead is down, until it answers again', async () => {
    server = await startServer({ BREAKER_FAILURES: '2', BREAKER_PAUSE_MS: '100' });
    const outage = join(server.folder, 'simulator-outage');
    writeFileSync(outage, '');
    const id = await server.client.submitted({ mobiles: mobiles(5) });
    const down = await comes((each) => provider(each)?.workers[0]?.breaker === 'open');
    expect(provider(down)).toMatchObject({ state: 'down', workers: [{ lastAnswerAt: null }] });
    // Now and then one of them is in hand, to see whether it answers.
    await comes(({ backlog }) => backlog.waiting === 5);
    rmSync(outage);
    await server.client.settled(id);
    const up = await comes((each) => provider(each)?.state === 'up' && each.backlog.waiting === 0);
    expect(provider(up)?.workers).toEqual([expect.objectContaining({ breaker: 'closed', lastAnswerAt: expect.any(String) })]);
  });

  it('shows a hold and a rate limit of an operator, and other holds', async () => {
    server = await startServer();
    const operator = await control();
    await operator.hold({ kind: 'tenant', name: 'acme' });
    await operator.setRateLimit(providerRateLimit('SIMULATOR'), 2.5);
    const limited = await comes((each) => each.holds.length === 1 && provider(each)?.state === 'up');
    expect(limited.holds).toEqual([{ what: 'tenant', name: 'acme', since: expect.any(String), everywhere: true }]);
    expect(provider(limited)).toMatchObject({ ratePerSecond: 0, rateLimitPerSecond: 2.5 });
    await operator.resume({ kind: 'tenant', name: 'acme' });
    await operator.hold({ kind: 'provider', name: 'SIMULATOR' });
    await comes((each) => provider(each)?.state === 'held' && each.holds.length === 1);
    await operator.resume({ kind: 'provider', name: 'SIMULATOR' });
    await operator.hold({ kind: 'all', name: '' });
    const { holds } = await comes((each) => provider(each)?.state === 'held' && each.holds[0]?.what === 'all');
    expect(holds).toEqual([expect.objectContaining({ what: 'all', name: null })]);
    await operator.resume({ kind: 'all', name: '' });
    await comes((each) => provider(each)?.state === 'up');
  });
});

describe('a worker', () => {
  it('that ends as it should leaves; one that is killed is missed, and forgotten after a day', async () => {
    server = await startServer({ ROLE: 'api' });
    // Nobody hands anything over.
    expect(provider(await look())).toMatchObject({ state: 'down', workers: [], inFlight: 0, maxInFlight: 0 });
    const [clean, killed] = await Promise.all([child(), child()]);
    const both = await comes((each) => ofPid(each, clean)?.alive === true && ofPid(each, killed)?.alive === true);
    expect(both.workers.map(({ role }) => role)).toEqual(['worker', 'worker']);
    expect(provider(both)).toMatchObject({ state: 'up', workers: [{}, {}] });
    expect((await clean.end('SIGTERM'))[0]).toBe(0);
    await comes((each) => each.workers.length === 1);
    await killed.end('SIGKILL');
    await server.sql.query(`update worker set seen_at = now() - interval '11 seconds'`);
    const missed = await comes((each) => ofPid(each, killed)?.alive === false);
    expect(provider(missed)).toMatchObject({ state: 'down', workers: [] });
    await server.sql.query(`update worker set seen_at = now() - interval '25 hours'`);
    const next = await child();
    await comes((each) => each.workers.length === 1 && ofPid(each, next)?.alive === true);
  });
});

describe('the backlog', () => {
  it('is told apart by its age, by queue, and as the operator’s command has it', async () => {
    server = await startServer({ ROLE: 'api' });
    const of = async (count: number, more = {}): Promise<string> => server.client.submitted({ mobiles: mobiles(count), ...more });
    const since = async (id: string, seconds: number): Promise<void> => {
      await server.sql.query(`update queue_slice set not_before = now() - $2::int * interval '1 second' where request_id = $1`, [
        id,
        seconds,
      ]);
    };
    await of(7, { startTimestamp: inAnHour() });
    const paused = await of(11);
    await server.client.schedule(paused, { paused: true });
    await since(await of(2), 30);
    await since(await of(3, { channel: 'voicesms' }), 7_200);
    // Two are tried again, one of them is due; the rest isn't begun.
    const again = await of(5);
    await since(again, 300);
    await server.sql.query(
      `update queue_slice set next_position = 3, retry_positions = '{1,2}', retry_at = array[now() - interval '5 seconds', now() + interval '1 hour']
       where request_id = $1`,
      [again],
    );
    // Of what is cancelled nothing waits, but what is in doubt is.
    const held = await of(4);
    await server.sql.query('update queue_slice set next_position = 2, in_doubt = 1 where request_id = $1', [held]);
    await server.client.cancel(held);
    const state = await comes(({ inDoubt }) => inDoubt === 1);
    expect(state.backlog).toMatchObject({ waiting: 28, due: 9 });
    expect(state.backlog.byAge.map(({ due }) => due)).toEqual([0, 1, 2, 3, 0, 3]);
    const hour = Date.now() - 7_200_000;
    expect(Math.abs(Date.parse(state.backlog.oldestDueAt ?? '') - hour)).toBeLessThan(120_000);
    expect(state.backlog.byQueue).toEqual([
      { channel: 'text', route: null, sender: null, waiting: 25, due: 6, oldestDueAt: expect.any(String) },
      { channel: 'voice', route: null, sender: null, waiting: 3, due: 3, oldestDueAt: state.backlog.oldestDueAt },
    ]);
    const commands = await (await control()).backlog();
    expect(commands.map(({ queue, waiting, leased }) => [queue, waiting, leased])).toEqual([
      ['text', 25, 0],
      ['voice', 3, 0],
    ]);
  });
});
