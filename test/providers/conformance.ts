// The one list of what the dispatcher relies on, of every provider behind the port, the simulator included: what each answer means, what
// a provider may meet on the way, how receipts come. A rig says how a case is brought about, or in words why there is none; it can't leave
// one out. HTTP providers share theirs (http-conformance.ts), with the vendor's answers as data.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SmsChannel } from '../../src/messages/sms.js';
import { type Answer, type Message, type Provider, type Receipt, referenceOf } from '../../src/providers/provider.js';
import { eventually } from '../support/client.js';

/** What a provider may meet, and whether the message can have left by then. */
export const SITUATIONS = {
  'nobody listens': 'not sent',
  'it is connected, and nobody greets it': 'not sent',
  'the certificate is not to be trusted': 'not sent',
  'it asks for TLS, and the other side speaks none': 'not sent',
  'its time is over before it begins': 'not sent',
  'its time is over while it waits for its turn': 'not sent',
  'no answer comes in time': 'in doubt',
  'the connection breaks before the answer': 'in doubt',
  'the connection breaks within the answer': 'in doubt',
  'the answer ends early': 'in doubt',
  'HTML comes instead': 'in doubt',
  'a redirect comes instead, which it does not follow': 'in doubt',
  'the answer has 10 MB, which it does not read': 'in doubt',
  'the answer drips, for as long as it likes': 'in doubt',
  'it is closed meanwhile': 'in doubt',
} as const;

/** One message's hand-over. */
export interface Met {
  answer: Answer;
  /** Times that it reached the other side. */
  arrived: number;
}

export type Bring = () => Promise<readonly Met[]>;
/** In words: why it can't be brought about. */
export type None = string;

/** A provider and its other side, in good order. */
export interface Line {
  provider: Provider;
  /** A number whose message ends so. */
  address: Record<'accepted' | 'delivered' | 'undelivered' | 'early', string>;
  /** The other side says what became of a message. @returns whether that was confirmed; absent where it does so by itself alone */
  tell?: (sent: { reference: string; providerMessageId: string }, status: Receipt['status']) => Promise<boolean>;
  close: () => Promise<void>;
}

export interface Rig {
  /** Of all messages; text where it doesn't say. */
  channel?: SmsChannel;
  line: () => Promise<Line>;
  /** One of each documented class of answers, by what it means. `unclear` leaves open what became of the message. */
  answers: Readonly<Record<'refused' | 'temporary' | 'throttled' | 'unclear', Readonly<Record<string, Bring>>>>;
  /** How long it asks to be left alone where it is throttled. */
  retryAfterMs: number | None;
  situations: Readonly<Record<keyof typeof SITUATIONS, Bring | None>>;
}

export const CONTENT = 'a content that stays private';
export const MOBILE = '+15005550100';
const REASON = { reason: expect.stringMatching(/./) };
const EXPECTED = { 'in doubt': { kind: 'unknown', ...REASON }, 'not sent': { kind: 'temporary', unreachable: true, ...REASON } };

export const patient = (): AbortSignal => AbortSignal.timeout(60_000);

let sequence = 1_000_000n;
export const message = (address: string, more: Partial<Message<string>> = {}): Message<string> => ({
  ...{
    entryId: (++sequence).toString(),
    attempt: 1,
    requestId: '1048576',
    channel: 'text',
    address,
    content: 'sample sms message',
    sender: null,
    validityMs: null,
  },
  ...more,
});

/** As the dispatcher takes it: what is thrown is unknown. No reason that a user is shown holds the number, the content or a secret. */
export async function handing(
  provider: Provider,
  more: Partial<Message<string>> = {},
  signal = patient(),
  secrets: readonly string[] = [],
): Promise<Answer> {
  const sent = message(MOBILE, { content: CONTENT, ...more });
  const answer = await provider.handOver(sent, signal).catch((): Answer => ({ kind: 'unknown', reason: 'thrown' }));
  if ('reason' in answer)
    for (const secret of [sent.content, sent.address.slice(2), ...secrets]) expect(answer.reason).not.toContain(secret);
  return answer;
}

