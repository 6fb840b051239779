// Twilio: what every provider does, and what it says to Twilio and makes of it.
import { describe, expect, it } from '@jest/globals';
import type { Answer, Message, SentMessage } from '../../src/providers/provider.js';
import type { TwilioSettings } from '../../src/providers/twilio/twilio-settings.js';
import { Twilio } from '../../src/providers/twilio/twilio.js';
import { message, patient } from './conformance.js';
import { httpConforms } from './http-conformance.js';
import { accepted, ACCOUNT, CONTEXT, newSid, refusal, resource, settingsFor, TOKEN, twilioRig } from './twilio-server.js';
import { answer, json, type Received, type Reply, VendorServer } from './vendor-server.js';

httpConforms('Twilio, a text', twilioRig);
httpConforms('Twilio, a call', () => ({ ...twilioRig(), channel: 'voice' }));

/** @param reply what the server answers; by default it takes everything over */
async function using<T>(
  use: (provider: Twilio, server: VendorServer) => Promise<T>,
  more: Partial<TwilioSettings> = {},
  reply: (received: Received) => Reply = accepted,
  context = CONTEXT,
): Promise<T> {
  const server = await VendorServer.start();
  server.behave = (received, response) => {
    answer(response, reply(received));
  };
  const provider = Twilio.from(settingsFor(server.url, more), context);
  try {
    return await use(provider, server);
  } finally {
    await provider.close();
    await server.close();
  }
}

/** The fields of the request that a message makes. */
const asked = (sent: Partial<Message<string>>, more: Partial<TwilioSettings> = {}, context = CONTEXT): Promise<Received | undefined> =>
  using(
    async (provider, server) => {
      await provider.handOver(message('+919866694753', sent), patient());
      return server.received.at(-1);
    },
    more,
    accepted,
    context,
  );
const fields = async (...how: Parameters<typeof asked>): Promise<Record<string, string>> =>
  Object.fromEntries((await asked(...how))?.form ?? []);

