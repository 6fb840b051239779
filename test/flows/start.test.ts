// The built server as a user starts it: npm start, the printed lines pasted, SIGTERM, a second start; and every refusal to start.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVER_SETTINGS } from '../../src/modules.js';
import { Client, eventually, inAnHour, mobiles } from '../support/client.js';
import { Process } from '../support/process.js';
import { readLedger } from '../support/server.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'engagement-start-'));
});
afterEach(() => {
  Process.killAll();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const npm = (args: string[], env: Record<string, string>): Process => Process.start('npm', args, env);
const start = (env: Record<string, string> = {}): Process => npm(['start'], { DATA_DIR: folder, PORT: '0', ...env });

async function refusal(env: Record<string, string>, args = ['start', '--silent']): Promise<[code: number | null, said: string]> {
  const refused = npm(args, { DATA_DIR: folder, PORT: '0', ...env });
  const [code] = await refused.ended();
  return [code, refused.output.replace(/^npm warn .*\n/gm, '').trim()];
}

/** As pasted into a shell. */
const paste = (line: string): string => execFileSync('sh', ['-c', line], { encoding: 'utf8' });

describe('npm start', () => {
  it('prints lines that work when pasted, stops on SIGTERM, and goes on where it stopped', async () => {
    const first = start();
    const url = await first.prints(/listens on (http:\/\/127\.0\.0\.1:\d+)/);
    await first.prints(/-X DELETE .*\n/);
    expect(first.output).toContain(`Swagger UI: ${url}/docs`);
    const [submit = '', status = '', cancel = '', ...more] = first.output.split('\n').filter((line) => line.startsWith('curl'));
    expect(more).toEqual([]);
    const { id } = JSON.parse(paste(submit)) as { id: string };
    expect(JSON.parse(paste(status))).toMatchObject({ initial: 4, total: 4 });
    expect(paste(cancel)).toBe(`{"id":"","message":"Cancelled  4 message entries of the Message with ID : ${id}"}`);
    expect(JSON.parse(paste(status))).toMatchObject({ initial: 0, cancelled: 4, total: 4 });
    expect(paste(`curl -s ${url}/docs`)).toContain('swagger-ui');

    const authorization = /Authorization: (Bearer [^']+)/.exec(submit)?.[1] ?? '';
    const client = new Client(url);
    const kept = await client.ask<{ id: string }>('POST', '/api/v1/messages/sms', bodyOf(mobiles(3), inAnHour()), { authorization });
    expect(await first.end('SIGTERM')).toEqual([0, null]);
    expect(first.output).toMatch(
      /^SIGTERM: stopping, within 10 s: .* answered, .* completed, .* released, PostgreSQL in \S+ is stopped\n(?:\{.*\}\n)*Stopped\.$/m,
    );

    const second = start();
    const again = new Client(await second.prints(/listens on (\S+)/));
    const seen = await again.ask('GET', `/api/v1/messages/sms/${kept.body.id}`, undefined, { authorization });
    expect([seen.status, seen.body]).toMatchObject([200, { state: 'scheduled', counts: { Initial: 3 } }]);
    const key = paste(`DATA_DIR=${folder} npm run --silent key -- create --tenant demo --scope messages:cancel`);
    const appKey = /key {4}(esk_\S+)/.exec(key)?.[1] ?? '';
    const byKey = await fetch(`${again.url}/api/v1/messages/sms/${kept.body.id}`, {
      method: 'DELETE',
      headers: { 'X-Kony-App-API-Key': appKey },
    });
    expect(((await byKey.json()) as { message: string }).message).toBe(
      `Cancelled  3 message entries of the Message with ID : ${kept.body.id}`,
    );
    const made = paste(`DATA_DIR=${folder} npm run --silent token -- --tenant demo --scope messages:send`).trim();
    expect((await again.ask('GET', '/api/v1/messages/sms', undefined, { authorization: `Bearer ${made}` })).body.message).toBe(
      'Forbidden. The scope messages:read is missing',
    );
    const sent = await again.ask('POST', '/api/v1/messages/sms', bodyOf(mobiles(1)), { authorization: `Bearer ${made}` });
    expect(sent.status).toBe(200);
    const left = await again.ask('POST', '/api/v1/messages/sms', bodyOf(mobiles(1), inAnHour()), { authorization: `Bearer ${made}` });
    expect(left.status).toBe(200);
    expect(await second.end('SIGTERM')).toEqual([0, null]);
    expect(await refusal({ LANES: '1' })).toEqual([
      1,
      'LANES leaves out lane 0, which still has messages to send. Add 0 to LANES and start again.',
    ]);
    expect(readLedger(join(folder, 'simulator-ledger.ndjson')).length).toBeLessThanOrEqual(1);
  }, 120_000);

  it('starts its PostgreSQL again when that dies, and goes on by itself', async () => {
    const server = start({ POLL_MS: '50' });
    const client = new Client(await server.prints(/listens on (\S+)/));
    const authorization = /Authorization: (Bearer [^']+)/.exec(server.output)?.[1] ?? '';
    const submit = () => client.ask<{ id: string }>('POST', '/api/v1/messages/sms', bodyOf(mobiles(2), inAnHour()), { authorization });
    const { id } = (await submit()).body;
    const file = join(folder, 'postgres', 'postmaster.pid');
    const postmaster = (): number => {
      try {
        return Number(readFileSync(file, 'utf8').split('\n', 1)[0]);
      } catch {
        // Between two of them there is none.
        return 0;
      }
    };
    const killed = postmaster();
    process.kill(killed, 'SIGKILL');
    await eventually(
      () => Promise.resolve(postmaster()),
      (pid) => pid !== 0 && pid !== killed,
    );
    await eventually(
      () => client.ask('GET', '/health/ready'),
      ({ status }) => status === 200,
    );
    expect((await client.ask('DELETE', `/api/v1/messages/sms/${id}`, undefined, { authorization })).body.message).toContain(' 2 message');
    expect((await submit()).status).toBe(200);
    expect(await server.end('SIGTERM')).toEqual([0, null]);
  });

  it('keeps its secrets to itself', () => {
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'simulator-ledger.ndjson')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, 'postgres.log'), 'utf8')).not.toContain('sample sms message');
  });

  it('starts after it was killed, database and all', async () => {
    const killed = start();
    await killed.prints(/listens on/);
    const { pid } = JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
    await killed.ended();
    const next = start();
    await next.prints(/listens on/);
    expect(await next.end('SIGTERM')).toEqual([0, null]);
  });

  it('lists every setting with --help', async () => {
    const help = npm(['start', '--', '--help'], {});
    expect(await help.ended()).toEqual([0, null]);
    for (const [name, { about }] of Object.entries(SERVER_SETTINGS))
      expect(help.output).toMatch(new RegExp(`^ {2}${name} +${about.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'm'));
  });
});

describe('a refused start is one sentence and exit code 1', () => {
  let taken: Server;
  let port: string;
  beforeAll(async () => {
    taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    port = String((taken.address() as AddressInfo).port);
  });
  afterAll(() => {
    taken.close();
  });

  it('for a port that is taken', async () => {
    expect(await refusal({ PORT: port })).toEqual([
      1,
      `Port ${port} on 127.0.0.1 is taken. Stop the program that listens there, or set PORT to another one.`,
    ]);
  });

  it('for a data folder in use', async () => {
    const first = start();
    await first.prints(/listens on/);
    const [code, said] = await refusal({});
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(/^The data folder \S+ is in use by process \d+\. Stop it, or set DATA_DIR to another folder\.$/),
    ]);
    expect(await first.end('SIGTERM')).toEqual([0, null]);
  });

  it('for a data folder that can’t be made', async () => {
    writeFileSync(join(folder, 'file'), '');
    const [code, said] = await refusal({ DATA_DIR: join(folder, 'file', 'data') });
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(/^The data folder \S+ can't be made \(ENOTDIR\)\. Correct DATA_DIR or its permissions and start again\.$/),
    ]);
  });

  it.each([
    [{ PROVIDERS: 'twilio' }, 'TWILIO_ACCOUNT_SID is missing.'],
    [{ PROVIDERS: 'clickatell', CLICKATELL_API_KEY: 'key', CLICKATELL_BASE_URL: 'https://a:secret@b.test' }, 'CLICKATELL_BASE_URL must be'],
    [{ PROVIDERS: 'smpp', SMPP_HOST: 'localhost', SMPP_SYSTEM_ID: 'x', SMPP_PASSWORD: 'x', SMPP_PORT: 'x' }, 'SMPP_PORT must be a number.'],
    [{ PROVIDERS_FILE: '/nowhere' }, "PROVIDERS_FILE names /nowhere, which can't be read."],
  ])('for providers that are configured wrong, before anything is opened: %j', async (env, sentence) => {
    const data = join(folder, 'never');
    const [code, said] = await refusal({ ...env, DATA_DIR: data });
    expect([code, said.split('\n').length, existsSync(data)]).toEqual([1, 1, false]);
    expect(said).toContain(sentence);
    expect(said).not.toContain('secret');
  });

  it.each([
    [
      { DATABASE_URL: 'postgres://a:secret@127.0.0.1:1/x' },
      'The database at 127.0.0.1:1 does not accept connections. Start it, or correct DATABASE_URL.',
    ],
    [{ DATABASE_URL: 'nonsense' }, 'DATABASE_URL'],
    [
      { NODE_ENV: 'production', ALLOW_SIMULATOR: 'true' },
      'JWT_SECRET is missing: with NODE_ENV=production set JWT_SECRET (or JWT_JWKS_URL, or JWT_PUBLIC_KEY) and start again.',
    ],
    [{ NODE_ENV: 'production', ALLOW_SIMULATOR: 'true', JWT_SECRET: 'short' }, 'JWT_SECRET is too short for NODE_ENV=production'],
    [{ PORT: 'http' }, 'PORT must be a whole number from 0 to 65535, not “http”. Correct it and start again.'],
    [{ ROLE: 'boss' }, 'ROLE must be one of all, api, worker, not “boss”.'],
    [{ LANES: '0,1024' }, 'LANES must be a list of different numbers from 0 to 1023'],
    [{ HOST: '192.0.2.1' }, '192.0.2.1 is not an address of this machine. Correct HOST.'],
    [{ JWT_SECRET_FILE: '/nowhere' }, "JWT_SECRET_FILE names /nowhere, which can't be read."],
    [{ SIMULATOR_LEDGER: '/dev/null/ledger' }, "The simulator ledger /dev/null/ledger can't be written."],
    [{ DEFAULT_COUNTRY: 'Atlantis' }, 'DEFAULT_COUNTRY must be an ISO country code such as IN or US'],
  ])('for %j', async (env, sentence) => {
    const [code, said] = await refusal(env);
    expect(code).toBe(1);
    expect(said).toContain(sentence);
    expect(said).not.toContain('secret@');
    expect(said.split('\n')).toHaveLength(1);
  });
});

function bodyOf(numbers: string[], startTimestamp = '0'): object {
  const message = { content: 'sample sms message', startTimestamp, recipients: { recipient: numbers.map((mobile) => ({ mobile })) } };
  return { smsServiceRequest: { messages: { message } } };
}
