// What no claim meets: lapsed leases, slices past their expiry, receipts that wait to be applied; and, beside it, what leaves for good.
import { Inject, Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { DispatchQueue } from '../../queue/lease/dispatch-queue.js';
import { Growth } from '../../queue/enqueue/growth.js';
import { SuppressionMoves } from '../../queue/suppression/moves.js';
import { Retention } from '../../queue/retention/retention.js';
import { sqlState } from '../../queue/statements.js';
import { ForeignReceipts } from '../reconcile/foreign-receipts.js';
import { LaneBackoff } from '../lane-backoff.js';

const RECEIPTS = 500;

@Injectable()
export class LeaseRescuer {
  private readonly logger = new Logger('LeaseRescuer');
  private readonly toResolve = new Set<number>();
  private readonly laneBackoff: LaneBackoff;
  private wakeUp: () => void = () => undefined;

  constructor(
    private readonly queue: DispatchQueue,
    private readonly retention: Retention,
    private readonly foreign: ForeignReceipts,
    private readonly moves: SuppressionMoves,
    private readonly growth: Growth,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.laneBackoff = new LaneBackoff(config.LANES, (lane, error) => {
      this.logger.warn(`Rescue in lane ${lane} failed: ${sqlState(error) ?? 'the database is away'}`);
    });
  }

  /** A receipt was stored: it is applied at once. */
  resolveSoon(lane: number): void {
    this.toResolve.add(lane);
    this.wakeUp();
  }

  /** @param onChange something may have become due */
  async run(stopping: AbortSignal, onChange: () => void): Promise<void> {
    await Promise.all([this.rescueUntil(stopping, onChange), this.retention.run(stopping), this.moves.run(stopping)]);
  }

  private async rescueUntil(stopping: AbortSignal, onChange: () => void): Promise<void> {
    let lookAt = 0;
    while (!stopping.aborted) {
      if (performance.now() >= lookAt) {
        lookAt = performance.now() + this.config.POLL_MS;
        await this.laneBackoff.each((lane) => this.rescue(lane));
        this.growth.look();
      }
      const lanes = [...this.toResolve];
      this.toResolve.clear();
      // What failed is tried with the next round.
      for (const lane of lanes) if (await this.laneBackoff.ask(lane, () => this.resolve(lane))) onChange();
      if (this.toResolve.size === 0) await this.sleep(Math.max(1, lookAt - performance.now()), stopping);
    }
  }

  private async rescue(lane: number): Promise<void> {
    const { slices, entries } = await this.queue.rescue(lane);
    if (slices > 0) this.logger.warn(`Rescued ${slices} slices of lane ${lane} whose lease was over; ${entries} entries are in doubt`);
    await this.queue.expire(lane);
    this.toResolve.add(lane);
  }

  /** True where something changed. */
  private async resolve(lane: number): Promise<boolean> {
    let changed = false;
    for (;;) {
      const resolved = await this.queue.resolve(lane, RECEIPTS);
      for (const receipt of resolved) {
        const { entry_id, attempt, resolution } = receipt;
        if (resolution === 'move' || resolution === 'out') changed = true;
        if (resolution === 'foreign') this.foreign.note(receipt);
        if (resolution === 'contradiction')
          this.logger.error(
            `The provider says that ${entry_id}.${attempt} left, which a cancel or expiry had counted: a temporary failure that was none`,
          );
      }
      // One a message and statement: fewer than there were may be answered.
      if (resolved.length === 0) return changed;
    }
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
