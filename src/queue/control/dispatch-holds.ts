// Whose dispatch an operator holds. A claim tests it in its own lane and statement, so a hold is in effect from its commit on, for every
// worker, with nothing to be told to anybody.
import { Injectable } from '@nestjs/common';
import { DispatchPool } from '../pools.js';
import { run, statement } from '../statements.js';

const HELD = statement<{ lane: number; providers: readonly string[] }, { name: string }>('held-providers', import.meta.url);

@Injectable()
export class DispatchHolds {
  constructor(private readonly pools: DispatchPool) {}

  /** Of these providers. Asked for what is claimed with another queue: a call instead of a failed text. */
  async heldOf(lane: number, providers: readonly string[]): Promise<string[]> {
    return (await run(this.pools.pool, HELD, { lane, providers })).map(({ name }) => name);
  }
}
