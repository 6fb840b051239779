// Small clients of each shape that programs in the wild have, from submit to cancel. What they rely on one by one is tested in
// test/flows/submit.test.ts (arrays and objects, times, channels), cancel.test.ts (DELETE's bodies), test/gateway/edge.test.ts (roots, the
// override) and credentials.test.ts; here each is a whole program, that knows no HTTP status and believes the answer's `id`.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { ALL_SCOPES, token } from '../support/token.js';
import { inAnHour } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

const JSON_TYPE = { 'Content-Type': 'application/json;charset=UTF-8' };
const KEY = `esk_${randomBytes(32).toString('base64url')}`;

const TOKEN = token();

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
  const hash = createHash('sha256').update(KEY).digest();
  await server.sql.query(`insert into app_key (id, key_hash, tenant, scopes) values ($1, $2, 'acme', $3)`, [
    randomUUID(),
    hash,
    ALL_SCOPES,
  ]);
});
afterAll(() => server.close());

interface Answered {
  id: string;
  message: string;
}

/** One program: what it puts around its calls, and how it takes a request back. */
interface Program {
  root?: string;
  word?: 'message' | 'messages';
  credentials: () => Record<string, string>;
  cancels?: { method: string; headers?: Record<string, string>; body?: string };
}

async function call({ root = '', credentials }: Program, method: string, path: string, body?: string, more = {}): Promise<Answered> {
  const headers = { ...JSON_TYPE, ...credentials(), ...more };
  const response = await fetch(server.url + root + path, { method, headers, ...(body !== undefined && { body: Buffer.from(body) }) });
  return (await response.json()) as Answered;
}

/** Success is an `id` that isn't blank; else the message is shown to somebody. */
const succeeded = ({ id }: Answered): boolean => id.trim() !== '';

const later = inAnHour();
const LATER = `"startTimestamp":"${later}"`;
const TWO = '"recipients":{"recipient":[{"mobile":"+919866694753"},{"mobile":"+919900990091"}]}';
const envelope = (messages: string): string => `{"smsServiceRequest":{"messages":${messages}}}`;

const PROGRAMS: [name: string, Program][] = [
  ['a bearer token, DELETE with the documented type and no body', { credentials: () => ({ Authorization: `Bearer ${token()}` }) }],
  [
    'X-Kony-Authorization under /kpns, DELETE as a POST with the override',
    {
      root: '/kpns',
      credentials: () => ({ 'X-Kony-Authorization': token() }),
      cancels: { method: 'POST', headers: { 'X-HTTP-Method-Override': 'DELETE' }, body: '' },
    },
  ],
  [
    'X-Kony-Authorization with Bearer in front, the override in lower case and a body',
    {
      root: '/kpns',
      word: 'message',
      credentials: () => ({ 'X-Kony-Authorization': `Bearer ${token()}` }),
      cancels: { method: 'POST', headers: { 'x-http-method-override': 'delete' }, body: '{}' },
    },
  ],
  [
    'X-VoltMX-Authorization under /vpns, DELETE with a body that is none',
    { root: '/vpns', credentials: () => ({ 'X-VoltMX-Authorization': token() }), cancels: { method: 'DELETE', body: 'undefined' } },
  ],
  ['the older key header alone', { root: '/kpns', credentials: () => ({ 'X-Kony-App-API-Key': KEY }) }],
  [
    'the newer key header alone, and the override',
    {
      root: '/vpns',
      credentials: () => ({ 'X-VoltMX-App-API-Key': KEY }),
      cancels: { method: 'POST', headers: { 'X-HTTP-Method-Override': 'DELETE' } },
    },
  ],
  [
    'a token and its copy for the older server',
    { credentials: () => ({ Authorization: `Bearer ${TOKEN}`, 'X-Kony-Authorization': TOKEN }) },
  ],
];

