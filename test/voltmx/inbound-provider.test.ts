// The Volt MX API's one address for inbound messages: each provider's form is told apart, taken from the account that proves itself and
// from nobody else, under every root.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { signature } from '../providers/twilio-server.js';
import { form, signed } from '../providers/vonage-server.js';
import { inAnHour } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

const PUBLIC = 'https://sms.example.com/in';
const PATH = '/api/v1/messages/sms/inbound/provider';
const FORM = 'application/x-www-form-urlencoded';
const NUMBER = '+14803970203';

/** As on the Volt MX API's pages. */
const TWILIO = { MessageSid: `SM${'4'.repeat(32)}`, From: '+919703204770', To: NUMBER, Body: 'test', AccountSid: `AC${'b'.repeat(32)}` };
const NEXMO = {
  msisdn: '919676026708',
  to: '46769432710',
  messageId: '0300000068593BA7',
  text: 'Nexmo test',
  type: 'text',
  keyword: 'NEXMO',
};
const CLICKATELL =
  'api_id=3523864&from=919676026708&timestamp=2015-02-04+09%3A30%3A36&text=Test+%E9+103&charset=ISO-8859-1&udh=&moMsgId=d2b66016178dda7c3b4a701056797755&to=447860024227';
const BASIC = `Basic ${Buffer.from('engagement:a-password-of-the-tests').toString('base64')}`;

const vonage = { kind: 'vonage', apiKey: 'abcd1234', apiSecret: 'sample-secret', from: 'Us', signatureMethod: 'sha256' };
const twilio = (letter: string) => ({
  kind: 'twilio',
  accountSid: `AC${'a'.repeat(32)}`,
  authToken: letter.repeat(32),
  from: '+15005550006',
});
const PROVIDERS = {
  SIMULATOR: { kind: 'simulator' },
  TWILIO_A: twilio('a'),
  TWILIO_B: twilio('b'),
  VONAGE_A: { ...vonage, signatureSecret: 'sample-signature-secret-of-the-account' },
  VONAGE_B: { ...vonage, signatureSecret: 'another-secret', inboundAddresses: ['203.0.113.0/24', '2001:db8::1'] },
  CLICKATELL: { kind: 'clickatell', apiKey: 'x', callbackUser: 'engagement', callbackPassword: 'a-password-of-the-tests' },
};

function fileOf(providers: object): string {
  const file = join(mkdtempSync(join(tmpdir(), 'engagement-inbound-')), 'providers.json');
  writeFileSync(file, JSON.stringify({ providers }));
  return file;
}

let server: TestServer;
beforeAll(async () => {
  const SENDERS = `acme:${NUMBER},other:+46769432710`;
  server = await startServer({ PROVIDERS_FILE: fileOf(PROVIDERS), PUBLIC_URL: PUBLIC, SENDERS, TRUST_PROXY: 'loopback' });
});
afterAll(() => server.close());

type Answered = [status: number, body: { id?: string; message: string }];

async function post(body: string, headers: Record<string, string> = {}, path = PATH): Promise<Answered> {
  const response = await fetch(server.url + path, { method: 'POST', headers: { 'content-type': FORM, ...headers }, body });
  return [response.status, (await response.json()) as Answered[1]];
}
const byTwilio = (fields: Record<string, string>, letter = 'a', path = PATH, url = PUBLIC + path): Promise<Answered> =>
  post(new URLSearchParams(fields).toString(), { 'x-twilio-signature': signature(url, fields, letter.repeat(32)) }, path);
