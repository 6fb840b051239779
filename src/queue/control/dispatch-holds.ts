// The dispatch holds of operators. Each claim tests them in its own lane and statement, so a hold is in effect from its commit on, for
// every worker, and no worker needs a notification.
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
   * The held ones among these providers. For messages that were claimed with the queue of another channel, such as the fallback of a failed
   * text.
   * @param channel of the messages: if it is held, all of these providers are held; null = any channel
   */
  async heldOf(lane: number, channel: string | null, providers: readonly string[]): Promise<string[]> {
    return (await run(this.pools.pool, HELD, { lane, channel, providers })).map(({ name }) => name);
  }
}
