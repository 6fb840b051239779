// Vonage signs nothing before its support has seen to it: a receipt is believed then by the proof in the address that it was asked to, an
// inbound message by the key that its address has; nothing else is.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { CallbackRequest, Inbound, Receipt } from '../../src/providers/provider.js';
import { eventUrl, receiptUrl } from '../../src/providers/vonage/own-proof.js';
import { SIGNATURE_METHODS } from '../../src/providers/vonage/signature.js';
import { Vonage } from '../../src/providers/vonage/vonage.js';
import { eventually } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';
import { accept, ACCOUNT, bearer, CALL, callback, form, type Seen, signed, VonageServer } from './vonage-server.js';

/** That a setting and the account disagree is told. */
Logger.overrideLogger(false);

const AT = 'https://sms.example/carriers/vonage';
const KEY = 'a-key-of-the-tests';
const RECEIPT = { msisdn: '447700900000', to: 'Acme', messageId: '0A0', status: 'delivered', 'err-code': '0', 'client-ref': '1048577.2' };
const DELIVERED = { entryId: '1048577', attempt: 2, status: 'delivered', providerMessageId: '0A0' };
const STOP = { msisdn: '447700900001', to: '447700900000', messageId: '0B0', text: 'STOP', type: 'text' };
const INBOUND = { providerMessageId: '0B0', from: '+447700900001', to: '+447700900000', content: 'STOP' };

interface Told {
  status: number | undefined;
  receipts: Receipt[];
  inbound: Inbound[];
}

async function told(key: string, request: CallbackRequest, settings: object = { signatureSecret: undefined }): Promise<Told> {
  const provider = Vonage.from({ ...ACCOUNT, inboundKey: KEY, ...settings }, { name: 'VONAGE', callbackUrl: AT });
  const [receipts, inbound]: [Receipt[], Inbound[]] = [[], []];
  provider.onReceipt((each) => Promise.resolve(void receipts.push(each)));
  provider.onInbound((each) => Promise.resolve(void inbound.push(each)));
  const answer = await provider.callbacks[key]?.(request);
  await provider.close();
  return { status: answer?.status, receipts, inbound };
}

const nothing = (status: number): Told => ({ status, receipts: [], inbound: [] });
const join = (url: string, fields: Record<string, string>, by = '&'): string => url + by + new URLSearchParams(fields).toString();
/** In each way in which an account may have it sent. */
const WAYS: [string, (url: string, fields: Record<string, string>) => CallbackRequest][] = [
  ['GET', (url, fields) => callback({ method: 'GET', url: join(url, fields) })],
  ['GET, added as if there were no query yet', (url, fields) => callback({ method: 'GET', url: join(url, fields, '?') })],
  ['a form', (url, fields) => callback({ url, ...form(fields) })],
  ['JSON', (url, fields) => callback({ url, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(fields)) })],
];
const RECEIPTS_AT = receiptUrl(`${AT}/receipts`, '1048577.2', ACCOUNT);
const INBOUND_AT = `${AT}/inbound?key=${KEY}`;

describe.each(WAYS)('what isn’t signed, by %s', (_, request) => {
  it('is believed by its address, whether or not a secret is configured', async () => {
    for (const settings of [{ signatureSecret: undefined }, {}]) {
      expect(await told('receipts', request(RECEIPTS_AT, RECEIPT), settings)).toEqual({ ...nothing(200), receipts: [DELIVERED] });
      expect(await told('inbound', request(INBOUND_AT, STOP), settings)).toEqual({ ...nothing(200), inbound: [INBOUND] });
    }
  });

  it.each<[string, string, string, Record<string, string>, number]>([
    ['without a proof', 'receipts', `${AT}/receipts?proof=`, RECEIPT, 401],
    ['with another proof', 'receipts', `${RECEIPTS_AT.slice(0, -1)}${RECEIPTS_AT.endsWith('A') ? 'B' : 'A'}`, RECEIPT, 401],
    ['with a part of the proof', 'receipts', RECEIPTS_AT.slice(0, -1), RECEIPT, 401],
    ['with the proof of another message', 'receipts', RECEIPTS_AT, { ...RECEIPT, 'client-ref': '1048578.2' }, 401],
    ['with the proof of another attempt', 'receipts', RECEIPTS_AT, { ...RECEIPT, 'client-ref': '1048577.1' }, 401],
    [
      'with the proof of another account',
      'receipts',
      receiptUrl(`${AT}/receipts`, '1048577.2', { apiSecret: 'another-secret' }),
      RECEIPT,
      401,
    ],
    ['said to be of another account', 'receipts', RECEIPTS_AT, { ...RECEIPT, 'api-key': 'ffff9999' }, 403],
    ['with a message’s proof for a STOP', 'receipts', RECEIPTS_AT, STOP, 401],
    ['with the inbound key for a receipt', 'inbound', INBOUND_AT, RECEIPT, 401],
    ['without the key', 'inbound', `${AT}/inbound?key=`, STOP, 401],
    ['with another key', 'inbound', `${INBOUND_AT}x`, STOP, 401],
  ])('%s is refused and changes nothing', async (_name, key, url, fields, status) => {
    for (const settings of [{ signatureSecret: undefined }, {}])
      expect(await told(key, request(url, fields), settings)).toEqual(nothing(status));
  });

  it('is refused where signatures are required', async () => {
    expect(await told('receipts', request(RECEIPTS_AT, RECEIPT), { requireSignature: true })).toEqual(nothing(401));
    expect(await told('inbound', request(INBOUND_AT, STOP), { requireSignature: true })).toEqual(nothing(401));
  });

  it('is refused where no key is configured, and needs none beside a signature', async () => {
    const open = { inboundKey: undefined };
    for (const url of [INBOUND_AT, `${AT}/inbound?key=undefined`, `${AT}/inbound?key=`])
      expect(await told('inbound', request(url, STOP), open)).toEqual(nothing(401));
    expect((await told('inbound', request(`${AT}/inbound?key=`, signed(STOP)), open)).status).toBe(200);
  });
});

