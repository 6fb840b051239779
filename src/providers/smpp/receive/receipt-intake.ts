// From a receipt to the attempt that it is of: by its message ID, as this process was told it or as others have kept it; where nobody knows
// that, by what may be in doubt. A receipt that is of nothing that is known (yet) is kept, and the SMSC is asked to bring it again; after a
// while it is nobody's, which is logged and counted.
import { setTimeout as pause } from 'node:timers/promises';
import { plainId } from '../../../platform/message-id.js';
import { type Kept, type MessageIds, rejectWithoutHandler, readReference, type Receipt } from '../../provider.js';
import { isSameNumber, type Match, matchDoubt } from './doubt-match.js';
import { putNewest } from './newest.js';
import { maskId, type Notices } from './notices.js';
import { PartOutcomes } from './part-outcomes.js';
import { idsMeant, type Meant, outcomeOf, type ReceiptText, sayState, wasRecalled } from './receipt.js';
import { STATUS } from '../wire/smpp-codes.js';
import type { SmppSettings } from '../smpp-settings.js';

/** IDs that are known without asking: those that receipts are about now. */
const MOST_RECENT = 10_000;
/** IDs that are the same but for case and zeros. */
const MOST_ALIKE = 4;
const MOST_HELD = 10_000;
/** Looks for what is in doubt, at once; what comes meanwhile comes again. */
const MOST_LOOKS = 8;
/** Octets of an ID: SMPP's are 64 at most. */
const LONGEST_ID = 255;
const REPEAT_MS = 500;

interface Held {
  receipt: ReceiptText;
  since: number;
}

type Known = Pick<Kept, 'providerMessageId' | 'reference'>;

export interface IntakeOptions {
  provider: string;
  settings: SmppSettings;
  notices: Notices;
  tell: (receipt: Receipt) => Promise<void>;
}

const NOWHERE: MessageIds = {
  ...{ remember: () => Promise.resolve(), find: () => Promise.resolve([]), of: () => Promise.resolve([]) },
  entries: { get: () => Promise.resolve(undefined), inDoubt: () => Promise.resolve([]) },
  parts: {
    ...{ keep: rejectWithoutHandler, of: () => Promise.resolve([]) },
    ...{ overdue: () => Promise.resolve([]), forget: () => Promise.resolve() },
  },
};

export class SmppReceiptIntake {
  ids = NOWHERE;
  private readonly parts: PartOutcomes;
  /** By their plain IDs. */
  private readonly recent = new Map<string, readonly Known[]>();
  private readonly held = new Map<string, Held>();
  private readonly closed = new AbortController();
  private looks = 0;

  constructor(private readonly options: IntakeOptions) {
    const { provider, notices, tell, settings } = options;
    this.parts = new PartOutcomes({ provider, notices, tell, waitMs: settings.partReceiptsMs }, () => this.ids);
  }

  start(): void {
    this.parts.start();
  }

  /** Resolves once it is kept, and once a receipt that overtook it is told; where that fails, it is tried again behind its back. */
  async learn(messageId: string, reference: string): Promise<void> {
    if (messageId.length > LONGEST_ID) return;
    const plain = plainId(messageId);
    const others = (this.recent.get(plain) ?? []).filter(({ providerMessageId }) => providerMessageId !== messageId);
    putNewest(this.recent, plain, [{ providerMessageId: messageId, reference }, ...others].slice(0, MOST_ALIKE), MOST_RECENT);
    if (!(await this.keep(messageId, reference))) void this.keepLater(messageId, reference);
  }

  /** @returns the status to answer with */
  async receive(receipt: ReceiptText): Promise<number> {
    const { state } = receipt;
    const meant = idsMeant(receipt, this.options.settings.receiptIds);
    if (state === undefined || (meant.length === 0 && receipt.reference === undefined)) {
      // One that can't be read will be no better when it comes again.
      this.options.notices.receipt(`A receipt can’t be read: it names no ${state === undefined ? 'state that is one' : 'message'}`);
      return STATUS.ESME_ROK;
    }
    if (outcomeOf(state) === undefined) return STATUS.ESME_ROK;
    try {
      const known = (await this.find(meant)) ?? (await this.findDoubt(receipt, meant));
      if (typeof known === 'string') return this.hold(receipt, meant, known);
      await this.tell(known, receipt);
      for (const { id } of meant) this.held.delete(plainId(id));
      return STATUS.ESME_ROK;
    } catch {
      return STATUS.ESME_RX_T_APPN;
    }
  }

  /**
   * What the SMSC doesn't mark as a receipt, though it has all of one, may be a message of somebody who would have us believe that: it is a
   * receipt where its ID is of a message of ours, and it comes from whom that went to. @returns undefined where it is a message
   */
  async receiveUnmarked(receipt: ReceiptText): Promise<number | undefined> {
    const known = await this.find(idsMeant(receipt, this.options.settings.receiptIds));
    const of = readReference(known?.reference.split(':')[0] ?? '');
    const entry = of === undefined ? undefined : await this.ids.entries.get(of.entryId);
    return entry !== undefined && isSameNumber(receipt.source, entry.address) ? this.receive(receipt) : undefined;
  }

