// Stores receipts and late outcomes at once, whatever the state of their entry; the resolve statement applies them. Repeated ones are
// stored once. Receipts that arrive together share a statement (30,000 single statements took more than a minute).
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
  /** The provider that reported it; '' = this server. */
  provider: string;
  /** The tenant that owns the account; absent: the operator. */
  tenant?: string | undefined;
  providerMessageId: string | null;
  reason: string | null;
}

@Injectable()
export class Receipts {
  private readonly batches = new LaneBatches<StoredReceipt>((lane, receipts) => this.write(lane, receipts));
  /** A key for each receipt: the statement itself drops repeated ones. */
  private stored = 0;

  constructor(@Inject(IntakePool) private readonly pools: Pooled) {}

  /** Resolves when the receipt is durable. @returns the lane in which resolve finds it */
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
