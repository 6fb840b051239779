// Keeps what the planner knows of tables up to date while they grow a thousandfold: PostgreSQL's own ANALYZE comes a minute late.
import { Injectable } from '@nestjs/common';
import { DispatchPool } from '../pools.js';
import { Spread } from '../lanes/spread.js';
import { lend, type Nothing, run, statement } from '../statements.js';

const GROWN = statement<Nothing, { name: string }>('grown', import.meta.url);
const GROWN_NODES = statement<Nothing>('grown-nodes', import.meta.url);
/** Every node is asked, and one that hangs is waited for. */
const NODES_MS = 10_000;

@Injectable()
export class Growth {
  private readonly spread = new Spread();
  private lookedAt = -Infinity;
  private looking = false;

  constructor(private readonly pools: DispatchPool) {}

  /** Beside whatever else is done: nothing waits for it, and whatever keeps it from that, the next time will do. */
  look(): void {
    if (this.looking) return;
    this.looking = true;
    this.analyze()
      .catch(() => undefined)
      .finally(() => {
        this.looking = false;
      });
  }

  /** Brings what the planner knows of tables that have grown up to date. Skips one that another process analyses. */
  async analyze(): Promise<void> {
    const { pool } = this.pools;
    if (await lend(pool, (client) => this.spread.is(client))) return this.analyzeNodes();
    for (const { name } of await run(pool, GROWN, {})) await lend(pool, (client) => client.query(`analyze (skip_locked) ${name}`));
  }

  private async analyzeNodes(): Promise<void> {
    if (performance.now() - this.lookedAt < NODES_MS) return;
    this.lookedAt = performance.now();
    await run(this.pools.pool, GROWN_NODES, {});
  }
}
