// Clickatell's callbacks in the older forms, of integrations that were made for its SMS API or its HTTP API.
import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OLDER_STATES } from '../../src/providers/clickatell/clickatell-older.js';
import type { Clickatell } from '../../src/providers/clickatell/clickatell.js';
import type { Inbound, Receipt } from '../../src/providers/provider.js';
import { BASIC, call, callback, providerOf } from './clickatell-server.js';

/** That a callback is in no known form is told. */
Logger.overrideLogger(false);

let provider: Clickatell;
beforeAll(() => {
  provider = providerOf({ url: 'http://127.0.0.1:9', host: '127.0.0.1:9' });
});
afterAll(() => provider.close());

const receipts: Receipt[] = [];
const messages: Inbound[] = [];
beforeEach(() => {
  receipts.length = messages.length = 0;
  provider.onReceipt((receipt) => Promise.resolve(void receipts.push(receipt)));
  provider.onInbound((inbound) => Promise.resolve(void messages.push(inbound)));
});
const at = 'https://messages.example/carriers/clickatell/status';
const FORM = { authorization: BASIC, 'content-type': 'application/x-www-form-urlencoded' };
const WAYS: [string, (fields: Record<string, string>) => ReturnType<typeof callback>][] = [
  ['GET', (fields) => callback('', { method: 'GET', url: `${at}?${new URLSearchParams(fields).toString()}` })],
  ['a form', (fields) => callback(new URLSearchParams(fields).toString(), { headers: FORM })],
  ['JSON', (fields) => callback(fields)],
];
const FLAT = {
  integrationName: 'x',
  messageId: 'm1',
  requestId: 'r',
  clientMessageId: '9007199254740993.3',
  to: '279990001',
  from: '85355',
};
const OLDEST = { apiMsgId: 'm1', cliMsgId: '9007199254740993.3', to: '279990001', from: '85355', charge: '0.3', timestamp: '1218008129' };
const told = (meaning: string): object[] =>
  meaning === 'delivered' || meaning === 'undelivered'
    ? [expect.objectContaining({ entryId: '9007199254740993', attempt: 3, status: meaning, providerMessageId: 'm1' })]
    : [];

describe.each(WAYS)('by %s', (_, request) => {
  it.each(OLDER_STATES.map(({ name, code, meaning }) => [name, meaning, String(code)] as const))('%s: %s', async (name, meaning, code) => {
    for (const fields of [
      { ...FLAT, statusCode: code, status: name },
      { ...FLAT, statusCode: code },
      { ...FLAT, statusCode: code, status: 'A_NAME_OF_ITS_OWN' },
      { ...OLDEST, status: code.padStart(3, '0') },
    ]) {
      receipts.length = 0;
      expect(await call(provider, 'status', request(fields))).toEqual({ status: 200 });
      expect([fields, receipts]).toEqual([fields, told(meaning)]);
    }
  });

  it('brings messages', async () => {
    const forms: Record<string, string>[] = [
      { moMsgId: 'm1', from: '2799900001', to: '85355', text: 'STOP & ü', charset: 'UTF-8', api_id: '1', udh: '' },
      { messageId: 'm1', fromNumber: '2799900001', toNumber: '85355', text: 'STOP & ü', charset: 'UTF-8', apiKey: 'x', keyword: '' },
    ];
    for (const fields of forms) {
      messages.length = 0;
      for (const key of ['inbound', 'status']) expect(await call(provider, key, request(fields))).toEqual({ status: 200 });
      const inbound = { providerMessageId: 'm1', from: '+2799900001', to: '85355', content: 'STOP & ü' };
      expect(messages).toEqual([inbound, inbound]);
    }
  });

  it('is refused where it lacks something, is nobody’s, or in a form that is not known', async () => {
    for (const fields of [{ text: 'STOP' }, { moMsgId: 'm1', text: 'STOP', to: '1' }, { some: 'thing' }, {}] as Record<string, string>[])
      expect([fields, await call(provider, 'inbound', request(fields))]).toEqual([fields, { status: 400 }]);
    for (const ours of [{ ...FLAT, clientMessageId: 'somebody-elses' }, { messageId: 'x' }])
      expect(await call(provider, 'status', request({ ...ours, statusCode: '4' }))).toEqual({ status: 200 });
    expect(await call(provider, 'inbound', { ...request({ ...FLAT, statusCode: '4' }), headers: {} })).toEqual({ status: 401 });
    expect([receipts, messages]).toEqual([[], []]);
  });
});

it('is read in its own character set', async () => {
  const body = 'api_id=1&from=2799900001&to=85355&moMsgId=m1&charset=ISO-8859-1&text=h%E9llo+%3D';
  for (const request of [callback(body, { headers: FORM }), callback('', { method: 'GET', url: `${at}?${body}` })])
    expect(await call(provider, 'inbound', request)).toEqual({ status: 200 });
  expect(messages.map(({ content }) => content)).toEqual(['héllo =', 'héllo =']);
});
