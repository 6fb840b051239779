// Clickatell by HTTP: what every provider does, and what it is sent. Against a server on a real socket.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Clickatell } from '../../src/providers/clickatell/clickatell.js';
import { referenceOf } from '../../src/providers/provider.js';
import { clickatellRig } from './clickatell-rig.js';
import { API_KEY, ClickatellServer, providerOf } from './clickatell-server.js';
import { message, patient } from './conformance.js';
import { httpConforms } from './http-conformance.js';

const NUMBER = '+27999000001';

httpConforms('Clickatell', clickatellRig);

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

describe('a message', () => {
  it('goes out as documented', async () => {
    const sent = message(NUMBER, { attempt: 2, content: 'Grüße “quoted” \u{1f600}' });
    expect((await provider.handOver(sent, patient())).kind).toBe('accepted');
    expect(server.received[0]).toMatchObject({ method: 'POST', path: '/v1/message', headers: { authorization: API_KEY } });
    expect(server.messages()).toEqual([
      { channel: 'sms', to: '27999000001', content: 'Grüße “quoted” \u{1f600}', clientMessageId: referenceOf(sent) },
    ]);
  });

  it('comes from its sender, else from the configured number; its expiry goes along where that is set', async () => {
    const other = providerOf(server, { from: '+12027530410', passValidity: true });
    await other.handOver(message(NUMBER, { sender: '+12025550100', validityMs: 150_000 }), patient());
    await other.handOver(message(NUMBER, { validityMs: 1 }), patient());
    await other.handOver(message(NUMBER), patient());
    expect(server.messages().map(({ from, validityPeriod }) => [from, validityPeriod])).toEqual([
      ['12025550100', 2],
      ['12027530410', 1],
      ['12027530410', undefined],
    ]);
    await other.close();
  });
});
