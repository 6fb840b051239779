// The submit as contract section 1 has it: every shape that clients send, and what is made of it.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inAnHour, mobiles } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const REPRESENTATION = { prefer: 'return=representation' };
const entriesOf = async (id: string): Promise<string[]> => (await server.client.entries(id)).map(({ mobile }) => mobile).reverse();

describe('a submit', () => {
  it('is answered with exactly two fields, the ID 63 bits as a string', async () => {
    const { status, body, headers } = await server.client.submit();
    expect([status, Object.keys(body), body.message]).toEqual([200, ['id', 'message'], 'Request Queued. ']);
    expect(body.id).toMatch(/^[1-9]\d{0,18}$/);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('takes the sample of the contract as it stands, under every root and spelling', async () => {
    const sample = `{"smsServiceRequest":{"messages":{"message":{
       "startTimestamp":"0","expiryTimestamp":"0","priorityService":"true",
       "recipients":{"recipient":[{"mobile":"+919866694753"},{"mobile":"+919900990091"}]},
       "content":"sample sms message","sendVoiceSmsOnFailure":true}}}}`;
    for (const root of ['', '/vpns', '/kpns'])
      for (const word of ['message', 'messages']) {
        const { status, body } = await server.client.ask<{ id: string }>(
          'POST',
          `${root}/api/v1/${word}/sms?checkUserExistence=true`,
          sample,
        );
        expect(status).toBe(200);
        expect(await server.client.request(body.id)).toMatchObject({
          priority: true,
          sendVoiceSmsOnFailure: true,
          recipientCount: 2,
          expiresAt: null,
        });
      }
  });

  it('takes objects and arrays at every level', async () => {
    const message = { content: 'x', startTimestamp: inAnHour(), recipients: { recipient: { mobile: '+919866694753' } } };
    for (const messages of [{ message }, [{ message }], { message: [message] }, [{ message: [message] }]]) {
      const { status, body } = await server.client.ask('POST', '/api/v1/messages/sms', { smsServiceRequest: { messages } });
      expect([status, Object.keys(body)]).toEqual([200, ['id', 'message']]);
    }
  });

  it('makes a request of each message, all or nothing', async () => {
    const one = { content: 'one', recipients: { recipient: [{ mobile: '+919866694753' }] }, startTimestamp: inAnHour() };
    const call = (message: object[]) =>
      server.client.ask<{ id: string; ids?: string[]; message: string }>('POST', '/api/v1/messages/sms', {
        smsServiceRequest: { messages: { message } },
      });
    const { body } = await call([one, { ...one, content: 'two', channel: 'voicesms' }]);
    expect(body.ids).toHaveLength(2);
    expect(body.id).toBe(body.ids?.[0]);
    const kinds = await Promise.all((body.ids ?? []).map((id) => server.client.request(id)));
    expect(kinds.map(({ content, channel }) => [content, channel])).toEqual([
      ['one', 'text'],
      ['two', 'voice'],
    ]);
    const before = await server.sql.query('select count(*) from request');
    const refused = await call([one, { ...one, content: '' }]);
    expect([refused.status, refused.body.message]).toEqual([
      400,
      'Invalid request format, Error messages :[content is required @ message :2]',
    ]);
    expect((await server.sql.query('select count(*) from request')).rows).toEqual(before.rows);
  });

  it('sends once to each number, however it is written', async () => {
    const written = [
      '+919866694753',
      '++91 98666-94753',
      '00919866694753',
      '919866694753',
      '+91 (98666) 94753',
      '٠٠٩١٩٨٦٦٦٩٤٧٥٣',
      '\u202a+91 98666 94753\u202c',
      'tel:+91-98666-94753',
      '919866694753.0',
      '+919900990091',
      ' +1 202 555 0123 ',
    ];
    const { body } = await server.client.submit({ mobiles: written, startTimestamp: inAnHour() }, REPRESENTATION);
    expect(body).toMatchObject({ recipientCount: 3, duplicates: 8, refused: [], refusedCount: 0, segments: 1 });
    expect(await entriesOf(body.id)).toEqual(['+919866694753', '+919900990091', '+12025550123']);
  });

  it('names the numbers that it refuses, without losing the rest', async () => {
    const bad = ['abc', '12345', '+1', '+919866694753x', '', '+91986669475³', '09866694753'];
    const { status, body } = await server.client.submit({ mobiles: [...bad, '+919866694753'], startTimestamp: inAnHour() }, REPRESENTATION);
    expect(status).toBe(200);
    expect(body).toMatchObject({ recipientCount: 1, refusedCount: bad.length });
    expect((body as unknown as { refused: object[] }).refused).toEqual(
      bad.map((mobile, index) => ({ index, mobile, reason: 'is not a phone number' })),
    );
    const plain = await server.client.submit({ mobiles: [...bad, '+919866694753'] });
    expect(Object.keys(plain.body)).toEqual(['id', 'message']);
  });

  it('shows the first hundred refusals and counts them all', async () => {
    const { body } = await server.client.submit({ mobiles: [...Array<string>(150).fill('x'), '+919866694753'] }, REPRESENTATION);
    expect(body).toMatchObject({ refusedCount: 150, recipientCount: 1 });
    expect((body as unknown as { refused: object[] }).refused).toHaveLength(100);
  });

  it('refuses the whole call for one bad number where that is preferred', async () => {
    const { status, body } = await server.client.submit({ mobiles: ['+919866694753', 'abc'] }, { prefer: 'handling=strict' });
    expect([status, body]).toEqual([
      400,
      {
        id: '',
        message: 'Invalid request format, Error messages :[recipient[1].mobile is not a phone number @ message :1]',
        errors: [{ field: 'recipient[1].mobile', message: 'is not a phone number' }],
      },
    ]);
  });

  it.each(['👩‍👩‍👧‍👦 مرحبا\n\tשלום “quoted” \\ \u202e', 'C## and F## are notes, # and ## no tags'])('keeps %j as it is', async (content) => {
    const id = await server.client.submitted({ content, startTimestamp: inAnHour() });
    expect((await server.client.request(id)).content).toBe(content);
  });

  it('counts the segments of GSM-7 and UCS-2 texts, none of a call', async () => {
    const segments = async (fields: object): Promise<unknown> =>
      ((await server.client.submit({ startTimestamp: inAnHour(), ...fields }, REPRESENTATION)).body as { segments?: unknown }).segments;
    expect(await segments({ content: 'a'.repeat(160) })).toBe(1);
    expect(await segments({ content: 'a'.repeat(161) })).toBe(2);
    expect(await segments({ content: 'я'.repeat(71) })).toBe(2);
    expect(await segments({ content: 'call', channel: 'voicesms' })).toBeNull();
  });
});

describe('times', () => {
  const start = Math.ceil(Date.now() / 1_000) * 1_000 + 3_600_000;
  const startOf = async (startTimestamp: unknown): Promise<unknown> =>
    ((await server.client.submit({ startTimestamp }, REPRESENTATION)).body as { startsAt?: unknown }).startsAt;

  it.each([
    ['milliseconds', String(start)],
    ['milliseconds as a number', start],
    ['seconds', String(start / 1_000)],
    ['seconds as a number', start / 1_000],
    ['ISO 8601 in UTC', new Date(start).toISOString()],
    ['ISO 8601 with an offset', new Date(start + 19_800_000).toISOString().replace('Z', '+05:30')],
  ])('takes %s', async (_name, value) => {
    expect(await startOf(value)).toBe(new Date(start).toISOString());
  });

  it('says when, by the clock that decides', async () => {
    const { body } = await server.client.submit({}, REPRESENTATION);
    expect((body as { startsAt?: string }).startsAt).toBe((await server.client.request(body.id)).startsAt);
  });

  it.each([undefined, null, '', '0', 0, '946684800000', new Date(Date.now() - 60_000).toISOString()])('sends now for %p', async (value) => {
    const id = await server.client.submitted({ startTimestamp: value });
    await server.client.settled(id);
    expect(server.ledger().filter(({ requestId }) => requestId === id)).toHaveLength(1);
  });

  it('waits for its start and expires at its expiry', async () => {
    const expiry = new Date(start + 60_000).toISOString();
    const { body } = await server.client.submit({ startTimestamp: String(start), expiryTimestamp: expiry }, REPRESENTATION);
    expect(body).toMatchObject({ startsAt: new Date(start).toISOString(), expiresAt: expiry });
    expect(await server.client.request(body.id)).toMatchObject({
      state: 'scheduled',
      startsAt: new Date(start).toISOString(),
      expiresAt: expiry,
    });
  });
});

describe('channel and sender', () => {
  const channelOf = async (inside: unknown, beside?: unknown): Promise<unknown> => {
    const messages = {
      message: { content: 'x', recipients: { recipient: { mobile: '+919866694753' } }, channel: inside },
      channel: beside,
    };
    const { status, body } = await server.client.ask<{ id: string; message: string }>('POST', '/api/v1/messages/sms', {
      smsServiceRequest: { messages },
    });
    return status === 200 ? (await server.client.request(body.id)).channel : body.message;
  };

  it('takes the channel inside message or beside it', async () => {
    for (const voice of ['voicesms', 'VoiceSMS', 'VOICESMS'])
      expect([await channelOf(voice), await channelOf(undefined, voice)]).toEqual(['voice', 'voice']);
    for (const text of [undefined, null, '', 'TEXT', 'sms', 'SMS'])
      expect([await channelOf(text), await channelOf(undefined, text)]).toEqual(['text', 'text']);
    expect(await channelOf('voicesms', 'VOICESMS')).toBe('voice');
    expect(await channelOf('TEXT', 'voicesms')).toMatch(/channel should be the same/);
    expect(await channelOf('fax')).toMatch(/channel should be voicesms, TEXT or SMS/);
  });

  it('takes the sender that the tenant may use', async () => {
    const strict = await startServer({ SENDERS: 'acme:ACME,+15005550006', DEFAULT_SENDER: 'Server' });
    const senderOf = async (client: typeof strict.client, sender?: string): Promise<unknown> => {
      const { status, body } = await client.submit({ sender, startTimestamp: inAnHour() });
      return status === 200 ? (await client.request(body.id)).sender : [status, body.message];
    };
    const refused = [400, 'Invalid request format, Error messages :[sender is not one that this tenant may use @ message :1]'];
    expect(await senderOf(strict.client, 'ACME')).toBe('ACME');
    expect(await senderOf(strict.client, '+15005550006')).toBe('+15005550006');
    expect(await senderOf(strict.client)).toBe('Server');
    expect(await senderOf(strict.client, 'Other')).toEqual(refused);
    expect(await senderOf(strict.client.as({ tenant: 'other' }), 'ACME')).toEqual(refused);
    await strict.close();
  });
});

describe('limits', () => {
  it('cuts long content where that is configured, by whole characters', async () => {
    const cutting = await startServer({ CUT_LONG_CONTENT: 'true', TEXT_MAX_LENGTH: '3' });
    const id = await cutting.client.submitted({ content: 'a😀b😀c', startTimestamp: inAnHour() });
    expect((await cutting.client.request(id)).content).toBe('a😀b');
    await cutting.close();
  });

  it('queues many recipients over several slices', async () => {
    const { body } = await server.client.submit({ mobiles: mobiles(1_203), startTimestamp: inAnHour() });
    expect(await server.client.request(body.id)).toMatchObject({ recipientCount: 1_203, counts: { Initial: 1_203 } });
    const { rows } = await server.sql.query('select first, last from queue_slice where request_id = $1 order by first', [body.id]);
    expect(rows).toEqual([
      { first: 1, last: 500 },
      { first: 501, last: 1_000 },
      { first: 1_001, last: 1_203 },
    ]);
  });

  it('is durable when it answers', async () => {
    const id = await server.client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(3) });
    const { rows } = await server.sql.query(
      'select count(*)::int as entries from queue_entry where entry_id between $1::bigint + 1 and $1::bigint + 3',
      [id],
    );
    expect(rows).toEqual([{ entries: 3 }]);
  });
});
