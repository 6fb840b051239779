// An operator holds and resumes dispatch while it runs: all of it, a tenant's, a provider's. From a hold on nothing more of it begins.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Control, type DispatchHold } from '../../src/queue/control/control.js';
import { type Client, eventually, mobiles } from '../support/client.js';
import { LANES, startServer, type TestServer } from '../support/server.js';

const LEASE_MS = 10_000;
/** The simulator refuses its text and takes its call. */
const REFUSED_AS_TEXT = '+15005553500';

let server: TestServer;
let operator: Control;
let other: Client;
beforeEach(async () => {
  server = await startServer({ LEASE_MS: String(LEASE_MS), BATCH_SIZE: '20' });
  operator = await Control.of(server.sql, LANES);
  other = server.client.as({ tenant: 'other' });
});
afterEach(() => server.close());

const left = (id: string): number => server.ledger().filter(({ requestId }) => requestId === id).length;
const leaves = (id: string, more: number): Promise<number> =>
  eventually(
    () => Promise.resolve(left(id)),
    (count) => count >= more,
  );
const ALL: DispatchHold = { kind: 'all', name: '' };

describe('a dispatch hold', () => {
  it('of all begins nothing more, of any tenant and either channel; a resume goes on where it was', async () => {
    const blast = await server.client.submitted({ mobiles: mobiles(3_000) });
    await leaves(blast, 1);
    await operator.hold(ALL);
    expect(await operator.settle(ALL, LEASE_MS)).toBe(0);
    const before = left(blast);
    const [text, call] = [await other.submitted(), await server.client.submitted({ channel: 'voicesms' })];
    expect(before).toBeLessThan(3_000);
    expect((await server.client.request(blast)).counts).toMatchObject({ Submitted: before, Initial: 3_000 - before });
    await operator.resume(ALL);
    await Promise.all([server.client.settled(blast), other.settled(text), server.client.settled(call)]);
    expect([left(blast), left(text), left(call)]).toEqual([3_000, 1, 1]);
  });

  it('of a tenant leaves the others alone', async () => {
    await operator.hold({ kind: 'tenant', name: 'acme' });
    const [held, free] = [await server.client.submitted({ mobiles: mobiles(50) }), await other.submitted({ mobiles: mobiles(50) })];
    await other.settled(free);
    expect((await server.client.request(held)).counts.Initial).toBe(50);
    await operator.resume({ kind: 'tenant', name: 'acme' });
    expect((await server.client.settled(held)).counts.Submitted).toBe(50);
  });

  it('of a channel leaves the others alone', async () => {
    await operator.hold({ kind: 'channel', name: 'text' });
    const [held, free] = [
      await server.client.submitted({ mobiles: mobiles(50) }),
      await server.client.submitted({ mobiles: mobiles(50), channel: 'voicesms' }),
    ];
    expect((await server.client.settled(free)).counts.Submitted).toBe(50);
    expect((await server.client.request(held)).counts.Initial).toBe(50);
    await operator.resume({ kind: 'channel', name: 'text' });
    expect((await server.client.settled(held)).counts.Submitted).toBe(50);
  });

  it('of the channel of the call leaves the texts alone, and a failed text waits for it', async () => {
    await operator.hold({ kind: 'channel', name: 'voice' });
    const id = await server.client.submitted({ mobiles: [REFUSED_AS_TEXT, ...mobiles(20)], sendVoiceSmsOnFailure: 'true' });
    await eventually(
      () => server.client.request(id),
      ({ counts }) => counts.Submitted === 20 && counts.Initial === 1,
    );
    // It was claimed again since then, and is looked at again in a moment.
    await eventually(
      async () =>
        (
          await server.sql.query(
            'select from queue_slice s cross join unnest(s.retry_at) u (at) where s.request_id = $1 and u.at > now()',
            [id],
          )
        ).rowCount,
      (count) => count === 1,
    );
    expect(server.ledger().filter(({ channel }) => channel === 'voice')).toEqual([]);
    await operator.resume({ kind: 'channel', name: 'voice' });
    await server.client.settled(id);
    expect(server.ledger().filter(({ channel }) => channel === 'voice')).toMatchObject([{ requestId: id, address: REFUSED_AS_TEXT }]);
  });

  it('of a provider holds for what it serves, and what waits can be cancelled, exactly', async () => {
    await operator.hold({ kind: 'provider', name: 'ANOTHER' });
    const free = await server.client.submitted({ mobiles: mobiles(50) });
    await server.client.settled(free);
    await operator.hold({ kind: 'provider', name: 'SIMULATOR' });
    const held = await server.client.submitted({ mobiles: mobiles(50) });
    expect((await server.client.cancel(held)).body.message).toContain('Cancelled  50 message entries');
    expect(left(held)).toBe(0);
  });

  it('is kept by every claim that begins after it, however many race it', async () => {
    await Promise.all([server.worker(), server.worker()]);
    const blast = await server.client.submitted({ mobiles: mobiles(20_000) });
    await leaves(blast, 1);
    for (let round = 0; round < 15; round++) {
      await operator.hold(ALL);
      expect(await operator.settle(ALL, LEASE_MS)).toBe(0);
      expect((await server.sql.query('select from queue_slice s where s.lease_token is not null')).rowCount).toBe(0);
      const before = left(blast);
      await operator.resume(ALL);
      await leaves(blast, before + 1);
    }
    await server.client.cancel(blast);
  });
});

