// Applies the receipts that are stored: outcomes that became known after the completion of their batch. Receipts that change nothing but
// should be known to the operator are logged.
import { Injectable, Logger } from '@nestjs/common';
import { DispatchQueue, type Resolved } from '../../queue/lease/dispatch-queue.js';
import { ForeignReceipts } from './foreign-receipts.js';

/** Receipts that one statement applies at most. */
const MOST = 500;

@Injectable()
export class ReceiptApplier {
  private readonly logger = new Logger('ReceiptApplier');

  constructor(
    private readonly queue: DispatchQueue,
    private readonly foreign: ForeignReceipts,
  ) {}

  /** All receipts of a lane that may be applied now. @returns whether an entry has changed, so that something may be due */
  async apply(lane: number): Promise<boolean> {
    let changed = false;
    for (;;) {
      const resolved = await this.queue.resolve(lane, MOST);
      for (const receipt of resolved) {
        const { resolution } = receipt;
        if (resolution === 'move' || resolution === 'out') changed = true;
        else this.tell(receipt);
      }
      // A statement applies one receipt of an entry: fewer than MOST may be answered although more are stored.
      if (resolved.length === 0) return changed;
    }
  }

  private tell(receipt: Resolved): void {
    const { entry_id, attempt, resolution } = receipt;
    if (resolution === 'foreign') this.foreign.note(receipt);
    if (resolution === 'contradiction')
      this.logger.error(
        `The provider says that ${entry_id}.${attempt} left, which a cancel or expiry had counted: a temporary failure that was none`,
      );
  }
}
