// Keeps the planner's statistics up to date while tables grow a thousandfold: PostgreSQL's own ANALYZE comes a minute late.
import { Injectable } from '@nestjs/common';
import { DispatchPool } from '../pools.js';
import { Spread } from '../lanes/spread.js';
import { lend, type Nothing, run, statement } from '../statements.js';

const GROWN = statement<Nothing, { name: string }>('grown', import.meta.url);
const GROWN_NODES = statement<Nothing>('grown-nodes', import.meta.url);
/** The least pause between two looks at all nodes: the statement waits for a node that hangs. */
const NODES_MS = 10_000;

@Injectable()
export class Growth {
  private readonly spread = new Spread();
  private lookedAt = -Infinity;
  private looking = false;

  constructor(private readonly pools: DispatchPool) {}

  /** Runs in the background. A failure is ignored, since the next look repeats the work. */
  look(): void {
    if (this.looking) return;
    this.looking = true;
    this.analyze()
      .catch(() => undefined)
      .finally(() => {
        this.looking = false;
      });
  }

  /** Analyses tables that have grown. Skips a table that another process analyses. */
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
