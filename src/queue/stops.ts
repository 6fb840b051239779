// Whose dispatch an operator has stopped. A claim tests it in its own lane and statement, so a stop holds from its commit on, for every
// worker, with nothing to be told to anybody.
import { Injectable } from '@nestjs/common';
import { DispatchPool } from './pools.js';
import { run, statement } from './statements.js';

const IS_STOPPED = statement<{ lane: number; carriers: readonly string[] }, { name: string }>('is-stopped');

@Injectable()
export class Stops {
  constructor(private readonly pools: DispatchPool) {}

  /** Of these carriers. Asked for what is claimed with another queue: a call instead of a failed text. */
  async stoppedOf(lane: number, carriers: readonly string[]): Promise<string[]> {
    return (await run(this.pools.pool, IS_STOPPED, { lane, carriers })).map(({ name }) => name);
  }
}
