// A carrier with phones at its other end: takes everything (or what a test lets it), and brings what people send.
import type { Answer, Carrier, Inbound, Message } from '../../src/carriers/carrier.js';
import type { SmsChannel } from '../../src/messages/sms.js';

export class PhoneCarrier implements Carrier {
  readonly name = 'PHONE';
  readonly channels: readonly SmsChannel[] = ['text', 'voice'];
  readonly maxInFlight = 50;
  readonly ratePerSecond = 0;
  readonly handed: Message[] = [];
  /** What a message is answered with, instead of being accepted. */
  answer: (message: Message) => Answer | undefined = () => undefined;
  private take: (inbound: Inbound) => Promise<void> = () => Promise.reject(new Error('nobody listens'));
  private sent = 0;

  onReceipt(): void {
    // It never says what became of a message.
  }

  onInbound(handler: (inbound: Inbound) => Promise<void>): void {
    this.take = handler;
  }

  handOver(message: Message): Promise<Answer> {
    this.handed.push(message);
    return Promise.resolve(this.answer(message) ?? { kind: 'accepted', carrierMessageId: `phone-${message.entryId}.${message.attempt}` });
  }

  /** Someone texts; resolves once that is stored. */
  text(from: string, content: string, to = '+12025550100', carrierMessageId = `in-${++this.sent}`): Promise<void> {
    return this.take({ carrierMessageId, from, to, content });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
