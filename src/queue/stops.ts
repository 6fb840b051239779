// Whose dispatch an operator has stopped. A take tests it in its own lane and statement, so a stop holds from its commit on, for every
// worker, with nothing to be told to anybody.
import { Injectable } from '@nestjs/common';
import { DispatchPool } from './pools.js';
import { run, statement } from './statements.js';

const IS_STOPPED = statement('is-stopped');

@Injectable()
export class Stops {
  constructor(private readonly pools: DispatchPool) {}

  /** Asked for what is taken with another carrier's queue: a call instead of a failed text. */
  async isStopped(lane: number, carrier: string): Promise<boolean> {
    const [row] = await run<{ stopped: boolean }>(this.pools.pool, IS_STOPPED, [lane, carrier]);
    return row?.stopped ?? false;
  }
}
