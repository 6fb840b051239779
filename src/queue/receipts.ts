// Receipts and late outcomes: stored at once, whatever state their entry is in, and applied by resolve. Repeated ones fall together.
import { Injectable } from '@nestjs/common';
import { DispatchPool } from './pools.js';
import { laneOf } from './sms-ids.js';
import { run, statement } from './statements.js';

const STORE = statement('store-receipt');

export interface StoredReceipt {
  smsId: string;
  attempt: number;
  /** An OUTCOME code, or NOT_ACCEPTED. */
  status: number;
  carrier: string;
  carrierMessageId: string | null;
  reason: string | null;
}

@Injectable()
export class Receipts {
  constructor(private readonly pools: DispatchPool) {}

  /** Resolves once it is durable. Answers the lane that resolve has to look at. */
  async store({ smsId, attempt, status, carrier, carrierMessageId, reason }: StoredReceipt): Promise<number> {
    const lane = laneOf(smsId);
    await run(this.pools.pool, STORE, [lane, smsId, attempt, status, carrier, carrierMessageId, reason]);
    return lane;
  }
}
