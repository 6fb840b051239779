// A provider that returns the answers that a test sets, and records the messages that it gets.
import type { SmsChannel } from '../../src/messages/sms.js';
import type { Answer, Message, Provider } from '../../src/providers/provider.js';

export class Told implements Provider {
  readonly maxInFlight: number = 50;
  readonly ratePerSecond = 0;
  readonly had: Message[] = [];
  says: (message: Message) => Answer = ({ entryId }) => ({ kind: 'accepted', providerMessageId: entryId });

  constructor(
    readonly name: string,
    readonly channels: readonly SmsChannel[] = ['text', 'voice'],
  ) {}

  handOver(message: Message): Promise<Answer> {
    this.had.push(message);
    return Promise.resolve(this.says(message));
  }

  onReceipt = (): void => undefined;
  close = (): Promise<void> => Promise.resolve();
  mobiles = (): string[] => this.had.map(({ address }) => address).sort();
}
