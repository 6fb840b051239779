// What a provider says of the account is told apart from an outage, by every adapter alike: no attempt is counted, the sentence says what
// to mend, and nothing of the vendor's own words is in it.
import { describe, expect, it } from '@jest/globals';
import { answerOf as clickatell, CODES as CLICKATELL } from '../../src/providers/clickatell/clickatell-codes.js';
import { answerTo, CODES as SMPP } from '../../src/providers/smpp/wire/smpp-codes.js';
import { UnusableProvider } from '../../src/providers/stored/stored-provider.js';
import { answerOf as twilio } from '../../src/providers/twilio/twilio-answers.js';
import { CODES as TWILIO } from '../../src/providers/twilio/twilio-codes.js';
import { textAnswer } from '../../src/providers/vonage/text.js';
import { answerOf as vonage, PROBLEM, SMS_STATUS } from '../../src/providers/vonage/vonage-codes.js';
import { Peer } from './smpp-peer.js';
import { smppTo } from './smpp-rig.js';

const FAULT = { kind: 'temporary', unreachable: true, fault: 'configuration', reason: expect.stringMatching(/^.{5,120}$/) };
const json = (status: number, body: object): Parameters<typeof textAnswer>[0] => ({
  kind: 'answer',
  status,
  headers: {},
  body: JSON.stringify(body),
});

describe('a fault of the account', () => {
  it.each([20003, 10001, 20005, 21701])('is one of Twilio’s %d, in whatever status it comes', (code) => {
    for (const status of [400, 401, 403, 404]) expect(twilio(json(status, { code, message: 'Authenticate +15005550006' }))).toEqual(FAULT);
  });

  it('is one of Clickatell’s and Vonage’s funds, keys and blocked accounts', () => {
    for (const code of [1, 2, 3, 7, 20]) expect(clickatell(code, undefined)).toEqual(FAULT);
    for (const status of ['4', '8', '9', '11'])
      expect(textAnswer(json(200, { 'message-count': '1', messages: [{ status, 'error-text': 'Bad Credentials' }] }))).toEqual(FAULT);
    for (const name of ['low-balance', 'unauthorized', 'account-suspended']) {
      const code = PROBLEM[name];
      expect(code && vonage(code, name)).toEqual(FAULT);
    }
  });

  it('is one of an SMSC’s that refuses the bind', async () => {
    expect(answerTo(SMPP.ESME_RINVPASWD.status, new Map())).toEqual(FAULT);
    expect(answerTo(0x0412, new Map([[0x0412, 'account']]))).toEqual(FAULT);
    const peer = await Peer.start();
    peer.bindStatus = SMPP.ESME_RINVPASWD.status;
    const provider = smppTo(peer.port);
    const message = { entryId: '1048577', attempt: 1, requestId: '1048576', channel: 'text', address: '+15005550001' } as const;
    const answer = await provider.handOver({ ...message, content: 'x', sender: null, validityMs: null }, AbortSignal.timeout(5_000));
    expect(answer).toEqual(FAULT);
    await provider.close();
    await peer.close();
  });

  it('is one of a stored account that can’t be used here', async () => {
    expect(await new UnusableProvider('X__0123456789ABCDEF', ['text'], 'its secrets are encrypted by another key').handOver()).toEqual(
      FAULT,
    );
  });

  it('is none of an outage', () => {
    for (const answer of [
      twilio({ kind: 'not sent', reason: 'the connection failed (ECONNREFUSED)' }),
      twilio(json(503, {})),
      answerTo(SMPP.ESME_RSYSERR.status, new Map()),
      answerTo(SMPP.ESME_RINVBNDSTS.status, new Map()),
    ])
      expect(answer).not.toHaveProperty('fault');
  });

  it('is put in words by every table', () => {
    const said = [TWILIO, CLICKATELL, SMS_STATUS, PROBLEM].flatMap((table) =>
      Object.values<{ reason: string }>(table).map(({ reason }) => reason),
    );
    for (const reason of said) expect(reason).toMatch(/^\D{5,}$/);
  });
});
