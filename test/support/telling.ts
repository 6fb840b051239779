// Provider accounts that send receipts when a test asks: the account that gets all messages, and a second, simulated account.
import type { Provider, Receipt } from '../../src/providers/provider.js';
import { Simulator } from '../../src/providers/simulator/simulator.js';
import { Told } from './told-provider.js';

/** The account that everything is handed to, and that says what became of it. */
export class Ours extends Told {
  tell: (receipt: Receipt) => Promise<void> = () => Promise.resolve();
  /** Before it answers. */
  meanwhile: (reference: string) => Promise<unknown> = () => Promise.resolve();

  override handOver(each: Parameters<Provider['handOver']>[0]) {
    return this.meanwhile(`${each.entryId}.${each.attempt}`).then(() => super.handOver(each));
  }

  override onReceipt = (handler?: (receipt: Receipt) => Promise<void>): void => {
    if (handler !== undefined) this.tell = handler;
  };
}

export class Second extends Simulator {
  told = 0;

  override onReceipt(handler: (receipt: Receipt) => Promise<void>): void {
    super.onReceipt(async (receipt) => {
      await handler(receipt);
      this.told++;
    });
  }
}