describe('a text', () => {
  const sent = { entryId: '1048577', attempt: 2, content: 'Grüße & Küsse + 🙂' };

  it('is a message of the account, with a callback of its own', async () => {
    const received = await asked(sent);
    expect(received).toMatchObject({ method: 'POST', path: `/2010-04-01/Accounts/${ACCOUNT}/Messages.json` });
    expect(received?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(Object.fromEntries(received?.form ?? [])).toEqual({
      To: '+919866694753',
      From: '+15005550006',
      Body: 'Grüße & Küsse + 🙂',
      StatusCallback: 'https://sms.example.com/carriers/twilio/receipts?ref=1048577.2',
    });
  });

  it('has its own sender before the service’s choice before the configured one', async () => {
    const messagingServiceSid = `MG${'0'.repeat(32)}`;
    // Which of its senders it is told, and stays the service with what is configured of it.
    for (const sender of ['ACME', '+15005550009', '40404'])
      expect(await fields({ sender }, { messagingServiceSid })).toMatchObject({ From: sender, MessagingServiceSid: messagingServiceSid });
    const byService = await fields({}, { messagingServiceSid });
    expect(byService).toMatchObject({ MessagingServiceSid: messagingServiceSid });
    expect(byService).not.toHaveProperty('From');
  });

  it.each<[string | null, Partial<TwilioSettings>]>([
    [`MG${'a1'.repeat(16)}`, {}],
    [`MG${'a1'.repeat(16)}`, { messagingServiceSid: `MG${'0'.repeat(32)}` }],
    [null, { from: `MG${'a1'.repeat(16)}` }],
  ])('may have a messaging service for its sender: %j, %j', async (sender, more) => {
    const sent = await fields({ sender }, more);
    expect(sent).toMatchObject({ MessagingServiceSid: `MG${'a1'.repeat(16)}` });
    expect(sent).not.toHaveProperty('From');
    expect((await asked({ sender, channel: 'voice' }, { ...more, voiceFrom: '+15005550007' }))?.form.get('From')).toBe('+15005550007');
  });

  it.each([
    [90_500, '90'],
    [999, '1'],
    [86_400_000, '36000'],
    [null, undefined],
  ])('is valid for what Twilio allows of %p ms: %p s', async (validityMs, seconds) => {
    expect((await fields({ validityMs })).ValidityPeriod).toBe(seconds);
  });

  it('asks for no receipt that can’t come or couldn’t be believed', async () => {
    expect(await fields({}, {}, { name: 'TWILIO', callbackUrl: undefined })).not.toHaveProperty('StatusCallback');
    const key = { authToken: undefined, apiKeySid: `SK${'0'.repeat(32)}`, apiKeySecret: 'secret' };
    const received = await asked({}, key);
    expect(received?.form.has('StatusCallback')).toBe(false);
    expect(received?.headers.authorization).toBe(`Basic ${Buffer.from(`SK${'0'.repeat(32)}:secret`).toString('base64')}`);
  });
});

describe('a call', () => {
  const sent = { channel: 'voice' as const, entryId: '1048577', content: 'Is 1 < 2 & "2" > \'1\'?\u0000\u001b\uD800 🙂\n' };

  it('says the content, whatever is in it, as text', async () => {
    const received = await asked(sent);
    expect(received).toMatchObject({ method: 'POST', path: `/2010-04-01/Accounts/${ACCOUNT}/Calls.json` });
    expect(Object.fromEntries(received?.form ?? [])).toEqual({
      To: '+919866694753',
      From: '+15005550006',
      Twiml: '<Response><Say language="en-US">Is 1 &lt; 2 &amp; &quot;2&quot; &gt; &apos;1&apos;?  \uFFFD 🙂\n</Say></Response>',
      StatusCallback: 'https://sms.example.com/carriers/twilio/receipts?ref=1048577.1',
    });
  });

  it('in the language and voice that are configured, as often as is', async () => {
    const { Twiml } = await fields({ ...sent, content: 'Hi' }, { language: 'de-DE', voice: 'Polly.Vicki', repeats: 3 });
    expect(Twiml).toBe('<Response><Say language="de-DE" voice="Polly.Vicki" loop="3">Hi</Say></Response>');
  });

  it('comes from a number: the sender’s, the one for calls, the common one', async () => {
    expect(await fields({ ...sent, sender: '+15005550009' }, { voiceFrom: '+15005550007' })).toMatchObject({ From: '+15005550009' });
    expect(await fields({ ...sent, sender: 'ACME' }, { voiceFrom: '+15005550007' })).toMatchObject({ From: '+15005550007' });
    expect(await fields({ ...sent, sender: 'ACME' })).toMatchObject({ From: '+15005550006' });
  });

  it('is none without a number', () =>
    using(
      async (provider, server) => {
        expect(provider.channels).toEqual(['text']);
        expect(await provider.handOver(message('+919866694753', sent), patient())).toEqual({ kind: 'refused', reason: 'no caller' });
        expect(server.received).toEqual([]);
      },
      { from: 'ACME' },
    ));
});

describe('a message that failed while it was created', () => {
  const SID = newSid('SM');
  it.each<[string, number | null, Answer]>([
    ['failed', 30001, { kind: 'temporary', throttled: true, reason: 'the sender’s queue is full (30001)' }],
    ['failed', 30002, { kind: 'temporary', unreachable: true, fault: 'configuration', reason: 'the account was suspended (30002)' }],
    ['failed', 21610, { kind: 'refused', reason: 'the recipient has opted out (21610)' }],
    ['failed', 39999, { kind: 'refused', reason: 'error 39999' }],
    ['failed', null, { kind: 'refused', reason: 'the provider could not send it' }],
    // It has left: the network's own word is that it didn't arrive. Tried again, it would leave twice.
    ['undelivered', 30001, { kind: 'accepted', providerMessageId: SID }],
  ])('%s, error %p', async (status, error_code, expected) => {
    const created = json(201, resource({ sid: SID, status, error_code }));
    expect(
      await using(
        (provider) => provider.handOver(message('+919866694753'), patient()),
        {},
        () => created,
      ),
    ).toEqual(expected);
  });
});

describe('a check', () => {
  const checking = (reply: Reply, more: Partial<TwilioSettings> = {}): Promise<string> =>
    using(
      async (provider, server) => {
        const line = await provider.check(patient()).catch((error: unknown) => (error as Error).message);
        expect(server.received.map(({ method }) => method)).toEqual(['GET']);
        return `${server.received[0]?.path.split('/Accounts/')[1]?.replace(ACCOUNT, '') ?? ''} ${line}`;
      },
      more,
      () => reply,
    );

  it.each([
    [json(200, { status: 'active', type: 'Full', friendly_name: 'someone@example.com' }), '.json The account is active.'],
    [json(200, { status: 'active', type: 'Trial' }), '.json The account is active: a trial, which sends to verified numbers only.'],
    [json(200, { status: 'suspended' }), '.json The Twilio account is not active: see its console.'],
    [refusal(20003, 401), '.json Twilio does not accept these credentials (error 20003): see docs/guides/providers/twilio.md.'],
    [{ status: 200, body: '<html>' }, '.json Twilio gave an answer that is not its API’s (HTTP 200): see baseUrl.'],
  ])('sends nothing: %#', async (reply, expected) => {
    expect(await checking(reply)).toBe(expected);
  });

  it('of an API key, which may not see the account', async () => {
    const key = { apiKeySid: `SK${'0'.repeat(32)}`, apiKeySecret: 'secret' };
    expect(await checking(json(200, { messages: [] }), key)).toBe('/Messages.json?PageSize=1 The API key is accepted.');
  });
});

describe('a recall', () => {
  const recalling = (reply: Reply, sent: Partial<SentMessage<string>> = {}): Promise<string> =>
    using(
      (provider) => {
        const known: SentMessage<string> = {
          ...{ entryId: '1048577', attempt: 1, channel: 'text', address: '+919866694753', at: new Date(), providerMessageId: newSid('SM') },
          ...sent,
        };
        return provider.recall(known, patient());
      },
      {},
      (received) =>
        received.form.get('Status') === 'canceled' && received.path.includes(sent.channel === 'voice' ? '/Calls/CA' : '/Messages/SM')
          ? reply
          : refusal(20001),
    );

  it.each<[string, Reply, Partial<SentMessage<string>>, string]>([
    ['what is cancelled', json(200, resource({ status: 'canceled' })), {}, 'recalled'],
    [
      'a call',
      json(200, resource({ sid: newSid('CA'), status: 'canceled' })),
      { channel: 'voice', providerMessageId: newSid('CA') },
      'recalled',
    ],
    [
      'a call that is going on',
      json(200, resource({ sid: newSid('CA'), status: 'in-progress' })),
      { channel: 'voice', providerMessageId: newSid('CA') },
      'too late',
    ],
    ['what is final', refusal(30409), {}, 'too late'],
    ['a call that is over', refusal(21220), {}, 'too late'],
    ['what was sent', json(200, resource({ status: 'sent' })), {}, 'too late'],
    ['what is still queued', json(200, resource({ status: 'queued' })), {}, 'unknown'],
    ['nothing that it knows', refusal(20404, 404), {}, 'unknown'],
    ['a server error', refusal(20500, 500), {}, 'unknown'],
    ['no ID', json(200, resource({ status: 'canceled' })), { providerMessageId: null }, 'unknown'],
    ['another provider’s ID', json(200, resource({ status: 'canceled' })), { providerMessageId: '../../Accounts' }, 'unknown'],
  ])('of %s', async (_, reply, sent, expected) => {
    expect(await recalling(reply, sent)).toBe(expected);
  });
});
