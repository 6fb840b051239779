// Ends every batch with one completion. If another worker has rescued the batch, or the database stays away, the outcomes are stored as
// late ones. A claim whose answer was lost is released.
import { Inject, Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { DispatchQueue } from '../../queue/lease/dispatch-queue.js';
import { sliceKey } from '../../queue/lease/completion.js';
import { NOT_ACCEPTED, OUTCOME } from '../../queue/states.js';
import { sqlState } from '../../queue/statements.js';
import type { BegunEntry, AttemptResult, Batch } from '../../queue/lease/batch.js';
import { ReceiptIntake } from '../intake/receipt-intake.js';

const REPEAT_MS = 200;

@Injectable()
export class Recorder {
  private readonly logger = new Logger('Recorder');
  private readonly releases = new Set<Promise<void>>();

  constructor(
    private readonly queue: DispatchQueue,
    private readonly intake: ReceiptIntake,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Repeated until the database answers or the lease is over. @param giveUp aborted when the process cannot wait any longer */
  async complete(batch: Batch, results: readonly AttemptResult[], giveUp: AbortSignal): Promise<void> {
    const leaseEnds = batch.claimedAt + this.config.LEASE_MS;
    let answered = true;
    for (;;) {
      try {
        const leased = new Set((await this.queue.complete(batch, results)).map(sliceKey));
        this.storeLate(batch, results, (entry) => !leased.has(sliceKey(entry)), answered);
        return;
      } catch (error) {
        // The completion may have committed and only its answer been lost; the repeat finds nothing leased then.
        answered = false;
        this.logger.warn(`Completion of ${batch.entries.length} entries failed, repeated: ${sqlState(error) ?? 'no connection'}`);
        if (performance.now() >= leaseEnds || giveUp.aborted) break;
        await pause(REPEAT_MS, undefined, { signal: giveUp }).catch(() => undefined);
      }
    }
    this.storeLate(batch, results, () => true, answered);
  }

  /**
   * Releases a claim whose answer was lost, in the background, until the release finds it or its lease is over: the claim may still be on
   * its way.
   */
  release(lane: number, leaseToken: string, claimedAt: number, giveUp: AbortSignal): void {
    const until = claimedAt + this.config.LEASE_MS;
    const releasing = this.releaseUntil(lane, leaseToken, until, giveUp).finally(() => this.releases.delete(releasing));
    this.releases.add(releasing);
  }

  async settled(): Promise<void> {
    await Promise.all(this.releases);
  }

  private async releaseUntil(lane: number, leaseToken: string, until: number, giveUp: AbortSignal): Promise<void> {
    for (;;) {
      const hit = await this.queue.release(lane, leaseToken).catch(() => 0);
      if (hit > 0 || performance.now() >= until || giveUp.aborted) return;
      await pause(REPEAT_MS, undefined, { signal: giveUp }).catch(() => undefined);
    }
  }

  /**
   * @param certain every completion of this batch was answered, so that slices that are not leased were rescued. Otherwise an untouched
   * entry may already wait as completed, with its attempt number unused: nothing may be stored about it.
   */
  private storeLate(batch: Batch, results: readonly AttemptResult[], isLate: (entry: BegunEntry) => boolean, certain: boolean): void {
    batch.entries.forEach((entry, i) => {
      const result = results[i];
      if (result === undefined || !isLate(entry)) return;
      const provider = 'provider' in result ? (result.provider ?? '') : '';
      const reason = 'reason' in result ? (result.reason ?? null) : null;
      const late = (status: number, providerMessageId: string | null = null): void => {
        this.intake.lateStatus(entry, { status, provider, providerMessageId, reason });
      };
      switch (result.kind) {
        case 'ended':
          // The rescue has already recorded In doubt.
          if (result.outcome !== OUTCOME.InDoubt) late(result.outcome, result.providerMessageId);
          break;
        case 'fallback':
          late(result.outcome);
          break;
        case 'retry':
          late(NOT_ACCEPTED);
          break;
        case 'untouched':
          if (certain) late(NOT_ACCEPTED);
      }
    });
  }
}
