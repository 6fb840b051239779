// Clickatell's calls to us, its account, what it knows of a message, and what it is configured with.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ClickatellSettings } from '../../src/providers/clickatell/clickatell-settings.js';
import { STATES } from '../../src/providers/clickatell/clickatell-states.js';
import type { Clickatell } from '../../src/providers/clickatell/clickatell.js';
import type { Inbound, Receipt } from '../../src/providers/provider.js';
import { API_KEY, call, CALLBACK, callback, ClickatellServer, providerOf, statusEvent } from './clickatell-server.js';

/** That a callback is in no known form is told. */
Logger.overrideLogger(false);

const NUMBER = '+27999000001';
const soon = (): AbortSignal => AbortSignal.timeout(60_000);

let server: ClickatellServer;
let provider: Clickatell;
beforeEach(async () => {
  server = await ClickatellServer.start();
  provider = providerOf(server);
});
afterEach(async () => {
  await provider.close();
  await server.close();
});

describe('its callbacks', () => {
  const receipts: Receipt[] = [];
  const messages: Inbound[] = [];
  beforeEach(() => {
    receipts.length = messages.length = 0;
    provider.onReceipt((receipt) => Promise.resolve(void receipts.push(receipt)));
    provider.onInbound((inbound) => Promise.resolve(void messages.push(inbound)));
  });
  const ours = { messageId: '3a89680503414383af44dcd0e4e5f184', clientMessageId: '9007199254740993.3' };
  const status = (event: object, more = {}): ReturnType<typeof call> => call(provider, 'status', callback(statusEvent(event), more));

  it.each(STATES.map(({ name, code, meaning }) => [name, meaning, code] as const))('%s: %s', async (name, meaning, statusCode) => {
    expect(await status({ ...ours, status: name, statusCode })).toEqual({ status: 200 });
    if (statusCode !== undefined) expect(await status({ ...ours, statusCode })).toEqual({ status: 200 });
    const one = { entryId: '9007199254740993', attempt: 3, status: meaning, providerMessageId: ours.messageId };
    const known =
      meaning === 'delivered' || meaning === 'undelivered'
        ? Array(statusCode === undefined ? 1 : 2).fill(expect.objectContaining(one))
        : [];
    expect(receipts).toEqual(known);
  });

  it.each([
    ['no credentials', { headers: {} }],
    ['another user', { headers: { authorization: `Basic ${Buffer.from('x:a-password-of-the-tests').toString('base64')}` } }],
    ['another password', { headers: { authorization: `Basic ${Buffer.from('engagement:x').toString('base64')}` } }],
    ['a token', { headers: { authorization: `Bearer ${API_KEY}` } }],
    ['two headers', { headers: { authorization: ['a', 'b'] } }],
  ])('with %s change nothing', async (_name, more) => {
    expect(await status({ ...ours, status: 'DEVICE_ACK' }, more)).toEqual({ status: 401 });
    const body = { event: { moText: [{ channel: 'sms', messageId: 'm', from: '1', to: '2', content: 'STOP' }] } };
    expect(await call(provider, 'inbound', callback(body, more))).toEqual({ status: 401 });
    expect([receipts, messages]).toEqual([[], []]);
  });

  it('are not believed at all where no password is set', async () => {
    const open = providerOf(server, { callbackUser: undefined, callbackPassword: undefined });
    for (const authorization of ['', 'Basic ', 'Basic Og==', 'Basic dW5kZWZpbmVkOnVuZGVmaW5lZA=='])
      expect(await call(open, 'status', callback(statusEvent(ours), { headers: { authorization } }))).toEqual({ status: 401 });
    await open.close();
  });

  it('about what isn’t ours, another channel, or something new: taken, and nothing follows', async () => {
    for (const event of [
      { ...ours, clientMessageId: 'somebody-elses', status: 'DEVICE_ACK' },
      { messageId: 'x', status: 'DEVICE_ACK' },
      { ...ours, status: 'A_NEW_STATE', statusCode: 5 },
      { ...ours, channel: 'whatsapp ', status: 'DEVICE_ACK' },
    ])
      expect(await status(event)).toEqual({ status: 200 });
    expect(await call(provider, 'status', callback({ event: { somethingNew: [{}] } }))).toEqual({ status: 200 });
    expect(await call(provider, 'status', callback({ event: { messageStatusUpdate: [null, 1] } }))).toEqual({ status: 200 });
    expect(receipts).toEqual([]);
  });

  it('are taken without an ID that can’t be kept', async () => {
    expect(await status({ ...ours, messageId: 'a\0b', status: 'DEVICE_ACK' })).toEqual({ status: 200 });
    expect(receipts).toEqual([{ entryId: '9007199254740993', attempt: 3, status: 'delivered' }]);
  });

  it('that can’t be read are refused', async () => {
    for (const body of ['', '{', '[]', '{"event":1}', 'null'])
      expect(await call(provider, 'status', callback(body))).toEqual({ status: 400 });
    expect(await call(provider, 'status', callback('', { method: 'GET' }))).toEqual({ status: 400 });
    expect(await call(provider, 'status', callback({}, { method: 'PUT' }))).toEqual({ status: 405 });
  });

  it('are to be repeated where what they say was not stored', async () => {
    provider.onReceipt(() => Promise.reject(new Error('no database')));
    expect(await status({ ...ours, status: 'DEVICE_ACK' })).toEqual({ status: 503 });
  });

  it('bring messages, several in one call too', async () => {
    const text = { channel: 'sms', messageId: 'm1', from: '2799900001', to: '12027530410', content: 'STOP', charset: 'UTF-8' };
    const body = { event: { moText: [text, { ...text, messageId: 'm2', to: '85355', content: 'héllo' }] } };
    expect(await call(provider, 'inbound', callback(body))).toEqual({ status: 200 });
    expect(messages).toEqual([
      { providerMessageId: 'm1', from: '+2799900001', to: '+12027530410', content: 'STOP' },
      { providerMessageId: 'm2', from: '+2799900001', to: '85355', content: 'héllo' },
    ]);
    // One that nobody can read is not to be taken for kept; those beside it are.
    const lacking = {
      event: {
        moText: [
          { channel: 'sms', content: 'STOP' },
          { ...text, messageId: 'm3' },
        ],
      },
    };
    expect([await call(provider, 'inbound', callback(lacking)), messages.length]).toEqual([{ status: 400 }, 3]);
    provider.onInbound(() => Promise.reject(new Error('no database')));
    expect(await call(provider, 'inbound', callback(body))).toEqual({ status: 503 });
  });

  it('are heard where an event comes without a list', async () => {
    const moText = { channel: 'sms', messageId: 'm9', from: '27999000001', to: '85355', content: 'STOP' };
    const messageStatusUpdate = { ...ours, status: 'DEVICE_ACK' };
    expect(await call(provider, 'inbound', callback({ event: { moText, messageStatusUpdate } }))).toEqual({ status: 200 });
    expect([messages, receipts]).toMatchObject([[{ providerMessageId: 'm9', content: 'STOP' }], [{ status: 'delivered' }]]);
    expect(await call(provider, 'inbound', callback({ event: { moText: { ...moText, from: undefined } } }))).toEqual({ status: 400 });
  });

  it('are told apart by what they say, whichever address was entered for them', async () => {
    const moText = [{ channel: 'sms', messageId: 'm1', from: '2799900001', to: '85355', content: 'STOP' }];
    expect(await call(provider, 'status', callback({ event: { moText } }))).toEqual({ status: 200 });
    expect(await call(provider, 'inbound', callback(statusEvent({ ...ours, status: 'DEVICE_ACK' })))).toEqual({ status: 200 });
    expect([messages.map(({ content }) => content), receipts.map((each) => each.status)]).toEqual([['STOP'], ['delivered']]);
  });
});

