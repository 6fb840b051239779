// Whose dispatch an operator holds. A claim tests it in its own lane and statement, so a hold is in effect from its commit on, for every
// worker, with nothing to be told to anybody.
import { Injectable } from '@nestjs/common';
import { DispatchPool } from '../pools.js';
import { run, statement } from '../statements.js';

interface HeldParameters {
  lane: number;
  channel: string | null;
  providers: readonly string[];
}

const HELD = statement<HeldParameters, { name: string }>('held-providers', import.meta.url);

@Injectable()
export class DispatchHolds {
  constructor(private readonly pools: DispatchPool) {}

  /**
   * Of these providers. Asked for what is claimed with the queue of another channel: the fallback of a failed text.
   * @param channel of the messages: where it is held, so are all of these providers; null = of any
   */
  async heldOf(lane: number, channel: string | null, providers: readonly string[]): Promise<string[]> {
    return (await run(this.pools.pool, HELD, { lane, channel, providers })).map(({ name }) => name);
  }
}
