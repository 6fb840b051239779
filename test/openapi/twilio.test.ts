// Every request that we send to Twilio is valid by its own API description, and every answer in there is understood.
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { SmsChannel } from '../../src/messages/sms.js';
import type { Message, SentMessage } from '../../src/carriers/carrier.js';
import type { TwilioSettings } from '../../src/carriers/twilio/twilio-settings.js';
import { Twilio } from '../../src/carriers/twilio/twilio.js';
import { message } from '../carriers/conformance.js';
import { patient } from '../carriers/conformance.js';
import { ACCOUNT, CONTEXT, newSid, settingsFor } from '../carriers/twilio-server.js';
import { documentPath, type Prism, withPrism } from './prism.js';

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

const atTwilio = (use: (ask: Ask, prism: Prism) => Promise<void>, how?: { errors: boolean }): Promise<void> =>
  withPrism(
    DOCUMENT,
    async (url, prism) => {
      const carriers: Twilio[] = [];
      await use((more) => {
        const carrier = Twilio.from(settingsFor(url, more), CONTEXT);
        carriers.push(carrier);
        return carrier;
      }, prism);
      for (const carrier of carriers) await carrier.close();
    },
    how,
  );

const sentAs = (channel: SmsChannel, more: Partial<SentMessage<string>> = {}): SentMessage<string> => ({
  ...{ entryId: '1048577', attempt: 1, channel, address: '+15005550100', at: new Date('2019-05-24T17:18:27Z') },
  carrierMessageId: newSid(channel === 'voice' ? 'CA' : 'SM'),
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
      for (const carrier of [ask(), ask(SERVICE), ask(KEY), ask({ language: 'de-DE', voice: 'Polly.Vicki', repeats: 2 })])
        for (const each of [...texts, ...calls])
          expect(await carrier.handOver(message('+15005550100', each), patient())).toEqual({
            kind: 'accepted',
            carrierMessageId: expect.stringMatching(each.channel === 'voice' ? /^CA/ : /^(SM|MM)/),
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
    atTwilio(async (ask, prism) => {
      for (const [channel, path] of [
        ['text', 'Messages'],
        ['voice', 'Calls'],
      ] as const) {
        const described = examples(`{AccountSid}/${path}.json`, 'post', 201);
        expect(described.length).toBeGreaterThan(0);
        for (const [name, { sid }] of described) {
          prism.prefer = `code=201, example=${name}`;
          const answered = await ask().handOver(message('+15005550100', { channel }), patient());
          expect([name, answered]).toEqual([name, { kind: 'accepted', carrierMessageId: sid }]);
        }
      }
    }));

  it('has no state of a message or call that is not understood', () =>
    atTwilio(async (ask, prism) => {
      for (const [channel, path] of [
        ['text', 'Messages'],
        ['voice', 'Calls'],
      ] as const) {
        const fetched = examples(`{AccountSid}/${path}/{Sid}.json`, 'get', 200);
        expect(fetched.length).toBeGreaterThan(0);
        for (const [name, { sid, status }] of fetched) {
          prism.prefer = `code=200, example=${name}`;
          const known = await ask().query(sentAs(channel), patient());
          const kind = ['delivered', 'completed'].includes(String(status))
            ? 'delivered'
            : ['queued', 'sent', 'ringing', 'in-progress'].includes(String(status))
              ? 'accepted'
              : 'undelivered';
          expect([name, known]).toMatchObject([name, { kind, carrierMessageId: sid }]);
        }
        const updated = examples(`{AccountSid}/${path}/{Sid}.json`, 'post', 200);
        expect(updated.length).toBeGreaterThan(0);
        for (const [name, { status }] of updated) {
          prism.prefer = `code=200, example=${name}`;
          const expected = status === 'canceled' ? 'recalled' : ['queued', 'ringing'].includes(String(status)) ? 'unknown' : 'too late';
          expect([name, await ask().recall(sentAs(channel), patient())]).toEqual([name, expected]);
        }
      }
    }));

  // The addresses in the document's own lists are relative, which its schema calls wrong.
  it('allows every search, and has no list that is not understood', () =>
    atTwilio(
      async (ask, prism) => {
        expect(await ask(KEY).check(patient())).toBe('The API key is accepted.');
        for (const [channel, path, list] of [
          ['text', 'Messages', 'messages'],
          ['voice', 'Calls', 'calls'],
        ] as const)
          for (const [name, page] of examples(`{AccountSid}/${path}.json`, 'get', 200)) {
            prism.prefer = `code=200, example=${name}`;
            const found = await ask().query(sentAs(channel, { carrierMessageId: null, at: new Date('2001-01-01') }), patient());
            const isAll = (page[list] as unknown[]).length === 0 || page.next_page_uri === null;
            expect([name, found.kind]).toEqual([name, isAll ? 'absent' : 'unknown']);
          }
      },
      { errors: false },
    ));

  it('understands whatever else the schema allows', () =>
    atTwilio(async (ask, prism) => {
      prism.prefer = 'dynamic=true';
      for (let i = 0; i < 50; i += 1) {
        const answered = await ask().handOver(message('+15005550100'), patient());
        expect(['accepted', 'refused', 'temporary', 'unknown']).toContain(answered.kind);
        if (answered.kind === 'unknown') expect(answered.reason).toMatch(/not the API’s \(HTTP 201\)/);
      }
    }));

  it.each([true, false])('would notice a request that is wrong (--errors: %p)', async (errors) => {
    const wrong = withPrism(
      DOCUMENT,
      async (url) => {
        const account = `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`;
        await fetch(url + account, { method: 'POST', body: new URLSearchParams({ ValidityPeriod: 'long' }) });
      },
      { errors },
    );
    await expect(wrong).rejects.toThrow(/request/);
  });
});
