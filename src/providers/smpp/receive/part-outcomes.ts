// The outcome of a long message: the worst outcome of its parts, when all have been reported or the wait is over.
import type { MessageIds, Part, Receipt } from '../../provider.js';
import type { Notices } from './notices.js';

export interface PartOutcomesOptions {
  provider: string;
  waitMs: number;
  report: (receipt: Receipt) => Promise<void>;
  notices: Notices;
}

type Attempt = Pick<Receipt, 'entryId' | 'attempt'>;
const LOOK_MS = { least: 10, most: 15_000 };

/** Undelivered before recalled before delivered; with several equal outcomes the reason of the first part counts. */
function worstOf(parts: readonly Part[]): Pick<Receipt, 'status' | 'recalled' | 'reason'> {
  const failed = parts.find(({ outcome }) => outcome === 'undelivered') ?? parts.find(({ outcome }) => outcome === 'recalled');
  if (failed === undefined) return { status: 'delivered' };
  // If only some parts were recalled, other parts may have been sent.
  const recalled = parts.every(({ outcome }) => outcome === 'recalled');
  return { status: 'undelivered', ...(failed.reason !== null && { reason: failed.reason }), ...(recalled && { recalled }) };
}

export class PartOutcomes {
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly options: PartOutcomesOptions,
    private readonly ids: () => MessageIds,
  ) {}

  /** Looks at intervals for messages whose wait is over, also those of processes that have ended. */
  start(): void {
    if (this.closed) return;
    const everyMs = Math.min(Math.max(this.options.waitMs / 4, LOOK_MS.least), LOOK_MS.most);
    this.timer = setTimeout(() => {
      void this.look()
        .catch(() => undefined)
        .then(() => {
          this.start();
        });
    }, everyMs).unref();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** Adds the report of a part. Resolves when it is stored. */
  async add(of: Attempt, part: Part): Promise<void> {
    const { provider, waitMs } = this.options;
    const parts = await this.ids().parts.keep(provider, of, part, waitMs);
    if (parts.length >= part.total) await this.settle(of, parts);
  }

  private async look(): Promise<void> {
    for (const of of await this.ids().parts.overdue(this.options.provider)) {
      const parts = await this.ids().parts.of(of);
      if (parts.length === 0) continue;
      const [{ total } = { total: 0 }] = parts;
      const { status } = worstOf(parts);
      const entry = status === 'delivered' && parts.length < total ? await this.ids().entries.get(of.entryId) : undefined;
      // If the message is in doubt, the other parts may never have left.
      if (entry?.inDoubt === true && entry.attempt === of.attempt) {
        this.options.notices.receipt(
          `Receipts of only ${parts.length} of ${total} parts came for ${of.entryId}, which is in doubt: they do not decide`,
        );
        await this.ids().parts.forget(of);
      } else await this.settle(of, parts);
    }
  }

  private async settle(of: Attempt, parts: readonly Part[]): Promise<void> {
    await this.options.report({ ...of, ...worstOf(parts) });
    await this.ids().parts.forget(of);
  }
}
