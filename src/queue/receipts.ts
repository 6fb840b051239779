// Receipts and late outcomes: stored at once, whatever state their entry is in, and applied by resolve. Repeated ones fall together, and
// those that come at once share a statement (one each: 30,000 took longer than a minute).
import { Inject, Injectable } from '@nestjs/common';
import { IntakePool, type Pooled } from './pools.js';
import { laneOf } from './entry-ids.js';
import { run, statement } from './statements.js';

const STORE = statement('store-receipts');

export interface StoredReceipt {
  entryId: string;
  attempt: number;
  /** An OUTCOME code, or NOT_ACCEPTED. */
  status: number;
  /** Whose word it is; '' = this server's own. */
  carrier: string;
  /** Whose own account that is; absent: the operator's. */
  tenant?: string | undefined;
  carrierMessageId: string | null;
  reason: string | null;
}

interface Batch {
  receipts: StoredReceipt[];
  stored: Promise<void>;
}

@Injectable()
export class Receipts {
  /** What comes while a lane's batch is being written goes into its next one together. */
  private readonly batches = new Map<number, Batch>();
  private readonly writing = new Map<number, Promise<unknown>>();

  constructor(@Inject(IntakePool) private readonly pools: Pooled) {}

  /** Resolves once it is durable. Answers the lane that resolve has to look at. */
  async store(receipt: StoredReceipt): Promise<number> {
    const lane = laneOf(receipt.entryId);
    const batch = this.batches.get(lane) ?? this.open(lane);
    batch.receipts.push(receipt);
    await batch.stored;
    return lane;
  }

  private open(lane: number): Batch {
    const receipts: StoredReceipt[] = [];
    const stored = (this.writing.get(lane) ?? Promise.resolve()).then(() => {
      this.batches.delete(lane);
      return this.write(lane, receipts);
    });
    const batch = { receipts, stored };
    this.batches.set(lane, batch);
    this.writing.set(
      lane,
      stored.catch(() => undefined),
    );
    return batch;
  }

  private async write(lane: number, receipts: readonly StoredReceipt[]): Promise<void> {
    const of = <K extends keyof StoredReceipt>(key: K): StoredReceipt[K][] => receipts.map((receipt) => receipt[key]);
    const values = [of('entryId'), of('attempt'), of('status'), of('carrier'), of('carrierMessageId'), of('reason'), of('tenant')];
    await run(this.pools.pool, STORE, [lane, ...values]);
  }
}
