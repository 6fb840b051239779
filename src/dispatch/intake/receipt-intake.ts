// Receives outcomes that no completion can write any more: receipts of the providers, answers after their deadline, and results of batches
// that another worker has rescued. Each is stored as a receipt; the resolve statement applies it.
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Answer, Provider, Receipt } from '../../providers/provider.js';
import { Providers } from '../../providers/providers.js';
import type { BegunEntry } from '../../queue/lease/batch.js';
import { ProviderMessageIds } from '../../queue/reconcile/provider-message-ids.js';
import type { RecallableEntry } from '../../queue/reconcile/recalls.js';
import { Receipts, type StoredReceipt } from '../../queue/reconcile/receipts.js';
import { sqlState } from '../../queue/statements.js';
import { NOT_ACCEPTED, OUTCOME } from '../../queue/states.js';

const REPEAT_MS = 250;

@Injectable()
export class ReceiptIntake implements OnModuleInit {
  private readonly logger = new Logger('Outcomes');
  private readonly pending = new Set<Promise<void>>();
  private readonly stopped = new AbortController();
  private listener: (lane: number) => void = () => undefined;

  constructor(
    private readonly receipts: Receipts,
    private readonly messageIds: ProviderMessageIds,
    private readonly providers: Providers,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.providers.onEach((provider) => {
      this.connect(provider);
    });
  }

  /**
   * Sets the listener for stored receipts, called with their lane. A process without a dispatcher sets none; a worker finds the receipts.
   */
  onStored(listener: (lane: number) => void): void {
    this.listener = listener;
  }

  /** Stores an answer that came after the completion of its batch. Runs in the background and repeats until the database answers. */
  late(entry: BegunEntry, provider: string, answer: Answer): void {
    const status = lateStatus(answer);
    if (status === undefined) return;
    const reason = 'reason' in answer ? answer.reason : null;
    const providerMessageId = answer.kind === 'accepted' ? answer.providerMessageId : null;
    this.lateStatus(entry, { status, provider, providerMessageId, reason });
  }

  lateStatus({ entryId, attempt }: Pick<BegunEntry, 'entryId' | 'attempt'>, outcome: Omit<StoredReceipt, 'entryId' | 'attempt'>): void {
    const storing = this.storeUntilStopped({ entryId, attempt, ...outcome }).finally(() => this.pending.delete(storing));
    this.pending.add(storing);
  }

  /** Stores a confirmed recall. Resolves when it is stored. */
  async recalled({ entryId, attempt, provider, providerMessageId }: RecallableEntry): Promise<void> {
    await this.store({ entryId, attempt, status: OUTCOME.Recalled, provider, providerMessageId, reason: null });
  }

  /** Waits for outcomes that are being stored. Those not stored by then stay in doubt. */
  async stop(graceMs: number): Promise<void> {
    const timer = setTimeout(() => {
      this.stopped.abort();
    }, graceMs);
    await Promise.all(this.pending);
    clearTimeout(timer);
  }

  private connect(provider: Provider): void {
    provider.keepMessageIds?.(this.messageIds);
    // An API process hands nothing over, so a session that brings receipts belongs to a worker.
    if (this.config.ROLE === 'api' && provider.callbacks === undefined) return;
    provider.onReceipt((receipt) => this.receive(provider, receipt));
  }

  /** Resolves when the receipt is stored. After a rejection the provider repeats the receipt. */
  private async receive({ name: provider, tenant }: Provider, receipt: Receipt): Promise<void> {
    const { entryId, attempt, status, recalled, providerMessageId = null, reason = null } = receipt;
    const outcome = status === 'delivered' ? OUTCOME.Delivered : recalled ? OUTCOME.Recalled : OUTCOME.Undelivered;
    await this.store({ entryId, attempt, status: outcome, provider, tenant, providerMessageId, reason });
  }

  private async store(receipt: StoredReceipt): Promise<void> {
    this.listener(await this.receipts.store(receipt));
  }

  private async storeUntilStopped(receipt: StoredReceipt): Promise<void> {
    for (;;) {
      try {
        await this.store(receipt);
        return;
      } catch (error) {
        if (this.stopped.signal.aborted) {
          this.logger.warn(`Late outcome of ${receipt.entryId} not stored: ${sqlState(error) ?? 'no connection'}`);
          return;
        }
        await pause(REPEAT_MS, undefined, { signal: this.stopped.signal }).catch(() => undefined);
      }
    }
  }
}

function lateStatus(answer: Answer): number | undefined {
  switch (answer.kind) {
    case 'accepted':
      return OUTCOME.Submitted;
    case 'refused':
      return OUTCOME.Rejected;
    case 'temporary':
      return NOT_ACCEPTED;
    case 'unknown':
      return undefined;
  }
}