describe.each(SIGNATURE_METHODS)('what is signed by %s', (signatureMethod) => {
  it('is believed by that alone, whatever its address', async () => {
    for (const [, request] of WAYS) {
      const fields = signed(RECEIPT, signatureMethod);
      expect((await told('receipts', request(RECEIPTS_AT, fields), { signatureMethod })).receipts).toEqual([DELIVERED]);
      // Covered with what the address had before.
      const proof = new URL(RECEIPTS_AT).searchParams.get('proof') ?? '';
      const all = signed({ ...RECEIPT, proof }, signatureMethod);
      const url = join(`${AT}/receipts`, all, '?');
      expect((await told('receipts', callback({ method: 'GET', url }), { signatureMethod })).receipts).toEqual([DELIVERED]);
      for (const bad of [
        { ...fields, status: 'failed' },
        { ...fields, sig: '' },
        signed(RECEIPT, signatureMethod === 'md5' ? 'sha1' : 'md5'),
      ])
        expect(await told('receipts', request(RECEIPTS_AT, bad), { signatureMethod })).toEqual(nothing(401));
    }
  });
});

describe('an event of a call', () => {
  const body = JSON.stringify({ uuid: CALL, status: 'completed' });
  const event = (url: string, authorization?: string): CallbackRequest => {
    const headers = { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) };
    return callback({ url, headers, body: Buffer.from(body) });
  };
  const unsigned = eventUrl(`${AT}/voice`, '1048577.2', ACCOUNT.privateKey);

  it('is believed by its address where no secret is configured, and by its signature beside it where one is', async () => {
    expect((await told('voice', event(unsigned))).receipts).toHaveLength(1);
    expect(await told('voice', event(unsigned.replace('1048577.2', '1048577.3')))).toEqual(nothing(401));
    expect(await told('voice', event(`${AT}/voice`))).toEqual(nothing(401));
    expect(await told('voice', event(eventUrl(`${AT}/voice`, '1048577.2', ACCOUNT.signatureSecret)), {})).toEqual(nothing(401));
    expect(await told('voice', event(unsigned, bearer(body)), {})).toEqual(nothing(403));
  });
});

describe('through the whole server', () => {
  let vonage: VonageServer;
  let server: TestServer;
  beforeAll(async () => {
    vonage = await VonageServer.start();
    const provider = vonage.provider({ signatureSecret: undefined, inboundKey: KEY });
    server = await startServer({ PUBLIC_URL: 'https://sms.example' }, { providers: [provider] });
  });
  afterAll(async () => {
    await server.close();
    await vonage.close();
  });
  afterEach(() => {
    vonage.behave = accept;
  });
  const here = (url: string): string => url.replace('https://sms.example', server.url);
  const ends = async (channel: string, tell: (seen: Seen) => Promise<unknown>): Promise<void> => {
    vonage.behave = async (seen, response) => {
      accept(seen, response);
      await tell(seen);
    };
    const id = await server.client.submitted({ mobiles: ['+447700900009'], ...(channel === 'voice' && { channel: 'voicesms' }) });
    await eventually(
      () => server.client.request(id),
      ({ counts }) => counts.Delivered === 1,
    );
  };

  it('a text and a call are Delivered by what their own addresses are told', async () => {
    await ends('text', ({ body }) => {
      const sent = new URLSearchParams(body);
      return fetch(here(sent.get('callback') ?? ''), {
        method: 'POST',
        body: new URLSearchParams({ ...RECEIPT, 'client-ref': sent.get('client-ref') ?? '' }),
      });
    });
    await ends('voice', ({ body }) => {
      const { event_url: [url = ''] = [] } = JSON.parse(body) as { event_url?: string[] };
      return fetch(here(url), { method: 'POST', body: JSON.stringify({ uuid: CALL, status: 'completed' }) });
    });
  });

  it('a STOP arrives at the provider’s own address and at the Volt MX API’s, and is obeyed', async () => {
    for (const [i, path] of ['/carriers/vonage/inbound', '/api/v1/messages/sms/inbound/provider'].entries()) {
      const fields = { ...STOP, messageId: `s${i}`, msisdn: `44770090010${i}` };
      const post = async (query: string): Promise<number> =>
        (await fetch(`${server.url}${path}${query}`, { method: 'POST', body: new URLSearchParams(fields) })).status;
      expect([await post(''), await post('?key=a-key-of-the-testers'), await post(`?key=${KEY}`)]).toEqual([401, 401, 200]);
      const id = await server.client.submitted({ mobiles: [`+44770090010${i}`], sender: '+447700900000' });
      expect((await server.client.settled(id)).counts.Rejected).toBe(1);
    }
  });
});
