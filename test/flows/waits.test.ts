// Why messages wait is seen where they wait: with the request, with its entries, over all of a tenant's, and under System, whichever
// process is asked; and the log says it once.
import { afterEach, describe, expect, it } from '@jest/globals';
import { Health } from '../../src/dispatch/admission/health.js';
import type { Answer, Message } from '../../src/providers/provider.js';
import { Control } from '../../src/queue/control/control.js';
import type { SystemState } from '../../src/system/system.answers.js';
import { type Client, eventually, inAnHour, mobiles, type RequestBody } from '../support/client.js';
import { Process } from '../support/process.js';
import { LANES, type Settings, startServer, type TestServer } from '../support/server.js';
import { Told } from '../support/told-provider.js';

let server: TestServer;
afterEach(() => server.close());

const CREDENTIALS: Answer = {
  kind: 'temporary',
  unreachable: true,
  fault: 'configuration',
  reason: 'the credentials are not accepted (20003)',
};
const AWAY: Answer = { kind: 'temporary', unreachable: true, reason: 'the connection failed (ECONNREFUSED)' };
const TOO_FAST: Answer = { kind: 'temporary', throttled: true, retryAfterMs: 600_000, reason: 'too many requests (20429)' };
const taken = ({ entryId }: Message): Answer => ({ kind: 'accepted', providerMessageId: entryId });

interface Waiting {
  provider: string | null;
  kind: string;
  reason: string;
  since: string | null;
}
type Seen = RequestBody & { waitingFor: Waiting[] };

const AT = expect.stringMatching(/^\d{4}-.*Z$/) as unknown as string;
const seen = (id: string, holds: (request: Seen) => boolean, client = server.client): Promise<Seen> =>
  eventually(async () => (await client.request(id)) as Seen, holds);
const kinds = ({ waitingFor }: Seen): string => waitingFor.map(({ provider, kind }) => `${provider ?? 'all'} ${kind}`).join();
const overAll = async (client: Client = server.client): Promise<Waiting[]> =>
  (await client.ask<{ items: Waiting[] }>('GET', '/api/v1/messages/sms/waiting')).body.items;
const system = async (): Promise<SystemState> =>
  (await server.client.as({ scope: 'system:read' }).ask<SystemState>('GET', '/api/v1/system')).body;

/** `npm run dispatch -- status`. */
async function status(): Promise<string> {
  const command = Process.start(process.execPath, ['dist/dispatch/cli/dispatch.js', 'status'], {
    ...{ DATABASE_URL: server.databaseUrl, DATA_DIR: server.folder, LANES: LANES.join() },
  });
  expect(await command.ended()).toEqual([0, null]);
  return command.output;
}

async function start(providers: Told[], settings: Settings = {}): Promise<void> {
  // Whoever answers HTTP hands nothing over: what a worker learns is all that it can know.
  server = await startServer({ ROLE: 'api', BREAKER_FAILURES: '2', BREAKER_PAUSE_MS: '50', ...settings }, { providers });
  await server.worker();
}

