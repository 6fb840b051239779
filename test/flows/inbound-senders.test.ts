// Whoever texts STOP is left alone, however the network writes the number; a STOP that can't be obeyed is never taken for obeyed.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Peer } from '../providers/smpp-peer.js';
import { smppTo } from '../providers/smpp-rig.js';
import { eventually } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

const OURS = '24666';

let peer: Peer;
let server: TestServer;
const log: string[] = [];
beforeAll(async () => {
  for (const level of ['log', 'warn'] as const)
    jest.spyOn(Logger.prototype, level).mockImplementation((text: unknown) => {
      log.push(`${level} ${String(text)}`);
    });
  peer = await Peer.start();
  server = await startServer({ DEFAULT_COUNTRY: 'IN' }, { providers: [smppTo(peer.port)] });
  await eventually(
    () => Promise.resolve(peer.sessions.length),
    (sessions) => sessions === 1,
  );
});
afterAll(async () => {
  await server.close();
  await peer.close();
  jest.restoreAllMocks();
});

const text = (content: string, source_addr: string, source_addr_ton: number, source_addr_npi = 1): Promise<number[]> =>
  peer.deliver({ source_addr, source_addr_ton, source_addr_npi, destination_addr: OURS, short_message: { message: content } });
const scenarioOf = async (mobile: string): Promise<string | undefined> => {
  const id = await server.client.submitted({ mobiles: [mobile], sender: OURS });
  await server.client.settled(id);
  return (await server.client.entries(id))[0]?.status;
};
const ignored = async (): Promise<unknown> =>
  (await server.client.as({ scope: 'system:read' }).ask<{ ignoredKeywords: number }>('GET', '/api/v1/system')).body.ignoredKeywords;
const kept = async (from: string): Promise<unknown> =>
  (await server.sql.query('select keyword, ignored_keyword from sms_inbound where sent_from = $1', [from])).rows;

describe('STOP over SMPP', () => {
  it.each([
    ['00919866694753', 1],
    ['919866694754', 1],
    ['9866694761', 1],
    ['09866694762', 1],
    ['+919866694755', 1],
    ['9866694756', 2],
    ['09866694757', 2],
    ['9866694758', 0],
    ['09866694759', 0],
    ['919866694760', 0],
    ['00447911123456', 0],
  ])('from %j (TON %i) holds for that number, and START takes it back', async (address, ton) => {
    const plain = address.replace(/\D/g, '').replace(/^00/, '').replace(/^0/, '');
    const mobile = plain.length === 10 ? `+91${plain}` : `+${plain}`;
    expect(
      await text(
        'STOP',
        Buffer.from(address)
          .toString('latin1')
          .replace(/[^\x20-\x7e]/g, ''),
        ton,
      ),
    ).toEqual([0]);
    expect(await scenarioOf(mobile)).toBe('Rejected');
    expect(await kept(mobile)).toEqual([{ keyword: 'STOP', ignored_keyword: null }]);
    await text('Start', address, ton);
    expect(await scenarioOf(mobile)).not.toBe('Rejected');
  });

  it('from what is no number is kept, said once with masked digits, counted, and never told as obeyed', async () => {
    const before = Number(await ignored());
    log.length = 0;
    for (const [address, ton] of [
      ['BANK', 5],
      ['919866694753', 5],
      ['56161', 3],
      ['1234567890123456', 1],
    ] as const)
      expect(await text('STOP', address, ton)).toEqual([0]);
    await text('hello', 'BANK', 5);
    await eventually(ignored, (count) => count === before + 4);
    expect(await kept('BANK')).toEqual(
      expect.arrayContaining([
        { keyword: null, ignored_keyword: 'STOP' },
        { keyword: null, ignored_keyword: null },
      ]),
    );
    const said = log.filter((line) => line.includes('asked to'));
    expect(said).toEqual([expect.stringMatching(/^warn SMPP: someone asked to stop \(STOP\) from an address that can't be read/)]);
    expect(said.join()).not.toMatch(/\d{5}|BANK/);
    expect(await scenarioOf('+919866694753')).not.toBe('Rejected');
  });
});

describe('STOP that a client tells of', () => {
  it('is not obeyed where its number can’t be read, and the record says so', async () => {
    const told = { phoneNumber: 'BANK', smsText: 'STOP\ufe0f', senderMessageId: 'told-1', smsSentTo: OURS };
    const { body } = await server.client.ask<{ id: string }>('POST', '/api/v1/messages/sms/inbound/default', told);
    const record = await server.client.ask('GET', `/api/v1/twowaysms/${body.id}`);
    expect(record.body).toMatchObject({
      phoneNumber: 'BANK',
      inbStatusMessage: 'Received. Keyword STOP was not obeyed: the sender is no phone number.',
    });
  });

  it('reaches a sender that is written in another way', async () => {
    const told = { phoneNumber: '098666 94770', smsText: 'STOP', senderMessageId: 'told-2', smsSentTo: '00919866690000' };
    await server.client.ask('POST', '/api/v1/messages/sms/inbound/default', told);
    for (const sender of ['+919866690000', '919866690000', '9866690000', '+919866690001']) {
      const id = await server.client.submitted({ mobiles: ['+919866694770'], sender });
      await server.client.settled(id);
      expect([sender, (await server.client.entries(id))[0]?.status === 'Rejected']).toEqual([sender, !sender.endsWith('1')]);
    }
  });
});
