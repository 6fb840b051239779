// From a receipt's message ID to the attempt that it is of. What this process was answered it knows; what another was, or an earlier one,
// the kept IDs tell. A receipt that nobody knows (yet) is kept, and the SMSC is asked to bring it again; after a while it is nobody's.
import { setTimeout as pause } from 'node:timers/promises';
import { type MessageIds, readReference, type Receipt } from '../carrier.js';
import { type IdFormat, keyOf, outcomeOf, type ReceiptText, sayState, wasRecalled } from './receipt.js';
import { STATUS } from './smpp-codes.js';

/** IDs that are known without asking: those that receipts are about now. */
const MOST_RECENT = 10_000;
const MOST_HELD = 10_000;
/** Octets of an ID: SMPP's are 64 at most. */
const LONGEST_ID = 255;
const REPEAT_MS = 500;

interface Held {
  text: ReceiptText;
  since: number;
}

export interface DeskOptions {
  carrier: string;
  receiptIds: IdFormat;
  holdReceiptsMs: number;
  tell: (receipt: Receipt) => Promise<void>;
}

/** @param place 1 … total, of a message of several parts. What {@link ReceiptDesk.learn} takes. */
export const partReference = (reference: string, place: number, total: number): string =>
  total === 1 ? reference : `${reference}:${place}/${total}`;

const NOWHERE: MessageIds = { remember: () => Promise.resolve(), find: () => Promise.resolve(undefined), of: () => Promise.resolve([]) };

export class ReceiptDesk {
  ids = NOWHERE;
  private readonly recent = new Map<string, string>();
  private readonly held = new Map<string, Held>();
  private readonly closed = new AbortController();

  constructor(private readonly options: DeskOptions) {}

  /** Resolves once it is kept, and once a receipt that overtook it is told; where that fails, it is tried again behind its back. */
  async learn(messageId: string, reference: string): Promise<void> {
    if (messageId.length > LONGEST_ID) return;
    const key = keyOf(messageId, 'response', this.options.receiptIds);
    put(this.recent, key, reference, MOST_RECENT);
    if (!(await this.keep(key, reference))) void this.keepLater(key, reference);
  }

  /** @returns the status to answer with */
  async receive(text: ReceiptText): Promise<number> {
    if (outcomeOf(text.state) === undefined) return STATUS.ESME_ROK;
    const key = keyOf(text.messageId, 'receipt', this.options.receiptIds);
    try {
      // Looked for again, since it may have been learnt meanwhile.
      const reference = this.recent.get(key) ?? (await this.ids.find(this.options.carrier, key)) ?? this.recent.get(key);
      if (reference === undefined) return this.hold(key, text);
      await this.tell(reference, text);
      this.held.delete(key);
      return STATUS.ESME_ROK;
    } catch {
      return STATUS.ESME_RX_T_APPN;
    }
  }

  /**
   * What a message whose answer was lost is called at the SMSC, as its answer would have said; null where that is not known of all its
   * parts, or the SMSC writes IDs in two ways.
   */
  async idOf(reference: string, at: Date): Promise<string | null> {
    if (this.options.receiptIds !== 'same') return null;
    const byPlace = new Map<string, string>();
    let total = '1';
    for (const kept of await this.ids.of(this.options.carrier, reference, at)) {
      const [place = '1', of = '1'] = kept.reference.split(':')[1]?.split('/') ?? [];
      byPlace.set(place, kept.carrierMessageId);
      total = of;
    }
    const ids = Array.from({ length: Number(total) }, (_, i) => byPlace.get(String(i + 1)));
    return ids.includes(undefined) ? null : ids.join(' ');
  }

  close(): void {
    this.closed.abort();
  }

  private hold(key: string, text: ReceiptText): number {
    const { since } = this.held.get(key) ?? { since: performance.now() };
    if (performance.now() - since > this.options.holdReceiptsMs) return STATUS.ESME_ROK;
    put(this.held, key, { text, since }, MOST_HELD);
    return STATUS.ESME_RX_T_APPN;
  }

  private async keep(key: string, reference: string): Promise<boolean> {
    try {
      await this.ids.remember(this.options.carrier, key, reference);
      const held = this.held.get(key);
      if (held !== undefined) await this.tell(reference, held.text);
      this.held.delete(key);
      return true;
    } catch {
      return false;
    }
  }

  private async keepLater(key: string, reference: string): Promise<void> {
    const { signal } = this.closed;
    do await pause(REPEAT_MS, undefined, { signal, ref: false }).catch(() => undefined);
    while (!signal.aborted && !(await this.keep(key, reference)));
  }

  private async tell(reference: string, { messageId, state, error }: ReceiptText): Promise<void> {
    const [whole = '', place] = reference.split(':');
    const of = readReference(whole);
    const status = outcomeOf(state);
    if (of === undefined || status === undefined) return;
    const [number, total] = place?.split('/') ?? [];
    // The last part speaks for the message: that another has arrived says nothing.
    if (status === 'delivered' && number !== total) return;
    await this.options.tell({
      ...of,
      status,
      ...(place === undefined && this.options.receiptIds === 'same' && { carrierMessageId: messageId }),
      // Of several parts, others may have left.
      ...(place === undefined && wasRecalled([state]) && { recalled: true }),
      ...(status === 'undelivered' && { reason: sayState(state, error) }),
    });
  }
}

/** As the newest; the oldest leaves where there are too many. */
function put<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}