describe('its account and what it knows', () => {
  it('shows the balance, and sends nothing', async () => {
    expect(await provider.check(soon())).toBe('the account can be used; its balance is 1267.92865 ZAR');
    expect(server.messages()).toEqual([]);
  });

  it('says in a sentence why it can’t be used', async () => {
    const wrong = providerOf(server, { apiKey: 'wrong' });
    await expect(wrong.check(soon())).rejects.toThrow('CLICKATELL refused: the API key is not valid (error 1).');
    server.balance = (response) => void response.end('<html>');
    await expect(provider.check(soon())).rejects.toThrow('CLICKATELL gave no balance');
    const { host, url } = server;
    await server.close();
    const gone = providerOf({ host, url });
    await expect(gone.check(soon())).rejects.toThrow(/^CLICKATELL can't be reached: .*ECONNREFUSED/);
    await Promise.all([wrong.close(), gone.close()]);
  });

  it.each([
    ['DEVICE_ACK', { kind: 'delivered' }],
    ['EXPIRED', { kind: 'undelivered', reason: 'it expired at the provider' }],
    ['QUEUED', { kind: 'accepted' }],
    ['UNKNOWN', { kind: 'unknown' }],
  ])('answers a query: %s', async (state, expected) => {
    const sent = { entryId: '9007199254740993', attempt: 1, channel: 'text', address: NUMBER, at: new Date() } as const;
    server.know('abc', { sms: { status: state, timestamp: 1506607698000 } });
    expect(await provider.query({ ...sent, providerMessageId: 'abc' }, soon())).toMatchObject(expected);
    expect(await provider.query({ ...sent, providerMessageId: '../x' }, soon())).toMatchObject({ kind: 'unknown' });
    expect(server.received.map(({ path }) => path)).toEqual(['/v1/message/abc', '/v1/message/..%2Fx']);
    expect(await provider.query({ ...sent, providerMessageId: null }, soon())).toMatchObject({ kind: 'unknown' });
    expect(server.received).toHaveLength(2);
  });
});

describe('its settings', () => {
  const faults = (plain: object): string[] => validateSync(plainToInstance(ClickatellSettings, plain)).map(({ property }) => property);

  it('need a key, and both or none of the callbacks’ credentials', () => {
    expect(faults({ apiKey: API_KEY })).toEqual([]);
    expect(faults({ apiKey: API_KEY, ...CALLBACK, from: '+12027530410', ratePerSecond: 2.5 })).toEqual([]);
    expect(faults({})).toEqual(['apiKey']);
    expect(faults({ apiKey: API_KEY, callbackUser: 'x' })).toEqual(['callbackPassword']);
    expect(faults({ apiKey: API_KEY, callbackUser: 'a:b', callbackPassword: 'short' })).toEqual(['callbackUser', 'callbackPassword']);
    expect(faults({ apiKey: API_KEY, from: 'name', maxInFlight: 0, ratePerSecond: -1, hosts: [] })).toEqual(
      expect.arrayContaining(['from', 'maxInFlight', 'ratePerSecond', 'hosts']),
    );
  });

  it('keep to the allowed hosts', () => {
    expect(faults({ apiKey: API_KEY, baseUrl: 'http://192.0.2.1' })).toEqual(['baseUrl']);
  });
});
