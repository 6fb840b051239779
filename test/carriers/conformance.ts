// What the dispatcher relies on, of every carrier behind the port. A carrier's own test says how each case is brought about.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, Carrier, Message, Receipt } from '../../src/carriers/carrier.js';

export interface Rig {
  carrier: Carrier;
  /** A number that the carrier treats so. */
  mobile: Record<'accepted' | 'delivered' | 'undelivered' | 'refused' | 'temporary' | 'throttled' | 'lost' | 'early' | 'slow', string>;
  close: () => Promise<void>;
}

let sequence = 1_000_000n;
export const message = (mobile: string, more: Partial<Message> = {}): Message => ({
  ...{
    smsId: (++sequence).toString(),
    attempt: 1,
    requestId: '1048576',
    channel: 'text',
    mobile,
    content: 'sample sms message',
    sender: null,
    validityMs: null,
  },
  ...more,
});

const IN_TIME = AbortSignal.timeout(60_000);

export function conforms(name: string, start: () => Promise<Rig> | Rig): void {
  describe(`${name}, as every carrier`, () => {
    let rig: Rig;
    const receipts: Receipt[] = [];
    let heard: () => void = () => undefined;
    beforeAll(async () => {
      rig = await start();
      rig.carrier.onReceipt((receipt) => {
        receipts.push(receipt);
        heard();
        return Promise.resolve();
      });
    });
    afterAll(() => rig.close());
    const handOver = (each: Message, signal = IN_TIME): Promise<Answer> => rig.carrier.handOver(each, signal);
    const receiptOf = async ({ smsId }: Message): Promise<Receipt> => {
      for (;;) {
        const found = receipts.find((each) => each.smsId === smsId);
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => (heard = resolve));
      }
    };

    it('says what it is and what it can take', () => {
      expect(rig.carrier.name).toMatch(/^[A-Z_]+$/);
      expect(rig.carrier.channels.length).toBeGreaterThan(0);
      expect(rig.carrier.maxInFlight).toBeGreaterThan(0);
    });

    it('accepts, with an ID of its own', async () => {
      const answer = await handOver(message(rig.mobile.accepted));
      expect(answer).toEqual({ kind: 'accepted', carrierMessageId: expect.stringMatching(/./) });
    });

    it('tells later what became of a message, by SMS ID and attempt', async () => {
      for (const status of ['delivered', 'undelivered'] as const) {
        const sent = message(rig.mobile[status], { attempt: 3 });
        expect((await handOver(sent)).kind).toBe('accepted');
        expect(await receiptOf(sent)).toMatchObject({ smsId: sent.smsId, attempt: 3, status });
      }
    });

    it('refuses for good, with a reason', async () => {
      expect(await handOver(message(rig.mobile.refused))).toEqual({ kind: 'refused', reason: expect.stringMatching(/./) });
    });

    it('fails for a time, and says when it is asked too fast', async () => {
      expect(await handOver(message(rig.mobile.temporary))).toMatchObject({ kind: 'temporary', reason: expect.stringMatching(/./) });
      expect(await handOver(message(rig.mobile.throttled))).toMatchObject({ kind: 'temporary', throttled: true });
    });

    it('leaves a lost answer unknown: thrown or said', async () => {
      const answer = await handOver(message(rig.mobile.lost)).catch(() => ({ kind: 'unknown' }));
      expect(answer.kind).toBe('unknown');
    });

    it('may tell before it answers', async () => {
      const sent = message(rig.mobile.early);
      expect((await handOver(sent)).kind).toBe('accepted');
      expect(receipts.filter(({ smsId }) => smsId === sent.smsId)).toHaveLength(1);
    });

    it('ends at its signal', async () => {
      const late = new AbortController();
      const answered = handOver(message(rig.mobile.slow), late.signal).catch((): Answer => ({ kind: 'unknown', reason: 'thrown' }));
      late.abort();
      const answer = await answered;
      // What had not left by then certainly was not sent.
      expect(answer.kind === 'temporary' ? answer.unreachable : answer.kind === 'unknown').toBe(true);
    });
  });
}
