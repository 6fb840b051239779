// Every request that we send to Twilio is valid by its own API description, and every answer in there is understood.
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { SmsChannel } from '../../src/messages/sms.js';
import type { Message, SentMessage } from '../../src/providers/provider.js';
import type { TwilioSettings } from '../../src/providers/twilio/twilio-settings.js';
import { Twilio } from '../../src/providers/twilio/twilio.js';
import { message } from '../providers/conformance.js';
import { patient } from '../providers/conformance.js';
import { ACCOUNT, CONTEXT, newSid, settingsFor } from '../providers/twilio-server.js';
import { type Described, documentPath, withDescribed } from './described.js';

const DOCUMENT = documentPath('twilio_api_v2010.json');
const SERVICE = { messagingServiceSid: `MG${'0'.repeat(32)}` };
const KEY = { apiKeySid: `SK${'0'.repeat(32)}`, apiKeySecret: 'secret' };

interface Example {
  value: Record<string, unknown>;
}
type Document = Record<
  string,
  Record<string, Record<string, { responses: Record<string, { content?: Record<string, { examples: Record<string, Example> }> }> }>>
>;

/** Of an operation, the answers that the document gives. */
function examples(path: string, method: string, status: number): [string, Record<string, unknown>][] {
  const { paths } = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as Document;
  const found = paths?.[`/2010-04-01/Accounts/${path}`]?.[method]?.responses[status.toString()]?.content?.['application/json']?.examples;
  return Object.entries(found ?? {}).map(([name, { value }]) => [name, value]);
}

type Ask = (more?: Partial<TwilioSettings>) => Twilio;

const atTwilio = (use: (ask: Ask, described: Described) => Promise<void>, isChecked = true): Promise<void> =>
  withDescribed(
    DOCUMENT,
    async (url, described) => {
      const providers: Twilio[] = [];
      await use((more) => {
        const provider = Twilio.from(settingsFor(url, more), CONTEXT);
        providers.push(provider);
        return provider;
      }, described);
      for (const provider of providers) await provider.close();
    },
    isChecked,
  );

const sentAs = (channel: SmsChannel, more: Partial<SentMessage<string>> = {}): SentMessage<string> => ({
  ...{ entryId: '1048577', attempt: 1, channel, address: '+15005550100', at: new Date('2019-05-24T17:18:27Z') },
  providerMessageId: newSid(channel === 'voice' ? 'CA' : 'SM'),
  ...more,
});

