// Bad submits: each has its answer in the contract's shape, names the field, and stores nothing.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer } from '../support/token.js';
import { mobiles, submitBody } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ BODY_LIMIT_BYTES: '100000', MAX_RECIPIENTS: '50' });
});
afterAll(() => server.close());
afterEach(async () => {
  for (const table of ['request', 'queue_entry', 'queue_slice'])
    expect([table, (await server.sql.query(`select from ${table}`)).rowCount]).toEqual([table, 0]);
});

const DAY = 86_400_000;
const now = Date.now();
const field = (what: string): string => `Invalid request format, Error messages :[${what} @ message :1]`;
const wrapped = (message: unknown): unknown => ({ smsServiceRequest: { messages: { message } } });
const NO_NUMBER = 'No active audience members found';
const UNREADABLE = 'Failed to parse the input request';

const cases: Record<string, [body: unknown, message: string, named?: string[]]> = {
  'malformed JSON': ['{"smsServiceRequest":', UNREADABLE],
  'an empty body': ['', UNREADABLE],
  'no object': ['[]', UNREADABLE],
  'two values': ['{}{}', UNREADABLE],
  'no JSON at all': ['content=x', UNREADABLE],
  'nesting without end': ['['.repeat(90_000), UNREADABLE],
  'nothing in it': [{}, field('smsServiceRequest is required'), ['smsServiceRequest']],
  'no messages': [{ smsServiceRequest: {} }, field('messages is required'), ['messages']],
  'no message': [wrapped(undefined), field('message is required'), ['message']],
  'an empty list of messages': [wrapped([]), field('message is required'), ['message']],
  'a message that is a text': [wrapped('hi'), field('message should be an object'), ['message']],
  'an unknown field at the top': [{ ...submitBody(), extra: 1 }, field('extra is not a known field'), ['extra']],
  'a mistyped startTimestamp': [submitBody({ startTimstamp: '0' }), field('startTimstamp is not a known field'), ['startTimstamp']],
  'a field of every object': [submitBody({ constructor: 'x' }), field('constructor is not a known field'), ['constructor']],
  'a prototype': [
    '{"smsServiceRequest":{"messages":{"message":{"__proto__":{"content":"x"},"recipients":{"recipient":{"mobile":"+919866694753"}}}}}}',
    'Invalid request format, Error messages :[__proto__ is not a known field @ message :1, content is required @ message :1]',
    ['__proto__', 'content'],
  ],
  'an unknown field of a recipient': [
    submitBody({ recipients: { recipient: { mobile: '+919866694753', name: 'x' } } }),
    field('recipient.name is not a known field'),
    ['recipient.name'],
  ],
  'a recipient that is a text': [
    submitBody({ recipients: { recipient: ['+919866694753'] } }),
    field('recipient should be an object with mobile'),
    ['recipient'],
  ],
  'no recipients': [submitBody({ recipients: undefined }), NO_NUMBER],
  'empty recipients': [submitBody({ mobiles: [] }), NO_NUMBER],
  'recipients that are null': [submitBody({ recipients: null }), NO_NUMBER],
  'a number that is none': [submitBody({ mobiles: ['12'] }), NO_NUMBER],
  'a number of letters': [submitBody({ mobiles: ['+1800FLOWERS'] }), NO_NUMBER],
  'an audience member': [submitBody({ recipients: { recipient: { id: '4' } } }), NO_NUMBER],
  'an audience member of another type': [submitBody({ recipients: { recipient: { id: {}, mobile: '+919866694753' } } }), NO_NUMBER],
  'a negative number': [submitBody({ recipients: { recipient: { mobile: -919866694753 } } }), NO_NUMBER],
  'a segment': [submitBody({ recipients: undefined, segment: { id: 1 } }), NO_NUMBER],
  'a segment and recipients': [
    submitBody({ segment: { id: 1 } }),
    field('Either recipient list or segment criteria is allowed, not both'),
    ['segment'],
  ],
  'no content': [submitBody({ content: undefined }), field('content is required'), ['content']],
  'empty content': [submitBody({ content: '' }), field('content is required'), ['content']],
  'content that is null': [submitBody({ content: null }), field('content is required'), ['content']],
  'content that is a number': [submitBody({ content: 5 }), field('content should be a text'), ['content']],
  '10,000 characters': [submitBody({ content: 'x'.repeat(10_000) }), field('content should have 1600 characters at most'), ['content']],
  'a long call': [
    submitBody({ content: 'x'.repeat(501), channel: 'voicesms' }),
    field('content should have 500 characters at most'),
    ['content'],
  ],
  'a NUL': [submitBody({ content: 'a\0b' }), field('content should hold no NUL and no half characters'), ['content']],
  'half a character': [submitBody({ content: 'a\ud800' }), field('content should hold no NUL and no half characters'), ['content']],
  'a merge tag': [
    submitBody({ content: 'Dear ##First Name##' }),
    field('content should hold no merge tags such as ##First Name##: there is no audience'),
    ['content'],
  ],
  'a start that is none': [
    submitBody({ startTimestamp: 'tomorrow' }),
    field('startTimestamp should be epoch milliseconds or ISO 8601 with an offset'),
    ['startTimestamp'],
  ],
  'a start without offset': [
    submitBody({ startTimestamp: '2030-01-01T00:00:00' }),
    field('startTimestamp should be epoch milliseconds or ISO 8601 with an offset'),
    ['startTimestamp'],
  ],
  'a day that is none': [
    submitBody({ startTimestamp: '2030-02-30T00:00:00Z' }),
    field('startTimestamp should be epoch milliseconds or ISO 8601 with an offset'),
    ['startTimestamp'],
  ],
  'a negative start': [
    submitBody({ startTimestamp: -1 }),
    field('startTimestamp should be epoch milliseconds or ISO 8601 with an offset'),
    ['startTimestamp'],
  ],
  'a start in 1970': [submitBody({ startTimestamp: '1' }), field('startTimestamp should not be before the year 2000'), ['startTimestamp']],
  'the first moment of 1970': [
    submitBody({ startTimestamp: new Date(0).toISOString() }),
    field('startTimestamp should not be before the year 2000'),
    ['startTimestamp'],
  ],
  'a start of 90,000 characters': [
    submitBody({ startTimestamp: 'T'.repeat(90_000) }),
    field('startTimestamp should be epoch milliseconds or ISO 8601 with an offset'),
    ['startTimestamp'],
  ],
  'an expiry in 1970': [
    submitBody({ expiryTimestamp: '1970-01-01T00:00:00Z' }),
    field('Expiry Time should not be less than Current Time'),
    ['expiryTimestamp'],
  ],
  'a start beyond the horizon': [
    submitBody({ startTimestamp: String(now + 3_700 * DAY) }),
    field('startTimestamp should not be more than 3650 days ahead'),
    ['startTimestamp'],
  ],
  'a start in microseconds': [
    submitBody({ startTimestamp: String((now + DAY) * 1_000) }),
    field('startTimestamp should not be more than 3650 days ahead'),
    ['startTimestamp'],
  ],
  'an expiry in the past': [
    submitBody({ expiryTimestamp: String(now - DAY) }),
    field('Expiry Time should not be less than Current Time'),
    ['expiryTimestamp'],
  ],
  'an expiry before the start': [
    submitBody({ startTimestamp: String(now + 2 * DAY), expiryTimestamp: String(now + DAY) }),
    field('Expiry Time should not be less than Start Time'),
    ['expiryTimestamp'],
  ],
  'an expiry at the start': [
    submitBody({ startTimestamp: String(now + DAY), expiryTimestamp: String(now + DAY) }),
    field('Expiry Time should not be less than Start Time'),
    ['expiryTimestamp'],
  ],
  'a priority that is none': [
    submitBody({ priorityService: 'yes' }),
    field('priorityService should be true or false'),
    ['priorityService'],
  ],
  'a priority that is a number': [
    submitBody({ priorityService: 1 }),
    field('priorityService should be true or false'),
    ['priorityService'],
  ],
  'a sender that is none': [
    submitBody({ sender: 'much too long a name' }),
    field('sender should be a number, or a name of 1 to 11 letters, digits and spaces'),
    ['sender'],
  ],
};

