// What Twilio knows of a message whose answer was lost.
import { describe, expect, it } from '@jest/globals';
import type { Known, SentMessage } from '../../src/providers/provider.js';
import { Twilio } from '../../src/providers/twilio/twilio.js';
import { patient } from './conformance.js';
import { ACCOUNT, CONTEXT, newSid, refusal, resource, settingsFor } from './twilio-server.js';
import { answer, json, type Reply, VendorServer } from './vendor-server.js';

const HOUR_MS = 3_600_000;
const hourAgo = new Date(Date.now() - HOUR_MS);
const sidOf = 'SM0123456789abcdef0123456789abcdef';

async function querying(reply: Reply, sent: Partial<SentMessage<string>>, path: string): Promise<Known> {
  const server = await VendorServer.start();
  server.behave = (_, response) => {
    answer(response, reply);
  };
  const provider = Twilio.from(settingsFor(server.url), CONTEXT);
  const known = {
    entryId: '1048577',
    attempt: 1,
    channel: 'text',
    address: '+919866694753',
    providerMessageId: null,
    at: hourAgo,
  } as const;
  const found = await provider.query({ ...known, ...sent }, patient());
  expect(server.received.map((each) => `${each.method} ${each.path}`)).toEqual([`GET /2010-04-01/Accounts/${ACCOUNT}${path}`]);
  await provider.close();
  await server.close();
  return found;
}

describe('with its ID', () => {
  const fetching = (reply: Reply): Promise<Known> => querying(reply, { providerMessageId: sidOf }, `/Messages/${sidOf}.json`);

  it.each<[string, number | null, Partial<Known>]>([
    ['queued', null, { kind: 'accepted' }],
    ['sent', null, { kind: 'accepted' }],
    ['delivered', null, { kind: 'delivered' }],
    ['read', null, { kind: 'delivered' }],
    ['undelivered', 30005, { kind: 'undelivered', reason: 'the number is unknown or no longer in use (30005)' }],
    ['failed', null, { kind: 'undelivered', reason: 'the provider could not send it' }],
    ['canceled', null, { kind: 'undelivered', recalled: true, reason: 'cancelled at the provider' }],
  ])('%s, error %p', async (status, error_code, expected) => {
    expect(await fetching(json(200, resource({ sid: sidOf, status, error_code })))).toEqual({ ...expected, providerMessageId: sidOf });
  });

  it('is in doubt where Twilio doesn’t say', async () => {
    expect(await fetching(refusal(20404, 404))).toMatchObject({ kind: 'unknown' });
    expect(await fetching(refusal(20500, 500))).toMatchObject({ kind: 'unknown' });
    expect(await fetching({ status: 200, body: '<html>' })).toMatchObject({ kind: 'unknown' });
  });
});

describe('without an ID', () => {
  const at = (minutes: number): string => new Date(hourAgo.getTime() + minutes * 60_000).toUTCString();
  const page = (messages: unknown[], more: Record<string, unknown> = {}): Reply =>
    json(200, { messages, next_page_uri: null, page: 0, ...more });
  const searching = (reply: Reply, sent: Partial<SentMessage<string>> = {}): Promise<Known> =>
    querying(reply, sent, '/Messages.json?To=%2B919866694753&PageSize=200');

  it('it certainly never came, where nothing went to the number at that time', async () => {
    expect(await searching(page([]))).toEqual({ kind: 'absent' });
    const others = [
      resource({ date_created: at(-30), date_sent: at(-30) }),
      resource({ date_created: at(30) }),
      resource({ date_created: at(1), direction: 'inbound' }),
    ];
    expect(await searching(page(others))).toEqual({ kind: 'absent' });
  });

  it('that is not sure while it is fresh, or where there is more to read', async () => {
    expect(await searching(page([]), { at: new Date() })).toMatchObject({ kind: 'unknown' });
    expect(await searching(page([], { next_page_uri: '/2010-04-01/…' }))).toMatchObject({ kind: 'unknown' });
  });

  it('it is the one of its content', async () => {
    const messages = [
      resource({ sid: sidOf, body: 'ours', status: 'delivered', date_created: at(1) }),
      resource({ body: 'another', date_created: at(0) }),
    ];
    expect(await searching(page(messages), { content: 'ours' })).toEqual({ kind: 'delivered', providerMessageId: sidOf });
  });

  it('it may be another’s: two of its content, none, or its content is gone', async () => {
    const two = [resource({ body: 'ours', date_created: at(1) }), resource({ body: 'ours', date_created: at(2) })];
    expect(await searching(page(two), { content: 'ours' })).toMatchObject({ kind: 'unknown' });
    expect(await searching(page(two), { content: 'another' })).toMatchObject({ kind: 'unknown' });
    expect(await searching(page(two))).toMatchObject({ kind: 'unknown' });
  });

  it('what can’t be read of the list may be it', async () => {
    for (const odd of [resource({ date_created: at(90), sid: 'x' }), resource({ date_created: 'soon' }), null])
      expect(await searching(page([odd]))).toMatchObject({ kind: 'unknown' });
    expect(await searching(refusal(20003, 401))).toMatchObject({ kind: 'unknown' });
    expect(await searching(json(200, {}))).toMatchObject({ kind: 'unknown' });
  });

  it('of a call, which has no content to know it by', async () => {
    const calls = (list: unknown[]): Reply => json(200, { calls: list, next_page_uri: null });
    const sent = { channel: 'voice', content: 'ours' } as const;
    const path = '/Calls.json?To=%2B919866694753&PageSize=200';
    expect(await querying(calls([]), sent, path)).toEqual({ kind: 'absent' });
    expect(await querying(calls([resource({ sid: newSid('CA'), date_created: at(1) })]), sent, path)).toMatchObject({ kind: 'unknown' });
  });
});
