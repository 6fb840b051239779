// Decides by hand about entries in doubt: they are sent again, or settled as an outcome. One statement of one lane; its cost grows with the
// number of entries.
import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { Owner } from '../owner.js';
import { laneOf, positionOf, requestOf } from '../entry-ids.js';
import { numbers } from '../sql-arrays.js';
import { DECISION, OUTCOME } from '../states.js';
import { run, statement } from '../statements.js';

interface DecideParameters {
  lane: number;
  requestId: string;
  module: string;
  tenant: string;
  decision: number;
  positions: string | null;
  reason: string;
}

const DECIDE = statement<DecideParameters, { changed: number }>('decide', import.meta.url);

export interface Decision {
  /** The outcome, or a new attempt. */
  as: 'Submitted' | 'Delivered' | 'Undelivered' | 'sent again';
  /** Restricts the decision to these entries; entries of other requests are ignored. Absent = all entries in doubt. */
  entryIds?: readonly string[];
  /** The subject of the caller. */
  by: string;
}

@Injectable()
export class Decisions {
  /**
   * @param on a transaction
   * @returns the number of entries that were decided: entries in doubt and, to be sent again, only those of slices that nothing has stopped
   */
  async decide(on: PoolClient, requestId: string, { module, tenant }: Owner, { as, entryIds, by }: Decision): Promise<number> {
    const own = entryIds?.filter((entryId) => requestOf(entryId) === requestId).map(positionOf);
    const positions = own === undefined ? null : numbers([...new Set(own)]);
    const decision = as === 'sent again' ? DECISION.SendAgain : OUTCOME[as];
    const reason = `${as === 'sent again' ? 'sent again' : 'settled'} by hand (${by})`;
    const [row] = await run(on, DECIDE, { lane: laneOf(requestId), requestId, module, tenant, decision, positions, reason });
    return row?.changed ?? 0;
  }
}