describe('a bad submit', () => {
  it.each(Object.entries(cases))('%s', async (_name, [body, message, named]) => {
    const answer = await server.client.ask<{ errors?: { field: string; message: string }[] }>('POST', '/api/v1/messages/sms', body);
    expect([answer.status, answer.body]).toEqual([400, expect.objectContaining({ id: '', message })]);
    expect(answer.body.errors?.map((error) => error.field)).toEqual(named);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it.each(['text/plain', 'application/soap+xml', 'application/x-www-form-urlencoded', 'application/json;charset=utf-16', 'nonsense'])(
    'of the content type %s',
    async (type) => {
      const answer = await server.client.ask('POST', '/api/v1/messages/sms', JSON.stringify(submitBody()), { 'content-type': type });
      expect([answer.status, answer.body]).toEqual([415, { id: '', message: 'Content type is not supported' }]);
    },
  );

  it('over the limit', async () => {
    const answer = await server.client.ask('POST', '/api/v1/messages/sms', submitBody({ content: 'x'.repeat(100_001) }));
    expect([answer.status, answer.body]).toEqual([413, { id: '', message: 'Request is too large' }]);
  });

  it('with too many recipients', async () => {
    const answer = await server.client.ask('POST', '/api/v1/messages/sms', submitBody({ mobiles: mobiles(51) }));
    expect([answer.status, answer.body]).toEqual([
      413,
      { id: '', message: 'Request is too large', errors: [{ field: 'recipient', message: 'should be 50 at most' }] },
    ]);
  });

  it('with an unknown query parameter', async () => {
    for (const query of ['checkUserExistance=true', 'checkUserExistence=maybe', 'checkUserExistence=true&checkUserExistence=false'])
      expect((await server.client.ask('POST', `/api/v1/messages/sms?${query}`, submitBody())).status).toBe(400);
  });

  it('with a key that is none', async () => {
    for (const key of ['with space', 'x'.repeat(256), 'é']) {
      const answer = await server.client.ask('POST', '/api/v1/messages/sms', submitBody(), { 'idempotency-key': key });
      expect(answer.body).toMatchObject({ id: '', errors: [{ field: 'Idempotency-Key' }] });
    }
  });

  it('is told of its credentials before its body', async () => {
    const send = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(`${server.url}/api/v1/messages/sms`, { method: 'POST', headers, body: '{' })).status;
    expect(await send({ 'content-type': 'application/json' })).toBe(401);
    expect(await send({ ...bearer({ scope: 'messages:cancel' }), 'content-type': 'application/xml' })).toBe(403);
  });

  it('leaves nothing of a client that hangs up half way', async () => {
    const gone = new AbortController();
    const half = new ReadableStream({
      pull(stream) {
        stream.enqueue(Buffer.from('{"smsServiceRequest":'));
        gone.abort();
      },
    });
    const init = {
      method: 'POST',
      headers: { ...bearer(), 'content-type': 'application/json' },
      body: half,
      signal: gone.signal,
      duplex: 'half',
    };
    await expect(fetch(`${server.url}/api/v1/messages/sms`, init as RequestInit)).rejects.toThrow();
  });
});
