// A message's whole way over Vonage: submitted by HTTP, handed over, told by a signed callback, and looked at again; also
// where a call takes the place of a failed text. Races of receipts: test/flows/receipt-races.test.ts.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import type { Vonage } from '../../src/providers/vonage/vonage.js';
import { eventually } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';
import { accept, bearer, CALL, callbackServer, type Seen, signed, VonageServer } from './vonage-server.js';

let vonage: VonageServer;
let ours: Awaited<ReturnType<typeof callbackServer>>;
let provider: Vonage;
let server: TestServer;

beforeAll(async () => {
  vonage = await VonageServer.start();
  ours = await callbackServer(() => provider);
  provider = vonage.provider({}, ours.url);
  server = await startServer({}, { providers: [provider] });
});
afterAll(async () => {
  await server.close();
  await Promise.all([vonage.close(), ours.close()]);
});

async function receipt({ body }: Seen, status: string): Promise<void> {
  const sent = new URLSearchParams(body);
  const fields = signed({ status, messageId: '0A0', 'err-code': '3', 'client-ref': sent.get('client-ref') ?? '' });
  const answer = await fetch(sent.get('callback') ?? '', { method: 'POST', body: new URLSearchParams(fields) });
  expect(answer.status).toBe(200);
}

async function event({ body }: Seen, status: string): Promise<void> {
  const { event_url: [url = ''] = [] } = JSON.parse(body) as { event_url?: string[] };
  const said = JSON.stringify({ uuid: CALL, status, direction: 'outbound' });
  const headers = { 'content-type': 'application/json', authorization: bearer(said) };
  expect((await fetch(url, { method: 'POST', headers, body: said })).status).toBe(200);
}

const answering = (seen: Seen, response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    response.on('finish', resolve);
    accept(seen, response);
  });

async function entry(address: string, status: string, more: object = {}): Promise<Record<string, unknown>> {
  const id = await server.client.submitted({ mobiles: [address], ...more });
  const [found] = await eventually(
    () => server.client.entries(id),
    ([each]) => each?.status === status,
  );
  return { ...found };
}

describe('over Vonage', () => {
  it('a text is Delivered by its receipt', async () => {
    vonage.behave = async (seen, response) => {
      await answering(seen, response);
      await receipt(seen, 'delivered');
    };
    expect(await entry('+447700900001', 'Delivered')).toMatchObject({ channel: 'text', attempts: 1 });
  });

  it('a text that failed is Undelivered with Vonage’s reason, or a call where that was asked for', async () => {
    vonage.behave = async (seen, response) => {
      await answering(seen, response);
      if (seen.url.startsWith('/sms')) await receipt(seen, 'failed');
      else await event(seen, 'completed');
    };
    const failed = await entry('+447700900004', 'Undelivered');
    expect(JSON.stringify(failed)).toContain('the number is no longer active (3)');
    expect(await entry('+447700900005', 'Delivered', { sendVoiceSmsOnFailure: 'true' })).toMatchObject({ channel: 'voice', attempts: 2 });
  });

  it('a call that nobody answers is Undelivered', async () => {
    vonage.behave = async (seen, response) => {
      await answering(seen, response);
      await event(seen, 'ringing');
      await event(seen, 'unanswered');
    };
    expect(await entry('+447700900006', 'Undelivered', { channel: 'voicesms' })).toMatchObject({ channel: 'voice' });
  });
});
