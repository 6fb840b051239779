// Takes a request back. One statement, one lane, a few rows, whatever the request's size.
import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Owner } from '../owner.js';
import { CancelPool } from '../pools.js';
import { laneOf } from '../entry-ids.js';
import { run, statement } from '../statements.js';
import { transaction } from '../transaction.js';

interface CancelParameters {
  lane: number;
  requestId: string;
  module: string;
  tenant: string;
  cancelledBy: string;
}

const CANCEL = statement<CancelParameters, CancelRow>('cancel', import.meta.url);

/** Where every entry of the request stood at the moment of the cancel: total = the sum of the rest. */
export interface ClosedAccount {
  requestId: string;
  total: number;
  /** Taken back by this cancel: never handed over. */
  cancelled: number;
  handedOver: number;
  /** Begun, no outcome yet: gets no further attempt. */
  inFlight: number;
  inDoubt: number;
  failed: number;
  /** Taken back by their provider by now. What it takes back after this cancel isn't among them. */
  recalled: number;
  /** ISO 8601 UTC. */
  cancelledAt: string;
}

interface CancelRow {
  cancelled: number;
  handed_over: number;
  in_flight: number;
  in_doubt: number;
  failed: number;
  recalled: number;
  cancelled_at: Date | null;
}

@Injectable()
export class Cancels {
  constructor(private readonly pools: CancelPool) {}

  /**
   * @param on a transaction to run in, instead of a connection of its own
   * @returns null when there was nothing to take back; the request, if it is the owner's, is stopped all the same
   */
  async cancel(requestId: string, { module, tenant }: Owner, by: string, on?: PoolClient): Promise<ClosedAccount | null> {
    const parameters = { lane: laneOf(requestId), requestId, module, tenant, cancelledBy: by };
    const [row] = await run(on ?? this.pools.pool, CANCEL, parameters);
    if (row === undefined || row.cancelled_at === null || row.cancelled === 0) return null;
    const { cancelled, handed_over: handedOver, in_flight: inFlight, in_doubt: inDoubt, failed, recalled } = row;
    const total = cancelled + handedOver + inFlight + inDoubt + failed + recalled;
    return { requestId, total, cancelled, handedOver, inFlight, inDoubt, failed, recalled, cancelledAt: row.cancelled_at.toISOString() };
  }

  /** One transaction on the connections kept for cancels; a deadlock repeats it. */
  transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return transaction(this.pools.pool, work);
  }
}
