// A provider's own calls: given to it as they came, answered as it says, counted where they are a stranger's; and receipts that one process
// takes are applied by another.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { CallbackAnswer, CallbackRequest, Provider, Receipt } from '../../src/providers/provider.js';
import { readReference, referenceOf } from '../../src/providers/provider.js';
import { eventually } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

const PUBLIC = 'https://sms.example/in';
const LIMIT = 5;

/** Accepts everything; its calls are signed by a header, and hold a reference and a status. */
class Teller implements Provider {
  readonly name = 'TELLER_1';
  readonly channels = ['text'] as const;
  readonly maxInFlight = 50;
  readonly ratePerSecond = 0;
  readonly heard: CallbackRequest[] = [];
  /** One a process, in the order in which they started. */
  readonly handlers: ((receipt: Receipt) => Promise<void>)[] = [];
  references: string[] = [];
  closed = 0;

  readonly callbacks = {
    status: (request: CallbackRequest) => this.status(request),
    broken: () => Promise.reject(new Error('the body was +919866694753')),
    rude: () => Promise.resolve({ status: 403, contentType: 'application/json', body: '{}' }),
  };

  handOver(message: Parameters<Provider['handOver']>[0]) {
    this.references.push(referenceOf(message));
    return Promise.resolve({ kind: 'accepted', providerMessageId: 'T1' } as const);
  }

  onReceipt(handler: (receipt: Receipt) => Promise<void>): void {
    this.handlers.push(handler);
  }

  close(): Promise<void> {
    this.closed++;
    return Promise.resolve();
  }

  private async status(request: CallbackRequest): Promise<CallbackAnswer> {
    this.heard.push(request);
    if (request.headers['x-signature'] !== 'good') return { status: 401 };
    const known = readReference(request.body.toString());
    if (known !== undefined) await this.handlers[0]?.({ ...known, status: 'delivered' });
    return { status: 200, contentType: 'text/xml', body: '<ok/>' };
  }
}

describe('a provider’s call', () => {
  let server: TestServer;
  const provider = new Teller();
  beforeAll(async () => {
    server = await startServer({ ROLE: 'api', PUBLIC_URL: PUBLIC, RATE_LIMIT: String(LIMIT) }, { providers: [provider] });
  });
  afterAll(() => server.close());

  const call = async (path: string, init: RequestInit = {}): Promise<[status: number, body: string, type: string | null]> => {
    const response = await fetch(`${server.url}/carriers${path}`, { method: 'POST', ...init });
    return [response.status, await response.text(), response.headers.get('content-type')];
  };
  const signed = { 'x-signature': 'good' };

  it('comes as it was made, and is answered as the provider says', async () => {
    const body = Buffer.from([0, 1, 0xff, 0x2b]);
    const headers = { ...signed, 'content-type': 'application/x-www-form-urlencoded' };
    expect(await call('/teller_1/status?a=%2B1&b=x+y', { body, headers })).toEqual([200, '<ok/>', 'text/xml']);
    expect(await call('/teller_1/status?c', { method: 'GET', headers: signed })).toEqual([200, '<ok/>', 'text/xml']);
    expect(provider.heard).toMatchObject([
      { method: 'POST', url: `${PUBLIC}/carriers/teller_1/status?a=%2B1&b=x+y`, body, ip: '127.0.0.1', headers },
      { method: 'GET', url: `${PUBLIC}/carriers/teller_1/status?c`, body: Buffer.alloc(0) },
    ]);
  });

  it.each([
    ['/teller_1/other', 404, 'Not found'],
    ['/teller_1/toString', 404, 'Not found'],
    ['/TELLER_1/status', 404, 'Not found'],
    ['/nobody/status', 404, 'Not found'],
    ['/teller_1', 404, 'Not found'],
  ])('%s is %i, in the contract’s shape', async (path, status, message) => {
    expect(await call(path)).toEqual([status, JSON.stringify({ id: '', message }), 'application/json; charset=utf-8']);
  });

  it('is refused where it is too large, or by another method', async () => {
    expect((await call('/teller_1/status', { body: 'x'.repeat(65_537), headers: signed }))[0]).toBe(413);
    expect((await call('/teller_1/status', { body: 'x'.repeat(65_536), headers: signed }))[0]).toBe(200);
    expect((await call('/teller_1/status', { method: 'DELETE' }))[0]).toBe(400);
  });

  it('is to be repeated where the provider’s own code failed', async () => {
    expect((await call('/teller_1/broken')).slice(0, 2)).toEqual([503, '']);
  });

  it('is told apart from a stranger’s, who is not heard without end', async () => {
    const answers: number[] = [];
    while (answers.length < LIMIT + 2) answers.push((await call('/teller_1/status'))[0]);
    expect(answers).toEqual([...Array<number>(LIMIT).fill(401), 429, 429]);
    expect((await call('/teller_1/rude'))[0]).toBe(429);
    expect((await call('/teller_1/status', { headers: signed }))[0]).toBe(200);
  });
});

it('that an API process takes is applied by a worker', async () => {
  const provider = new Teller();
  const server = await startServer({ ROLE: 'api', PUBLIC_URL: PUBLIC }, { providers: [provider] });
  await server.worker();
  expect(provider.handlers).toHaveLength(2);
  const tell = (body: string) =>
    fetch(`${server.url}/carriers/teller_1/status`, { method: 'POST', headers: { 'x-signature': 'good' }, body });
  const id = await server.client.submitted();
  const becomes = (status: string) =>
    eventually(
      () => server.client.request(id),
      ({ counts }) => counts[status] === 1,
    );
  await becomes('Submitted');
  const [reference = ''] = provider.references;
  const another = `${BigInt(reference.split('.')[0] ?? 0) + 1n}.1`;
  for (const each of [another, reference, reference]) expect((await tell(each)).status).toBe(200);
  await becomes('Delivered');
  await server.close();
  expect(provider.closed).toBe(2);
});

it('reaches nobody where no address is known', async () => {
  const server = await startServer({}, { providers: [new Teller()] });
  expect((await fetch(`${server.url}/carriers/teller_1/status`, { method: 'POST' })).status).toBe(404);
  await server.close();
});

describe('npm run provider:check', () => {
  const check = (...words: string[]): Promise<{ stdout: string }> =>
    promisify(execFile)('npm', ['run', '--silent', 'provider:check', '--', ...words], {
      env: { ...process.env, PROVIDERS: 'simulator', DATA_DIR: join(tmpdir(), 'engagement-check') },
    });

  it('says what it found in a line', async () => {
    expect((await check('simulator')).stdout).toBe('SIMULATOR: there is nothing to check\n');
  });

  it.each([
    [[], /^Usage: npm run provider:check -- NAME\nProviders: SIMULATOR\n$/],
    [['nobody'], /^There is no provider nobody: there are SIMULATOR\.\n$/],
  ])('refuses %j in a sentence', async (words, said) => {
    await expect(check(...words)).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(said) });
  });
});
