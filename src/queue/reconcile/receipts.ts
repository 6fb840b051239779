// Receipts and late outcomes: stored at once, whatever state their entry is in, and applied by resolve. Repeated ones fall together, and
// those that come at once share a statement (one each: 30,000 took longer than a minute).
import { Inject, Injectable } from '@nestjs/common';
import { LaneBatches } from '../lanes/lane-batches.js';
import { IntakePool, type Pooled } from '../pools.js';
import { laneOf } from '../entry-ids.js';
import { run, statement } from '../statements.js';

interface StoreParameters {
  lane: number;
  entryIds: string[];
  attempts: number[];
  statuses: number[];
  providers: string[];
  messageIds: (string | null)[];
  reasons: (string | null)[];
  tenants: (string | null)[];
}

const STORE = statement<StoreParameters>('store-receipts', import.meta.url);

export interface StoredReceipt {
  entryId: string;
  attempt: number;
  /** An OUTCOME code, or NOT_ACCEPTED. */
  status: number;
  /** Whose word it is; '' = this server's own. */
  provider: string;
  /** Whose own account that is; absent: the operator's. */
  tenant?: string | undefined;
  providerMessageId: string | null;
  reason: string | null;
}

@Injectable()
export class Receipts {
  private readonly batches = new LaneBatches<StoredReceipt>((lane, receipts) => this.write(lane, receipts));
  /** Each is a row of its own: the statement itself lets repeated ones fall together. */
  private stored = 0;

  constructor(@Inject(IntakePool) private readonly pools: Pooled) {}

  /** Resolves once it is durable. Answers the lane that resolve has to look at. */
  async store(receipt: StoredReceipt): Promise<number> {
    const lane = laneOf(receipt.entryId);
    await this.batches.add(lane, String(++this.stored), receipt);
    return lane;
  }

  private async write(lane: number, receipts: readonly StoredReceipt[]): Promise<void> {
    const of = <K extends keyof StoredReceipt>(key: K): StoredReceipt[K][] => receipts.map((receipt) => receipt[key]);
    await run(this.pools.pool, STORE, {
      lane,
      entryIds: of('entryId'),
      attempts: of('attempt'),
      statuses: of('status'),
      providers: of('provider'),
      messageIds: of('providerMessageId'),
      reasons: of('reason'),
      tenants: receipts.map(({ tenant }) => tenant ?? null),
    });
  }
}
