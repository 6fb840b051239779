// Whose dispatch an operator holds. A take tests it in its own lane and statement, so a hold is in effect from its commit on, for every
// worker, with nothing to be told to anybody.
import { Injectable } from '@nestjs/common';
import { DispatchPool } from './pools.js';
import { run, statement } from './statements.js';

const HELD_PROVIDERS = statement('held-providers');

@Injectable()
export class DispatchHolds {
  constructor(private readonly pools: DispatchPool) {}

  /** Of these providers. Asked for what is taken with another queue: a call instead of a failed text. */
  async heldOf(lane: number, providers: readonly string[]): Promise<string[]> {
    return (await run<{ name: string }>(this.pools.pool, HELD_PROVIDERS, [lane, providers])).map(({ name }) => name);
  }
}
