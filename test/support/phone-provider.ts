// A provider with simulated phones: it accepts every message (or those that a test selects), and delivers inbound messages.
import type { SmsChannel } from '../../src/messages/sms.js';
import type { Answer, Inbound, Message, Provider } from '../../src/providers/provider.js';

export class PhoneProvider implements Provider {
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
    return Promise.resolve(this.answer(message) ?? { kind: 'accepted', providerMessageId: `phone-${message.entryId}.${message.attempt}` });
  }

  /** Someone texts; resolves once that is stored. */
  text(from: string, content: string, to = '+12025550100', providerMessageId = `in-${++this.sent}`): Promise<void> {
    return this.take({ providerMessageId, from, to, content });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
