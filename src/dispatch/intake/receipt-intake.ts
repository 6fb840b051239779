// Takes outcomes that no completion can write any more: receipts of the providers, answers that came after their deadline, and results of
// batches that another worker took over. Each is stored as a receipt; the resolve statement applies it.
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
      this.attend(provider);
    });
  }

  /** Called with the lane whenever there is something new to resolve. In a process without a dispatcher nobody is: a worker finds it. */
  onStored(listener: (lane: number) => void): void {
    this.listener = listener;
  }

  /** An answer that came too late for the completion of its batch. Stored in the background, repeated while the database is away. */
  late(entry: BegunEntry, provider: string, answer: Answer): void {
    const said = lateStatus(answer);
    if (said === undefined) return;
    const reason = 'reason' in answer ? answer.reason : null;
    const providerMessageId = answer.kind === 'accepted' ? answer.providerMessageId : null;
    this.lateStatus(entry, { status: said, provider, providerMessageId, reason });
  }

  lateStatus({ entryId, attempt }: Pick<BegunEntry, 'entryId' | 'attempt'>, outcome: Omit<StoredReceipt, 'entryId' | 'attempt'>): void {
    const storing = this.storeUntilStopped({ entryId, attempt, ...outcome }).finally(() => this.pending.delete(storing));
    this.pending.add(storing);
  }

  /** A provider confirms that it took the message back. Resolves once that is stored. */
  async recalled({ entryId, attempt, provider, providerMessageId }: RecallableEntry): Promise<void> {
    await this.store({ entryId, attempt, status: OUTCOME.Recalled, provider, providerMessageId, reason: null });
  }

  /** Waits for what is being stored; what the database doesn't take by then stays in doubt. */
  async stop(graceMs: number): Promise<void> {
    const timer = setTimeout(() => {
      this.stopped.abort();
    }, graceMs);
    await Promise.all(this.pending);
    clearTimeout(timer);
  }

  private attend(provider: Provider): void {
    provider.keepMessageIds?.(this.messageIds);
    // It hands nothing over: a session that brings receipts is a worker's.
    if (this.config.ROLE === 'api' && provider.callbacks === undefined) return;
    provider.onReceipt((receipt) => this.receive(provider, receipt));
  }

  /** Resolves once stored; a failure is the provider's sign to repeat it. */
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