describe('npm run dispatch', () => {
  const command = async (...words: string[]): Promise<string> => {
    const env = { ...process.env, DATABASE_URL: server.databaseUrl, LANES: LANES.join(','), LEASE_MS: String(LEASE_MS) };
    const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'dispatch', '--', ...words], { env });
    return stdout;
  };

  it('holds, shows, limits the rate and resumes', async () => {
    expect(await command('status')).toContain('held     nothing\nlimit    as configured\nqueue    nothing is open');
    expect(await command('hold', '--tenant', 'acme')).toMatch(
      /^Held: tenant acme\. .*\nThe batches that were leased at that moment have ended\.\n$/,
    );
    expect(await command('hold', '--provider', 'simulator')).toContain('Held: provider SIMULATOR.');
    const id = await server.client.submitted({ mobiles: mobiles(7) });
    expect(await command('rate-limit', '--sender', 'ACME', '2.5')).toBe(
      'Rate limit of sender ACME: 2.5 messages a second over all workers.\n',
    );
    const status = await command('status');
    expect(status).toMatch(/^held {5}provider SIMULATOR, since .*Z\nheld {5}tenant acme, since .*Z\nlimit {4}sender ACME: 2\.5 messages/);
    expect(status).toContain('queue    text: 7 waiting, 0 leased');
    expect(await command('hold', '--channel', 'voice')).toContain('Held: channel voice.');
    expect(await command('resume', '--channel', 'voice')).toBe(
      'Resumed: channel voice.\nStill held: provider SIMULATOR.\nStill held: tenant acme.\n',
    );
    expect(await command('resume', '--provider', 'SIMULATOR')).toBe('Resumed: provider SIMULATOR.\nStill held: tenant acme.\n');
    expect(await command('resume', '--tenant', 'acme')).toBe('Resumed: tenant acme.\n');
    await server.client.settled(id);
    expect(await command('rate-limit', '--sender', 'ACME', 'default')).toBe('Rate limit of sender ACME: as configured.\n');
    // Ten starts of a process, on a machine that may be busy.
  }, 240_000);

  it.each([
    [[], /^Usage/],
    [['stop'], /^Usage/],
    [['hold', '--provider', 'nobody'], /^This command knows no provider nobody\./],
    [['hold', '--tenant', 'a', '--provider', 'SIMULATOR'], /^Name a channel, a tenant or a provider/],
    [['hold', '--channel', 'text', '--tenant', 'a'], /^Name a channel, a tenant or a provider/],
    [['hold', '--channel', 'fax'], /^There is no channel fax\. Channels of this database: text, voice\.$/m],
    [['rate-limit', '--channel', 'text', '5'], /^Name a provider or a sender/],
    [['hold', 'acme'], /^Unknown argument acme\./],
    [['rate-limit', '--provider', 'SIMULATOR', '-1'], /-1/],
    [['rate-limit', '--provider', 'SIMULATOR', 'fast'], /^Give the messages a second/],
    [['rate-limit', '5'], /^Name a provider or a sender/],
    [['rate-limit', '--provider', 'SIMULATOR', '--module', 'sms', '5'], /^--module goes with a sender/],
    [['rate-limit', '--sender', 'ACME', '--module', 'fax', '5'], /^There is no module fax\. Modules of this database: sms\.$/m],
    [['resume', '--sender', 'x'], /^Name a channel, a tenant or a provider/],
  ])('refuses %j in a sentence', async (words, said) => {
    await expect(command(...words)).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(said) });
  });
});