describe('what waits says why', () => {
  it.each([
    ['configuration', CREDENTIALS, 'the credentials are not accepted (20003)'],
    ['outage', AWAY, 'the connection failed (ECONNREFUSED)'],
  ] as const)('where its provider has a fault: %s', async (kind, says, reason) => {
    const provider = new Told('TWILIO');
    provider.says = () => says;
    await start([provider]);
    const id = await server.client.submitted({ mobiles: mobiles(3) });
    const { waitingFor } = await seen(id, (each) => each.waitingFor.length > 0);
    expect(waitingFor).toEqual([{ provider: 'TWILIO', kind, reason, since: AT }]);
    const entries = await eventually(
      () => server.client.entries(id),
      (each) => each.every(({ status }) => status === 'Initial'),
    );
    expect(entries.map(({ statusMessage, attempts }) => [statusMessage, attempts])).toEqual(
      Array(3).fill([`Waiting in the queue: TWILIO: ${reason}`, 0]),
    );
    const report = await server.client.ask<{ messages: { statusMessage: string }[] }>('POST', '/api/v1/status/sms', { requestId: id });
    expect(report.body.messages[0]?.statusMessage).toBe(`Waiting in the queue: TWILIO: ${reason}`);
    // What is tried just now doesn't wait.
    const over = await eventually(
      () => overAll(),
      (items) => items.length > 0,
    );
    expect(over).toEqual(waitingFor);
    expect(await overAll(server.client.as({ tenant: 'other' }))).toEqual([]);
    const { providers } = await system();
    expect(providers[0]).toMatchObject({ name: 'TWILIO', trouble: { kind, reason, since: AT } });
    expect(await status()).toContain(`provider TWILIO: ${kind}, ${reason}, since `);

    provider.says = taken;
    expect(((await server.client.settled(id)) as Seen).waitingFor).toEqual([]);
    await eventually(
      async () => (await system()).providers[0]?.trouble,
      (trouble) => trouble === null,
    );
    expect(await overAll()).toEqual([]);
  });

  it('where its provider says “too fast”', async () => {
    const provider = new Told('BUSY');
    provider.says = () => TOO_FAST;
    await start([provider]);
    await server.client.submitted({ mobiles: mobiles(60) });
    const id = await server.client.submitted();
    expect((await seen(id, (each) => each.waitingFor.length > 0)).waitingFor).toEqual([
      { provider: 'BUSY', kind: 'throttled', reason: 'too many requests (20429)', since: AT },
    ]);
  });

  it('where an operator holds it, each tenant its own alone', async () => {
    await start([new Told('ONE', ['text']), new Told('TWO', ['voice'])]);
    const operator = await Control.of(server.sql, LANES);
    const other = server.client.as({ tenant: 'other' });
    await operator.hold({ kind: 'tenant', name: 'acme' });
    await operator.hold({ kind: 'provider', name: 'TWO' });
    const id = await server.client.submitted();
    expect((await seen(id, (each) => each.waitingFor.length > 0)).waitingFor).toEqual([
      { provider: null, kind: 'held', reason: 'an operator holds the dispatch of this tenant', since: AT },
    ]);
    const call = await other.submitted({ channel: 'voicesms' });
    expect(kinds(await seen(call, (each) => each.waitingFor.length > 0, other))).toBe('TWO held');
    expect((await other.entries(call))[0]?.statusMessage).toBe('Waiting in the queue: TWO: an operator holds this provider');
    expect((await overAll(other)).map(({ provider, kind }) => [provider, kind])).toEqual([['TWO', 'held']]);
    expect(((await other.settled(await other.submitted())) as Seen).waitingFor).toEqual([]);
    await operator.hold({ kind: 'channel', name: 'voice' });
    await seen(call, (each) => each.waitingFor[0]?.reason === 'an operator holds the dispatch of this channel', other);
    await operator.hold({ kind: 'all', name: '' });
    await seen(call, (each) => each.waitingFor[0]?.reason === 'an operator holds all dispatch', other);
  });

  it('not where another provider of its route has it, where its start is to come, or once it is paused or cancelled', async () => {
    const [dead, alive] = [new Told('DEAD', ['text', 'voice']), new Told('ALIVE', ['text'])];
    dead.says = () => AWAY;
    await start([dead, alive]);
    const waits = await server.client.submitted({ channel: 'voicesms' });
    await seen(waits, (each) => kinds(each) === 'DEAD outage');
    expect(((await server.client.settled(await server.client.submitted())) as Seen).waitingFor).toEqual([]);
    const later = await server.client.submitted({ channel: 'voicesms', startTimestamp: inAnHour() });
    expect((await seen(later, () => true)).waitingFor).toEqual([]);
    expect((await server.client.entries(later))[0]?.statusMessage).toBe('Waiting in the queue');
    expect(
      (
        await eventually(
          () => server.client.schedule(waits, { paused: true }),
          ({ status }) => status === 200,
        )
      ).body.waitingFor,
    ).toEqual([]);
    expect(await overAll()).toEqual([]);
    await server.client.schedule(waits, { paused: false });
    await seen(waits, (each) => kinds(each) === 'DEAD outage');
    await eventually(
      () => server.client.cancel(waits),
      ({ status }) => status === 200,
    );
    expect((await seen(waits, () => true)).waitingFor).toEqual([]);
  });

  it('where nobody works', async () => {
    server = await startServer({ ROLE: 'api' });
    const id = await server.client.submitted();
    expect((await seen(id, (each) => each.waitingFor.length > 0)).waitingFor).toEqual([
      { provider: null, kind: 'outage', reason: 'no worker is running', since: null },
    ]);
  });
});

describe('the log', () => {
  it('says each change once, with the adapter’s own sentence', async () => {
    server = await startServer();
    const said: string[] = [];
    let changes = 0;
    const logger = { log: (line: string) => said.push(line), warn: (line: string) => said.push(line) };
    const health = new Health('TWILIO', logger, () => changes++);
    const tell = (answer: Answer, times: number): void => {
      for (let i = 0; i < times; i++) health.record(answer);
    };
    tell(AWAY, 9);
    expect(said).toEqual([]);
    for (let i = 0; i < 5; i++) health.breakerOpened();
    tell(CREDENTIALS, 5);
    for (let i = 0; i < 5; i++) health.breakerOpened();
    tell({ kind: 'accepted', providerMessageId: 'x' }, 5);
    tell(CREDENTIALS, 1);
    expect(said).toEqual([
      'TWILIO accepts no messages: the connection failed (ECONNREFUSED). One message at a time tests the provider',
      'TWILIO accepts no messages until its account or settings are corrected: the credentials are not accepted (20003)',
      'TWILIO accepts messages again',
    ]);
    expect(changes).toBe(4);
  });
});
