// Receipts from an account that did not have the message: they change nothing. They are counted by account, and each account has at most
// one line a minute in the log.
import { Injectable, Logger } from '@nestjs/common';
import type { Resolved } from '../../queue/lease/dispatch-queue.js';

const LINE_EVERY_MS = 60_000;

interface Told {
  count: number;
  /** How many a line has told of. */
  logged: number;
  loggedAt: number;
}

@Injectable()
export class ForeignReceipts {
  private readonly logger = new Logger('Receipts');
  private readonly told = new Map<string, Told>();

  /** @param now of the monotonic clock */
  note({ provider, entry_id, attempt }: Pick<Resolved, 'provider' | 'entry_id' | 'attempt'>, now = performance.now()): void {
    const told = this.told.get(provider) ?? { count: 0, logged: 0, loggedAt: -Infinity };
    this.told.set(provider, told);
    told.count++;
    if (now - told.loggedAt < LINE_EVERY_MS) return;
    const more = told.count - told.logged - 1;
    this.logger.warn(
      `${provider} says what became of ${entry_id}.${attempt}, which it was not handed: nothing was changed${more > 0 ? ` (and of ${more} others before)` : ''}`,
    );
    Object.assign(told, { logged: told.count, loggedAt: now });
  }

  /** Since this process began. */
  countOf(provider: string): number {
    return this.told.get(provider)?.count ?? 0;
  }
}