const byVonage = (fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answered> =>
  post(form(fields).body?.toString() ?? '', headers);

const kept = async (id = ''): Promise<unknown> =>
  (
    await server.sql.query(
      `select i.provider, i.provider_message_id, i.sent_from, i.sent_to, i.content, i.tenant from sms_inbound i where i.id = $1`,
      [id],
    )
  ).rows[0];
const QUEUED = { message: 'Request Queued', id: expect.stringMatching(/^[1-9]\d{0,18}$/) };
const UNAUTHORIZED: Answered = [401, { id: '', message: 'Unauthorized request' }];

describe('Twilio’s form', () => {
  it.each(['', '/vpns', '/kpns'])('is taken by its signature over the address as it was called, root “%s”', async (root) => {
    for (const word of ['message', 'messages'])
      for (const query of ['', '?a=%2B1&b=x+y']) {
        const path = `${root}/api/v1/${word}/sms/inbound/provider${query}`;
        const fields = { ...TWILIO, MessageSid: `SM${path}` };
        const [status, body] = await byTwilio(fields, 'a', path);
        expect([path, status, body, Object.keys(body)]).toEqual([path, 200, QUEUED, ['message', 'id']]);
        expect(await kept(body.id)).toEqual({
          ...{ provider: 'TWILIO_A', provider_message_id: fields.MessageSid, sent_from: TWILIO.From },
          ...{ sent_to: NUMBER, content: 'test', tenant: 'acme' },
        });
        expect((await byTwilio(fields, 'a', path))[1].id).toBe(body.id);
      }
  });

  it('is that account’s whose signature fits', async () => {
    const [status, { id }] = await byTwilio({ ...TWILIO, MessageSid: 'SM2' }, 'b');
    expect([status, await kept(id)]).toEqual([200, expect.objectContaining({ provider: 'TWILIO_B' })]);
  });

  it('is nobody’s where it was signed for another address, by another token, or not at all', async () => {
    const fields = { ...TWILIO, MessageSid: 'SM-stranger', Body: 'STOP' };
    const answers = [
      await byTwilio(fields, 'c'),
      await byTwilio(fields, 'a', PATH, `${PUBLIC}/vpns${PATH}`),
      await post(new URLSearchParams(fields).toString()),
      await post(new URLSearchParams({ ...fields, Body: 'more' }).toString(), {
        'x-twilio-signature': signature(PUBLIC + PATH, fields, 'a'.repeat(32)),
      }),
    ];
    expect(answers).toEqual(answers.map(() => UNAUTHORIZED));
    const { rows } = await server.sql.query(`select from sms_inbound i where i.provider_message_id = 'SM-stranger'`);
    expect(rows).toHaveLength(0);
  });

  it('is obeyed: STOP and START', async () => {
    const stopped = async (): Promise<unknown> =>
      (
        await server.client.submit(
          { mobiles: [TWILIO.From], sender: NUMBER, startTimestamp: inAnHour() },
          { prefer: 'return=representation' },
        )
      ).body;
    await byTwilio({ ...TWILIO, MessageSid: 'SM-stop', Body: 'Stop.' });
    expect(await stopped()).toMatchObject({ optedOut: 1 });
    await byTwilio({ ...TWILIO, MessageSid: 'SM-start', Body: 'START' });
    expect(await stopped()).toMatchObject({ optedOut: 0 });
    // By keywords of the account's own, which are nobody else's business.
    for (const [OptOutType, Body, optedOut] of [
      ['STOP', 'Baja', 1],
      ['START', 'stop', 0],
      ['STOP', 'START', 1],
      ['HELP', 'STOP', 1],
      ['START', '', 0],
    ] as const) {
      const [status, { id }] = await byTwilio({ ...TWILIO, MessageSid: `SM-${OptOutType}-${Body}`, Body, OptOutType });
      expect([status, await stopped()]).toEqual([200, expect.objectContaining({ optedOut })]);
      const { rows } = await server.sql.query('select keyword from sms_inbound where id = $1', [id]);
      expect(rows).toEqual([{ keyword: Body.toUpperCase() === OptOutType ? Body : OptOutType }]);
    }
  });
});

describe('Nexmo’s form', () => {
  it('is taken by the account’s signature', async () => {
    const [status, body] = await byVonage(signed(NEXMO));
    expect([status, body]).toEqual([200, QUEUED]);
    expect(await kept(body.id)).toEqual({
      ...{ provider: 'VONAGE_A', provider_message_id: NEXMO.messageId, sent_from: '+919676026708', sent_to: '+46769432710' },
      ...{ content: 'Nexmo test', tenant: 'other' },
    });
  });

  it('is taken unsigned from a known address alone', async () => {
    expect(await byVonage(NEXMO)).toEqual(UNAUTHORIZED);
    expect(await byVonage(NEXMO, { 'x-forwarded-for': '203.0.114.1' })).toEqual(UNAUTHORIZED);
    expect(await byVonage(NEXMO, { 'x-forwarded-for': '2001:db8::2' })).toEqual(UNAUTHORIZED);
    for (const [messageId, address] of [
      ['a', '203.0.113.9'],
      ['b', '::ffff:203.0.113.9'],
      ['c', '2001:db8::1'],
      ['d', '203.0.113.7:40001'],
      ['e', '[2001:DB8::1]:40001'],
      ['f', '198.51.100.1, 203.0.113.200:1'],
    ] as const) {
      const [status, body] = await byVonage({ ...NEXMO, messageId }, { 'x-forwarded-for': address });
      expect([status, await kept(body.id)]).toEqual([
        200,
        expect.objectContaining({ provider: 'VONAGE_B', provider_message_id: messageId }),
      ]);
    }
  });

  it('is not taken from an address that any client may write', async () => {
    const open = await startServer({ PROVIDERS_FILE: fileOf(PROVIDERS), PUBLIC_URL: PUBLIC, TRUST_PROXY: 'true' });
    const body = form({ ...NEXMO, text: 'STOP' }).body?.toString() ?? '';
    for (const forged of ['203.0.113.9', '2001:db8::1', '203.0.113.9, 203.0.113.9'])
      expect(
        (await fetch(open.url + PATH, { method: 'POST', headers: { 'content-type': FORM, 'x-forwarded-for': forged }, body })).status,
      ).toBe(401);
    expect((await open.sql.query('select from sms_inbound')).rows).toHaveLength(0);
    await open.close();
  });

  it('is kept where it is binary, and none where a field came twice', async () => {
    const { msisdn, to } = NEXMO;
    const [status, body] = await byVonage(signed({ msisdn, to, messageId: 'binary', data: '00' }));
    expect([status, await kept(body.id)]).toEqual([200, expect.objectContaining({ content: '' })]);
    expect(await post(`${form(signed(NEXMO)).body?.toString() ?? ''}&to=1`)).toEqual(UNAUTHORIZED);
  });
});

describe('Clickatell’s form', () => {
  it('is taken with the callbacks’ user and password, and read in its character set', async () => {
    const [status, body] = await post(CLICKATELL, { authorization: BASIC });
    expect([status, body]).toEqual([200, QUEUED]);
    expect(await kept(body.id)).toEqual({
      ...{ provider: 'CLICKATELL', provider_message_id: 'd2b66016178dda7c3b4a701056797755', sent_from: '+919676026708' },
      ...{ sent_to: '+447860024227', content: 'Test é 103', tenant: null },
    });
    for (const charset of ['UTF-8', '', 'no-such-charset']) {
      const utf8 = CLICKATELL.replace('%E9', '%C3%A9').replace('ISO-8859-1', charset).replace('moMsgId=', `moMsgId=${charset}`);
      const [, { id }] = await post(utf8, { authorization: BASIC });
      expect(await kept(id)).toMatchObject({ content: 'Test é 103' });
    }
  });

  it('is nobody’s without', async () => {
    expect(await post(CLICKATELL)).toEqual(UNAUTHORIZED);
    expect(await post(CLICKATELL, { authorization: 'Basic eDp5' })).toEqual(UNAUTHORIZED);
    expect(await post(CLICKATELL, server.client.headers())).toEqual(UNAUTHORIZED);
  });
});

describe('what is none', () => {
  it.each(['', 'a=b', 'From=1&To=2', 'msisdn=1&to=2', 'api_id=1&from=2&to=3', 'MessageSid=&From=1&To=2', '%', '&&&=', 'toString=1'])(
    'has other fields: %j',
    async (body) => {
      expect(await post(body)).toEqual([400, { id: '', message: 'The Request Contains Invalid keys' }]);
    },
  );

  it('is of another type, too large, or by another method', async () => {
    for (const type of ['application/json', 'multipart/form-data', `${FORM}; charset=utf-16`])
      expect((await post(CLICKATELL, { 'content-type': type }))[0]).toBe(415);
    expect((await post(`${CLICKATELL}&x=${'x'.repeat(65_536)}`, { authorization: BASIC }))[0]).toBe(413);
    const response = await fetch(server.url + PATH);
    expect([response.status, response.headers.get('allow')]).toEqual([400, 'OPTIONS, POST']);
  });
});

it('counts strangers, and hears who proves itself', async () => {
  const strict = await startServer({ PROVIDERS_FILE: fileOf(PROVIDERS), PUBLIC_URL: PUBLIC, RATE_LIMIT: '3' });
  const ask = async (headers: Record<string, string> = {}): Promise<number> =>
    (await fetch(strict.url + PATH, { method: 'POST', headers: { 'content-type': FORM, ...headers }, body: CLICKATELL })).status;
  const answers: number[] = [];
  while (answers.length < 5) answers.push(await ask());
  expect(answers).toEqual([401, 401, 401, 429, 429]);
  expect(await ask({ authorization: BASIC })).toBe(200);
  await strict.close();
});

it('answers 401 where no provider of the kind is configured', async () => {
  const alone = await startServer();
  const headers = { 'content-type': FORM, authorization: BASIC };
  const response = await fetch(alone.url + PATH, { method: 'POST', headers, body: CLICKATELL });
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  await alone.close();
});