describe.each(PROGRAMS)('a program with %s', (_name, program) => {
  const { word = 'messages', cancels = { method: 'DELETE' } } = program;

  it('submits, reads the ID, takes it back and reads the number, and believes no blank ID', async () => {
    const submitted = await call(program, 'POST', `/api/v1/message/sms`, envelope(`{"message":{${LATER},"content":"hello",${TWO}}}`));
    expect(succeeded(submitted)).toBe(true);
    const take = (id: string): Promise<Answered> =>
      call(program, cancels.method, `/api/v1/${word}/sms/${id}`, cancels.body, cancels.headers);
    const cancelled = await take(submitted.id);
    expect(/^Cancelled\s+(\d+)\s+message entries of the Message with ID : (\d+)$/.exec(cancelled.message)?.slice(1)).toEqual([
      '2',
      submitted.id,
    ]);
    const [again, none] = [await take(submitted.id), await take('x1')];
    expect([succeeded(again), again.message, succeeded(none)]).toEqual([false, 'No cancellable messages found', false]);
  });
});

describe('what programs write', () => {
  const program: Program = { root: '/vpns', credentials: () => ({ 'X-VoltMX-App-API-Key': KEY }) };
  const submit = (messages: string): Promise<Answered> => call(program, 'POST', '/api/v1/message/sms', envelope(messages));
  const made = async (messages: string): Promise<Record<string, unknown>> => {
    const { id } = await submit(messages);
    const request = await server.client.request(id);
    await server.client.cancel(id);
    return request;
  };
  const at = new Date(Number(later)).toISOString();

  it.each([
    ['an object at every level', `{"message":{${LATER},"content":"x","recipients":{"recipient":{"mobile":"+919866694753"}}}}`, 1],
    ['an array at every level', `[{"message":[{${LATER},"content":"x",${TWO}}]}]`, 2],
    ['an array of messages alone', `{"message":[{${LATER},"content":"x",${TWO}}]}`, 2],
  ])('%s', async (_name, messages, recipientCount) => {
    expect(await made(messages)).toMatchObject({ recipientCount, startsAt: at, channel: 'text', expiresAt: null });
  });

  it('the channel beside the message, quoted booleans, zeros, blanks and nulls', async () => {
    const messages = `{"channel":"voicesms","message":{${LATER},"expiryTimestamp":"0","priorityService":"true","sendVoiceSmsOnFailure":"false","sender":"","content":"x",${TWO},"invocationTracking":null}}`;
    expect(await made(messages)).toMatchObject({ channel: 'voice', priority: true, expiresAt: null, sender: null });
    const plain = `{"channel":"","message":{${LATER},"priorityService":false,"sendVoiceSmsOnFailure":true,"content":"x",${TWO}}}`;
    expect(await made(plain)).toMatchObject({ channel: 'text', priority: false, sendVoiceSmsOnFailure: true });
  });

  it.each([
    ['milliseconds in quotes', `"${later}"`],
    ['milliseconds', later],
    ['seconds in quotes', `"${later.slice(0, -3)}"`],
    ['seconds', later.slice(0, -3)],
  ])('a start in %s', async (_name, start) => {
    const { startsAt } = await made(`{"message":{"startTimestamp":${start},"content":"x",${TWO}}}`);
    expect(Math.floor(Date.parse(String(startsAt)) / 1_000)).toBe(Math.floor(Number(later) / 1_000));
  });

  it.each(['', '"startTimestamp":"0","expiryTimestamp":"0",', '"startTimestamp":0,', '"startTimestamp":"",', '"startTimestamp":null,'])(
    'no start means now: %s',
    async (start) => {
      const { id } = await submit(`{"message":{${start}"content":"x",${TWO}}}`);
      expect((await server.client.settled(id)).counts.Submitted).toBe(2);
    },
  );

  it('mistakes, whose answers have a blank ID and a sentence, whatever the status', async () => {
    const mistakes = [
      '{"message":{}}',
      '{"message":{"content":"x"}}',
      '{"message":{"content":"","recipients":{"recipient":[{"mobile":"+919866694753"}]}}}',
      '{"message":{"content":"Dear ##First Name##","recipients":{"recipient":[{"mobile":"+919866694753"}]}}}',
      '{"message":{"content":"x","recipients":{"recipient":[{"id":"1"}]}}}',
      '7',
      '}',
    ];
    for (const each of mistakes) {
      const answer = await submit(each);
      expect([each, succeeded(answer), answer.message.length > 10]).toEqual([each, false, true]);
    }
    const stranger = await call({ credentials: () => ({}) }, 'POST', '/api/v1/message/sms', '{}');
    const lost = await call(program, 'POST', '/api/v1/message/smss', '{}');
    expect([succeeded(stranger), succeeded(lost)]).toEqual([false, false]);
  });
});
