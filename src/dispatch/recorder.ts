// Sees to it that every window ends: recorded whole, or, where another has taken over or the database stays away, its outcomes stored
// as late ones. A take whose answer was lost is given back.
import { Inject, Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { CONFIG, type Config } from '../platform/config.js';
import { DispatchQueue } from '../queue/dispatch-queue.js';
import { sliceKey } from '../queue/record.js';
import { sqlState } from '../queue/statements.js';
import { NOT_ACCEPTED, OUTCOME } from '../queue/states.js';
import type { AttemptResult, BegunEntry, Window } from '../queue/window.js';
import { ReceiptIntake } from './receipt-intake.js';

const REPEAT_MS = 200;

@Injectable()
export class Recorder {
  private readonly logger = new Logger('Recorder');
  private readonly giveBacks = new Set<Promise<void>>();

  constructor(
    private readonly queue: DispatchQueue,
    private readonly intake: ReceiptIntake,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Repeated until it hits or the lease is over. @param giveUp aborted when the process can wait no longer */
  async record(window: Window, results: readonly AttemptResult[], giveUp: AbortSignal): Promise<void> {
    const leaseEnds = window.takenAt + this.config.LEASE_MS;
    let answered = true;
    for (;;) {
      try {
        const held = new Set((await this.queue.record(window, results)).map(sliceKey));
        this.storeLate(window, results, (entry) => !held.has(sliceKey(entry)), answered);
        return;
      } catch (error) {
        // It may have been recorded, and only its answer lost: the repeat finds nothing held then.
        answered = false;
        this.logger.warn(`Record of ${window.entries.length} entries failed, repeated: ${sqlState(error) ?? 'no connection'}`);
        if (performance.now() >= leaseEnds || giveUp.aborted) break;
        await pause(REPEAT_MS, undefined, { signal: giveUp }).catch(() => undefined);
      }
    }
    this.storeLate(window, results, () => true, answered);
  }

  /** A take whose answer was lost: undone in the background until it hits or its lease is over, since it may still be on its way. */
  giveBack(lane: number, holder: string, takenAt: number, giveUp: AbortSignal): void {
    const until = takenAt + this.config.LEASE_MS;
    const giving = this.giveBackUntil(lane, holder, until, giveUp).finally(() => this.giveBacks.delete(giving));
    this.giveBacks.add(giving);
  }

  async settled(): Promise<void> {
    await Promise.all(this.giveBacks);
  }

  private async giveBackUntil(lane: number, holder: string, until: number, giveUp: AbortSignal): Promise<void> {
    for (;;) {
      const hit = await this.queue.giveBack(lane, holder).catch(() => 0);
      if (hit > 0 || performance.now() >= until || giveUp.aborted) return;
      await pause(REPEAT_MS, undefined, { signal: giveUp }).catch(() => undefined);
    }
  }

  /**
   * @param certain every record of this window was answered, so that what isn't held was rescued. Else an untouched entry may be
   *   waiting as recorded, with its attempt number yet to be used: nothing may be said about it.
   */
  private storeLate(window: Window, results: readonly AttemptResult[], isLate: (entry: BegunEntry) => boolean, certain: boolean): void {
    window.entries.forEach((entry, i) => {
      const result = results[i];
      if (result === undefined || !isLate(entry)) return;
      const provider = 'provider' in result ? (result.provider ?? '') : '';
      const reason = 'reason' in result ? (result.reason ?? null) : null;
      const late = (status: number, providerMessageId: string | null = null): void => {
        this.intake.lateStatus(entry, { status, provider, providerMessageId, reason });
      };
      switch (result.kind) {
        case 'ended':
          // In doubt is what a rescue says already.
          if (result.outcome !== OUTCOME.InDoubt) late(result.outcome, result.providerMessageId);
          break;
        case 'fallback':
          late(result.outcome);
          break;
        case 'again':
          late(NOT_ACCEPTED);
          break;
        case 'untouched':
          if (certain) late(NOT_ACCEPTED);
      }
    });
  }
}