describe('Twilio’s description', () => {
  it('allows every message and call that we send', () =>
    atTwilio(async (ask) => {
      const texts: Partial<Message<string>>[] = [
        {},
        { sender: '+15005550007' },
        { sender: 'ACME' },
        { validityMs: 90_000 },
        { validityMs: 1 },
        { validityMs: 90_000_000 },
        { content: 'Grüße & Küsse + 🙂 %20\n' },
      ];
      const calls: Partial<Message<string>>[] = [{ channel: 'voice' }, { channel: 'voice', content: 'Is 1 < 2 & "2"?' }];
      for (const provider of [ask(), ask(SERVICE), ask(KEY), ask({ language: 'de-DE', voice: 'Polly.Vicki', repeats: 2 })])
        for (const each of [...texts, ...calls])
          expect(await provider.handOver(message('+15005550100', each), patient())).toEqual({
            kind: 'accepted',
            providerMessageId: expect.stringMatching(each.channel === 'voice' ? /^CA/ : /^(SM|MM)/),
          });
    }));

  it('allows every question and recall, and each is understood', () =>
    atTwilio(async (ask) => {
      expect(await ask().check(patient())).toBe('The account is active.');
      for (const channel of ['text', 'voice'] as const) {
        expect((await ask().query(sentAs(channel), patient())).kind).toMatch(/^(accepted|delivered|undelivered)$/);
        expect(await ask().recall(sentAs(channel), patient())).toMatch(/^(recalled|too late|unknown)$/);
      }
    }));

  it('has no answer to a message or call that is not understood', () =>
    atTwilio(async (ask, described) => {
      for (const [channel, path] of [
        ['text', 'Messages'],
        ['voice', 'Calls'],
      ] as const) {
        const listed = examples(`{AccountSid}/${path}.json`, 'post', 201);
        expect(listed.length).toBeGreaterThan(0);
        for (const [name, { sid }] of listed) {
          described.example = name;
          const answered = await ask().handOver(message('+15005550100', { channel }), patient());
          expect([name, answered]).toEqual([name, { kind: 'accepted', providerMessageId: sid }]);
        }
      }
    }));

  it('has no state of a message or call that is not understood', () =>
    atTwilio(async (ask, described) => {
      for (const [channel, path] of [
        ['text', 'Messages'],
        ['voice', 'Calls'],
      ] as const) {
        const fetched = examples(`{AccountSid}/${path}/{Sid}.json`, 'get', 200);
        expect(fetched.length).toBeGreaterThan(0);
        for (const [name, { sid, status }] of fetched) {
          described.example = name;
          const known = await ask().query(sentAs(channel), patient());
          const kind = ['delivered', 'completed'].includes(String(status))
            ? 'delivered'
            : ['queued', 'sent', 'ringing', 'in-progress'].includes(String(status))
              ? 'accepted'
              : 'undelivered';
          expect([name, known]).toMatchObject([name, { kind, providerMessageId: sid }]);
        }
        const updated = examples(`{AccountSid}/${path}/{Sid}.json`, 'post', 200);
        expect(updated.length).toBeGreaterThan(0);
        for (const [name, { status }] of updated) {
          described.example = name;
          const expected = status === 'canceled' ? 'recalled' : ['queued', 'ringing'].includes(String(status)) ? 'unknown' : 'too late';
          expect([name, await ask().recall(sentAs(channel), patient())]).toEqual([name, expected]);
        }
      }
    }));

  // The addresses in the document's own lists are relative, which its schema calls wrong.
  it('allows every search, and has no list that is not understood', () =>
    atTwilio(async (ask, described) => {
      expect(await ask(KEY).check(patient())).toBe('The API key is accepted.');
      for (const [channel, path, list] of [
        ['text', 'Messages', 'messages'],
        ['voice', 'Calls', 'calls'],
      ] as const)
        for (const [name, page] of examples(`{AccountSid}/${path}.json`, 'get', 200)) {
          described.example = name;
          const found = await ask().query(sentAs(channel, { providerMessageId: null, at: new Date('2001-01-01') }), patient());
          const isAll = (page[list] as unknown[]).length === 0 || page.next_page_uri === null;
          expect([name, found.kind]).toEqual([name, isAll ? 'absent' : 'unknown']);
        }
    }, false));

  it('understands whatever else the schema allows', () =>
    atTwilio(async (ask, described) => {
      described.atRandom = true;
      for (let i = 0; i < 50; i += 1) {
        const answered = await ask().handOver(message('+15005550100'), patient());
        expect(['accepted', 'refused', 'temporary', 'unknown']).toContain(answered.kind);
        if (answered.kind === 'unknown') expect(answered.reason).toMatch(/not the API’s \(HTTP 201\)/);
      }
    }));

  it('would notice a request that is wrong, in its address, its proof and each field', async () => {
    const authorization = `Basic ${btoa('user:password')}`;
    const account = `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`;
    const wrong = withDescribed(DOCUMENT, async (url) => {
      const post = (path: string, fields: Record<string, string>, headers = { authorization }) =>
        fetch(url + path, { method: 'POST', headers, body: new URLSearchParams(fields) });
      await post(account, { To: '+15005550100', ValidityPeriod: 'long' });
      await post(account, { ValidityPeriod: '1' });
      await post(account, { To: '+15005550100', Bodi: 'x' });
      await post('/2010-04-01/Accounts/AC1/Messages.json', { To: '+15005550100' });
      await post('/2010-04-01/Accounts/AC1/Massages.json', { To: '+15005550100' });
      await fetch(url + account, { method: 'POST', body: new URLSearchParams({ To: '+15005550100' }) });
    });
    const objections = [
      /body\.ValidityPeriod must be integer/,
      /body must have required property 'To'/,
      /body\.Bodi is not described/,
      /path\.AccountSid must match pattern/,
      /Massages\.json: path is not described/,
      /header\.authorization is missing/,
    ];
    for (const objection of objections) await expect(wrong).rejects.toThrow(objection);
  });
});