  /**
   * What a message whose answer was lost is called at the SMSC, as its answer would have said; null where that is not known of all its
   * parts.
   */
  async idOf(reference: string, at: Date): Promise<string | null> {
    const byPlace = new Map<string, string>();
    let total = '1';
    for (const kept of await this.ids.of(this.options.provider, reference, at)) {
      const [place = '1', of = '1'] = kept.reference.split(':')[1]?.split('/') ?? [];
      byPlace.set(place, kept.providerMessageId);
      total = of;
    }
    const ids = Array.from({ length: Number(total) }, (_, i) => byPlace.get(String(i + 1)));
    return ids.includes(undefined) ? null : ids.join(' ');
  }

  close(): void {
    this.closed.abort();
    this.parts.close();
  }

  private async find(meant: readonly Meant[]): Promise<Known | undefined> {
    const asked = new Map<string, Promise<Known[]>>();
    for (const { id, how } of meant) {
      const isIt = ({ providerMessageId }: Known): boolean => providerMessageId === id;
      const plain = plainId(id);
      const recent = (): readonly Known[] => this.recent.get(plain) ?? [];
      const kept = (): Promise<Known[]> => {
        const asking = asked.get(id) ?? this.ids.find(this.options.provider, id);
        asked.set(id, asking);
        return asking;
      };
      // Looked for again, since it may have been learnt meanwhile.
      const exactly = async (): Promise<Known | undefined> => recent().find(isIt) ?? (await kept()).find(isIt) ?? recent().find(isIt);
      const nearly = async (): Promise<Known | undefined> => only([...(await kept()), ...recent()]);
      const found = how === 'exact' ? await exactly() : ((how === 'converted' ? only(recent()) : undefined) ?? (await nearly()));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private async findDoubt(receipt: ReceiptText, meant: readonly Meant[]): Promise<Known | Exclude<Match, object>> {
    if (this.looks >= MOST_LOOKS) return 'later';
    this.looks++;
    try {
      const match = await matchDoubt(receipt, this.ids, this.options.provider, this.options.settings);
      if (typeof match === 'string') return match;
      // Its response may have come since: an ID is kept before its message is no longer in hand.
      const known = await this.find(meant);
      if (known !== undefined) return known;
      const { reference } = match;
      const id = receipt.ids.parameter ?? receipt.ids.text ?? '';
      if (id !== '') await this.learn(id, reference);
      return { providerMessageId: this.options.settings.receiptIds === 'same' ? id : '', reference };
    } finally {
      this.looks--;
    }
  }

  private hold(receipt: ReceiptText, meant: readonly Meant[], match: Exclude<Match, object>): number {
    const keys = [...new Set(meant.map(({ id }) => plainId(id)))];
    const since = keys.map((key) => this.held.get(key)?.since).find((each) => each !== undefined) ?? performance.now();
    if (keys.length === 0 || performance.now() - since > this.options.settings.holdReceiptsMs) {
      const id = maskId(receipt.ids.parameter ?? receipt.ids.text ?? '');
      const why = match === 'several' ? ', and several that are in doubt may be meant' : '';
      this.options.notices.receipt(`A receipt (${receipt.state ?? ''}) is of message ${id}, which nobody knows${why}`);
      for (const key of keys) this.held.delete(key);
      return STATUS.ESME_ROK;
    }
    for (const key of keys) putNewest(this.held, key, { receipt, since }, MOST_HELD);
    return STATUS.ESME_RX_T_APPN;
  }

  private async keep(messageId: string, reference: string): Promise<boolean> {
    try {
      await this.ids.remember(this.options.provider, messageId, reference);
      const key = plainId(messageId);
      const held = this.held.get(key);
      const found = held === undefined ? undefined : await this.find(idsMeant(held.receipt, this.options.settings.receiptIds));
      if (held === undefined || found?.reference !== reference) return true;
      await this.tell(found, held.receipt);
      this.held.delete(key);
      return true;
    } catch {
      return false;
    }
  }

  private async keepLater(messageId: string, reference: string): Promise<void> {
    const { signal } = this.closed;
    do await pause(REPEAT_MS, undefined, { signal, ref: false }).catch(() => undefined);
    while (!signal.aborted && !(await this.keep(messageId, reference)));
  }

  private async tell({ providerMessageId, reference }: Known, { state, error }: ReceiptText): Promise<void> {
    const [whole = '', at] = reference.split(':');
    const of = readReference(whole);
    const status = state === undefined ? undefined : outcomeOf(state);
    if (of === undefined || state === undefined || status === undefined) return;
    const recalled = wasRecalled([state]);
    const reason = status === 'undelivered' ? sayState(state, error) : null;
    if (at !== undefined) {
      const [place = 0, total = 0] = at.split('/').map(Number);
      await this.parts.heard(of, { place, total, outcome: recalled ? 'recalled' : status, reason });
      return;
    }
    await this.options.tell({
      ...{ ...of, status },
      ...(providerMessageId !== '' && { providerMessageId }),
      ...(recalled && { recalled }),
      ...(reason !== null && { reason }),
    });
  }
}

/** Where all are of one attempt. */
function only(known: readonly Known[]): Known | undefined {
  return known.every(({ reference }) => reference === known[0]?.reference) ? known[0] : undefined;
}
