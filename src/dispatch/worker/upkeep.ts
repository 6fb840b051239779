// The periodic work beside claims. Every POLL_MS, lane after lane: the lease rescuer, the expirer and the receipt applier. After a receipt
// is stored, the receipt applier runs at once. A lane whose statements fail backs off for a while.
import { Inject, Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Growth } from '../../queue/enqueue/growth.js';
import { sqlState } from '../../queue/statements.js';
import { LaneBackoff } from '../lane-backoff.js';
import { ReceiptApplier } from '../reconcile/receipt-applier.js';
import { Expirer } from './expirer.js';
import { LeaseRescuer } from './lease-rescuer.js';

@Injectable()
export class Upkeep {
  private readonly logger = new Logger('Upkeep');
  /** Lanes that may have receipts to apply. */
  private readonly withReceipts = new Set<number>();
  private readonly laneBackoff: LaneBackoff;
  private wakeUp: () => void = () => undefined;

  constructor(
    private readonly rescuer: LeaseRescuer,
    private readonly expirer: Expirer,
    private readonly receipts: ReceiptApplier,
    private readonly growth: Growth,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.laneBackoff = new LaneBackoff(config.LANES, (lane, error) => {
      this.logger.warn(`Upkeep of lane ${lane} failed: ${sqlState(error) ?? 'the database is away'}`);
    });
  }

  /** Called after a receipt was stored: applies it at once. */
  applySoon(lane: number): void {
    this.withReceipts.add(lane);
    this.wakeUp();
  }

  /** Resolves after a stop. @param onChange called when something may have become due */
  async run(stopping: AbortSignal, onChange: () => void): Promise<void> {
    let lookAt = 0;
    while (!stopping.aborted) {
      if (performance.now() >= lookAt) {
        lookAt = performance.now() + this.config.POLL_MS;
        await this.laneBackoff.each((lane) => this.look(lane));
        this.growth.look();
      }
      const lanes = [...this.withReceipts];
      this.withReceipts.clear();
      // After a failure the next look tries again.
      for (const lane of lanes) if (await this.laneBackoff.ask(lane, () => this.receipts.apply(lane))) onChange();
      if (this.withReceipts.size === 0) await this.sleep(Math.max(1, lookAt - performance.now()), stopping);
    }
  }

  private async look(lane: number): Promise<void> {
    await this.rescuer.rescue(lane);
    await this.expirer.expire(lane);
    this.withReceipts.add(lane);
  }

  private async sleep(ms: number, stopping: AbortSignal): Promise<void> {
    const awake = new AbortController();
    this.wakeUp = () => {
      awake.abort();
    };
    await pause(ms, undefined, { signal: AbortSignal.any([awake.signal, stopping]) }).catch(() => undefined);
    this.wakeUp = () => undefined;
  }
}
