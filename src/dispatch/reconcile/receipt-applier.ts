// Applies stored receipts: outcomes that became known after the completion of their batch. Receipts that change nothing but that the
// operator should know of are logged.
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

  /** Applies all receipts of a lane that may be applied now. @returns true if an entry has changed, so that something may be due */
  async apply(lane: number): Promise<boolean> {
    let changed = false;
    for (;;) {
      const resolved = await this.queue.resolve(lane, MOST);
      for (const receipt of resolved) {
        const { resolution } = receipt;
        if (resolution === 'move' || resolution === 'out') changed = true;
        else this.log(receipt);
      }
      // A statement applies one receipt of an entry: it may return fewer than MOST although more are stored.
      if (resolved.length === 0) return changed;
    }
  }

  private log(receipt: Resolved): void {
    const { entry_id, attempt, resolution } = receipt;
    if (resolution === 'foreign') this.foreign.note(receipt);
    if (resolution === 'contradiction')
      this.logger.error(
        `The provider reports that ${entry_id}.${attempt} was sent, but a cancel or expiry had counted it: its temporary failure was not one`,
      );
  }
}
