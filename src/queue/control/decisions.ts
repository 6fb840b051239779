// Decides by hand what is in doubt: sent again, or settled as an outcome. One statement of one lane; its cost is that of the entries.
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
  /** What they are settled as. */
  as: 'Submitted' | 'Delivered' | 'Undelivered' | 'sent again';
  /** Of these entries alone; those of other requests are passed over. Absent = all. */
  entryIds?: readonly string[];
  /** The subject of the caller. */
  by: string;
}

@Injectable()
export class Decisions {
  /** How many entries it reached: those in doubt, and of what is sent again those that nothing has stopped. @param on a transaction */
  async decide(on: PoolClient, requestId: string, { module, tenant }: Owner, { as, entryIds, by }: Decision): Promise<number> {
    const own = entryIds?.filter((entryId) => requestOf(entryId) === requestId).map(positionOf);
    const positions = own === undefined ? null : numbers([...new Set(own)]);
    const decision = as === 'sent again' ? DECISION.SendAgain : OUTCOME[as];
    const reason = `${as === 'sent again' ? 'sent again' : 'settled'} by hand (${by})`;
    const [row] = await run(on, DECIDE, { lane: laneOf(requestId), requestId, module, tenant, decision, positions, reason });
    return row?.changed ?? 0;
  }
}