export function conforms(name: string, rig: Rig): void {
  describe(`${name}, as every provider`, () => {
    let line: Line;
    const receipts: Receipt[] = [];
    /** What stands in the way of storing a receipt. */
    let store: (receipt: Receipt) => Promise<void>;
    const ours = new Set<string>();
    beforeAll(async () => {
      line = await rig.line();
      line.provider.onReceipt(async (receipt) => {
        await store(receipt);
        receipts.push(receipt);
      });
    });
    beforeEach(() => {
      store = () => Promise.resolve();
      receipts.length = 0;
    });
    afterAll(() => line.close());
    const accepted = async (
      address: string,
      more: Partial<Message<string>> = {},
    ): Promise<Message<string> & { providerMessageId: string }> => {
      const sent = message(address, { channel: rig.channel ?? 'text', ...more });
      ours.add(sent.entryId);
      const answer = await line.provider.handOver(sent, patient());
      if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
      return { ...sent, providerMessageId: answer.providerMessageId };
    };
    const told = (of: Message<string>, count = 1): Promise<Receipt[]> =>
      eventually(
        () => Promise.resolve(receipts.filter(({ entryId }) => entryId === of.entryId)),
        (found) => found.length >= count,
      );

    it('says what it is and what it can take', () => {
      expect(line.provider.name).toMatch(/^[A-Z][A-Z\d_]*$/);
      expect(line.provider.channels).toContain(rig.channel ?? 'text');
      expect(line.provider.maxInFlight).toBeGreaterThan(0);
    });

    it('accepts, with an ID of its own, several at once', async () => {
      const all = await Promise.all(Array.from({ length: 20 }, () => accepted(line.address.accepted)));
      for (const { providerMessageId } of all) expect(providerMessageId).toMatch(/./);
    });

    describe.each([
      ['refuses for good', rig.answers.refused, { kind: 'refused', ...REASON }],
      ['tries again', rig.answers.temporary, expect.objectContaining({ kind: 'temporary', ...REASON })],
      [
        'slows down',
        rig.answers.throttled,
        expect.objectContaining({
          ...{ kind: 'temporary', throttled: true, ...REASON },
          ...(typeof rig.retryAfterMs === 'number' && { retryAfterMs: rig.retryAfterMs }),
        }),
      ],
      ['leaves in doubt', rig.answers.unclear, EXPECTED['in doubt']],
    ] as const)('%s', (_, answers, expected) => {
      for (const [answer, bring] of Object.entries(answers))
        it(answer, async () => {
          for (const met of await bring()) expect(met).toEqual({ answer: expected, arrived: 1 });
        });
    });

    for (const expected of ['not sent', 'in doubt'] as const)
      describe(`knows that a message is ${expected} where`, () => {
        for (const [situation, bring] of Object.entries(rig.situations)) {
          if (typeof bring === 'string' || SITUATIONS[situation as keyof typeof SITUATIONS] !== expected) continue;
          it(situation, async () => {
            for (const met of await bring()) expect(met).toEqual({ answer: EXPECTED[expected], arrived: expected === 'in doubt' ? 1 : 0 });
          });
        }
      });

    describe('passes a receipt on', () => {
      it('that says what became of a message, by SMS ID and attempt', async () => {
        for (const status of ['delivered', 'undelivered'] as const) {
          const sent = await accepted(line.address[status], { attempt: 3 });
          expect(await told(sent)).toEqual([expect.objectContaining({ entryId: sent.entryId, attempt: 3, status })]);
        }
      });

      it('that overtakes the answer', async () => {
        const sent = await accepted(line.address.early);
        expect(await told(sent)).toEqual([expect.objectContaining({ attempt: 1, status: 'delivered' })]);
      });

      it('that could not be stored, when it comes again', async () => {
        let tries = 0;
        const entryId = '987654321';
        store = (receipt) => (receipt.entryId === entryId && ++tries === 1 ? Promise.reject(new Error('no database')) : Promise.resolve());
        const sent = await accepted(line.tell === undefined ? line.address.delivered : line.address.accepted, { entryId });
        const of = { reference: referenceOf(sent), providerMessageId: sent.providerMessageId };
        if (line.tell !== undefined) expect([await line.tell(of, 'delivered'), await line.tell(of, 'delivered')]).toEqual([false, true]);
        expect(await told(sent)).toHaveLength(1);
      });

      it('as often and in the order in which it comes', async () => {
        const sent = await accepted(line.address.accepted);
        const statuses = line.tell === undefined ? [] : (['delivered', 'delivered', 'undelivered'] as const);
        for (const status of statuses)
          expect(await line.tell?.({ reference: referenceOf(sent), providerMessageId: sent.providerMessageId }, status)).toBe(true);
        expect((await told(sent, statuses.length)).map(({ status }) => status)).toEqual(statuses);
      });

      it('of its own messages alone, and lets the other side be rid of any', async () => {
        for (const reference of ['', 'x', '0.1', '1048577', '1048577.0', '1048577.1.1', '99999999999999999999.1'])
          await eventually(
            async () => (await line.tell?.({ reference, providerMessageId: `not-ours-${reference}` }, 'delivered')) ?? true,
            (confirmed) => confirmed,
          );
        expect(receipts.filter(({ entryId }) => !ours.has(entryId))).toEqual([]);
      });
    });
  });
}
