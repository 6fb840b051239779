// An operator stops and resumes dispatch while it runs: all of it, a tenant's, a carrier's. From a stop on nothing more of it begins.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Control, type Stop } from '../../src/queue/control.js';
import { type Client, eventually, mobiles } from '../support/client.js';
import { LANES, startServer, type TestServer } from '../support/server.js';

const LEASE_MS = 10_000;

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
const ALL: Stop = { kind: 'all', name: '' };

describe('a stop', () => {
  it('of all begins nothing more, of any tenant and either channel; a resume goes on where it was', async () => {
    const blast = await server.client.submitted({ mobiles: mobiles(3_000) });
    await leaves(blast, 1);
    await operator.stop(ALL);
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
    await operator.stop({ kind: 'tenant', name: 'acme' });
    const [stopped, free] = [await server.client.submitted({ mobiles: mobiles(50) }), await other.submitted({ mobiles: mobiles(50) })];
    await other.settled(free);
    expect((await server.client.request(stopped)).counts.Initial).toBe(50);
    await operator.resume({ kind: 'tenant', name: 'acme' });
    expect((await server.client.settled(stopped)).counts.Submitted).toBe(50);
  });

  it('of a carrier holds for what it serves, and what waits can be cancelled, exactly', async () => {
    await operator.stop({ kind: 'carrier', name: 'ANOTHER' });
    const free = await server.client.submitted({ mobiles: mobiles(50) });
    await server.client.settled(free);
    await operator.stop({ kind: 'carrier', name: 'SIMULATOR' });
    const stopped = await server.client.submitted({ mobiles: mobiles(50) });
    expect((await server.client.cancel(stopped)).body.message).toContain('Cancelled  50 message entries');
    expect(left(stopped)).toBe(0);
  });

  it('is kept by every claim that begins after it, however many race it', async () => {
    await Promise.all([server.worker(), server.worker()]);
    const blast = await server.client.submitted({ mobiles: mobiles(20_000) });
    await leaves(blast, 1);
    for (let round = 0; round < 15; round++) {
      await operator.stop(ALL);
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

  it('stops, shows, paces and resumes', async () => {
    expect(await command('status')).toContain('stopped  nothing\npace     as configured\nqueue    nothing is open');
    expect(await command('stop', '--tenant', 'acme')).toMatch(/^Stopped: tenant acme\. .*\nWhat was in hand at that moment has ended\.\n$/);
    expect(await command('stop', '--carrier', 'simulator')).toContain('Stopped: carrier SIMULATOR.');
    const id = await server.client.submitted({ mobiles: mobiles(7) });
    expect(await command('pace', '--sender', 'ACME', '2.5')).toBe('Pace of sender ACME: 2.5 messages a second over all workers.\n');
    const status = await command('status');
    expect(status).toMatch(
      /^stopped {2}carrier SIMULATOR, since .*Z\nstopped {2}tenant acme, since .*Z\npace {5}sender ACME: 2\.5 messages/,
    );
    expect(status).toContain('queue    text: 7 waiting, 0 in hand');
    expect(await command('resume', '--carrier', 'SIMULATOR')).toBe('Resumed: carrier SIMULATOR.\nStill stopped: tenant acme.\n');
    expect(await command('resume', '--tenant', 'acme')).toBe('Resumed: tenant acme.\n');
    await server.client.settled(id);
    expect(await command('pace', '--sender', 'ACME', 'default')).toBe('Pace of sender ACME: as configured.\n');
    // Eight starts of a process, on a machine that may be busy.
  }, 240_000);

  it.each([
    [[], /^Usage/],
    [['halt'], /^Usage/],
    [['stop', '--carrier', 'nobody'], /^There is no carrier nobody among/],
    [['stop', '--tenant', 'a', '--carrier', 'SIMULATOR'], /^Name a tenant or a carrier/],
    [['stop', 'acme'], /^What is acme\?/],
    [['pace', '--carrier', 'SIMULATOR', '-1'], /-1/],
    [['pace', '--carrier', 'SIMULATOR', 'fast'], /^Say how many/],
    [['pace', '5'], /^Name a carrier or a sender/],
    [['resume', '--sender', 'x'], /^Name a tenant or a carrier/],
  ])('refuses %j in a sentence', async (words, said) => {
    await expect(command(...words)).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(said) });
  });
});
