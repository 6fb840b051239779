// What a recall relies on, of every provider that takes back what it has accepted and not sent. A rig says how each case is brought about.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Provider, SentMessage } from '../../src/providers/provider.js';
import { message } from './conformance.js';

export interface RecallRig {
  provider: Provider;
  address: string;
  /** What becomes of the messages that are asked about from here on: not sent yet, sent, or nothing that the provider knows. */
  are: (state: 'unsent' | 'sent' | 'unheard of') => void | Promise<void>;
  /** How often it sent what it was handed. */
  left: () => number;
  close: () => Promise<void>;
}

const IN_TIME = AbortSignal.timeout(60_000);

export function recalls(name: string, start: () => Promise<RecallRig> | RecallRig): void {
  describe(`${name}, asked to take a message back`, () => {
    let rig: RecallRig;
    beforeAll(async () => (rig = await start()));
    afterAll(() => rig.close());

    const handedOver = async (): Promise<SentMessage<string>> => {
      const given = message(rig.address);
      const answer = await rig.provider.handOver(given, IN_TIME);
      if (answer.kind !== 'accepted') throw new Error(JSON.stringify(answer));
      const { entryId, attempt, channel, address, content, sender } = given;
      return { entryId, attempt, channel, address, content, sender, at: new Date(), providerMessageId: answer.providerMessageId };
    };
    const asked = (sent: SentMessage<string>): Promise<string> | undefined => rig.provider.recall?.(sent, IN_TIME);

    it('confirms what it has not sent, and says so again', async () => {
      await rig.are('unsent');
      const sent = await handedOver();
      const before = rig.left();
      expect(await asked(sent)).toBe('recalled');
      // Whoever asked may have died with the answer.
      const again = await asked(sent);
      const known = again === 'recalled' ? undefined : await rig.provider.query?.(sent, IN_TIME);
      if (again !== 'recalled') expect(known).toMatchObject({ kind: 'undelivered', recalled: true });
      expect(rig.left()).toBe(before);
    });

    it('is too late for what it has sent', async () => {
      await rig.are('sent');
      expect(await asked(await handedOver())).toBe('too late');
    });

    it('confirms nothing that it doesn’t know', async () => {
      const sent = await handedOver();
      await rig.are('unheard of');
      for (const providerMessageId of [`${sent.providerMessageId ?? ''}0`, 'x', null])
        expect(await asked({ ...sent, providerMessageId })).not.toBe('recalled');
    });
  });
}
