// Counts and logs receipts from an account that was not handed the message. They change nothing. Each account has at most one log line a
// minute.
import { Injectable, Logger } from '@nestjs/common';
import type { Resolved } from '../../queue/lease/dispatch-queue.js';

const LINE_EVERY_MS = 60_000;

interface Tally {
  count: number;
  /** The count at the last log line. */
  logged: number;
  loggedAt: number;
}

@Injectable()
export class ForeignReceipts {
  private readonly logger = new Logger('Receipts');
  private readonly tallies = new Map<string, Tally>();

  /** @param now of the monotonic clock */
  note({ provider, entry_id, attempt }: Pick<Resolved, 'provider' | 'entry_id' | 'attempt'>, now = performance.now()): void {
    const tally = this.tallies.get(provider) ?? { count: 0, logged: 0, loggedAt: -Infinity };
    this.tallies.set(provider, tally);
    tally.count++;
    if (now - tally.loggedAt < LINE_EVERY_MS) return;
    const more = tally.count - tally.logged - 1;
    this.logger.warn(
      `${provider} sent a receipt for ${entry_id}.${attempt}, which it was not handed. Nothing was changed${more > 0 ? ` (${more} more such receipts before)` : ''}`,
    );
    Object.assign(tally, { logged: tally.count, loggedAt: now });
  }

  /** The number since this process started. */
  countOf(provider: string): number {
    return this.tallies.get(provider)?.count ?? 0;
  }
}
