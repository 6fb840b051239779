// Cancels a request: one statement, one lane, a few rows, whatever the size of the request.
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

/** The account of a request at the moment of its cancel. `total` is the sum of the other counts. */
export interface ClosedAccount {
  requestId: string;
  total: number;
  /** Cancelled by this cancel: never handed over. */
  cancelled: number;
  handedOver: number;
  /** Leased, without an outcome yet: no further attempt begins. */
  inFlight: number;
  inDoubt: number;
  failed: number;
  /** Recalled by their provider before this cancel. Later recalls are not included. */
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
   * @param on the transaction to run in; a connection of its own if absent
   * @returns null if nothing was waiting; the request, if it belongs to the owner, is stopped nevertheless
   */
  async cancel(requestId: string, { module, tenant }: Owner, by: string, on?: PoolClient): Promise<ClosedAccount | null> {
    const parameters = { lane: laneOf(requestId), requestId, module, tenant, cancelledBy: by };
    const [row] = await run(on ?? this.pools.pool, CANCEL, parameters);
    if (row === undefined || row.cancelled_at === null || row.cancelled === 0) return null;
    const { cancelled, handed_over: handedOver, in_flight: inFlight, in_doubt: inDoubt, failed, recalled } = row;
    const total = cancelled + handedOver + inFlight + inDoubt + failed + recalled;
    return { requestId, total, cancelled, handedOver, inFlight, inDoubt, failed, recalled, cancelledAt: row.cancelled_at.toISOString() };
  }

  /** One transaction on the connections reserved for cancels. It is repeated after a deadlock. */
  transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return transaction(this.pools.pool, work);
  }
}
