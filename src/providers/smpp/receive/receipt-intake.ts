// Finds the attempt of a receipt: by its message ID, in this process's memory or in the database; if the ID is unknown, among texts in
// doubt. A receipt without an attempt (yet) is kept, and the SMSC is asked to repeat it. After a while it is acknowledged, logged and
// counted.
import { setTimeout as pause } from 'node:timers/promises';
import { plainId } from '../../../platform/message-id.js';
import { type Kept, type MessageIds, rejectWithoutHandler, readReference, type Receipt } from '../../provider.js';
import { isSameNumber, type Match, matchDoubt } from './doubt-match.js';
import { putNewest } from './newest.js';
import { maskId, type Notices } from './notices.js';
import { PartOutcomes } from './part-outcomes.js';
import { idsMeant, type Meant, outcomeOf, type ReceiptText, describeState, wasRecalled } from './receipt.js';
import { STATUS } from '../wire/smpp-codes.js';
import type { SmppSettings } from '../smpp-settings.js';

/** IDs that are kept in memory: the most recent ones. */
const MOST_RECENT = 10_000;
/** IDs that differ only in case and zeros. */
const MOST_ALIKE = 4;
const MOST_HELD = 10_000;
/** Concurrent searches among texts in doubt; further receipts have to be repeated. */
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
  report: (receipt: Receipt) => Promise<void>;
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
  /** By the normalised ID. */
  private readonly recent = new Map<string, readonly Known[]>();
  private readonly held = new Map<string, Held>();
  private readonly closed = new AbortController();
  private looks = 0;

  constructor(private readonly options: IntakeOptions) {
    const { provider, notices, report, settings } = options;
    this.parts = new PartOutcomes({ provider, notices, report, waitMs: settings.partReceiptsMs }, () => this.ids);
  }

  start(): void {
    this.parts.start();
  }

  /** Resolves when the ID is stored, and when a receipt that came before it is reported. If that fails, it is retried in the background. */
  async learn(messageId: string, reference: string): Promise<void> {
    if (messageId.length > LONGEST_ID) return;
    const plain = plainId(messageId);
    const others = (this.recent.get(plain) ?? []).filter(({ providerMessageId }) => providerMessageId !== messageId);
    putNewest(this.recent, plain, [{ providerMessageId: messageId, reference }, ...others].slice(0, MOST_ALIKE), MOST_RECENT);
    if (!(await this.keep(messageId, reference))) void this.keepLater(messageId, reference);
  }

  /** @returns the status of the response */
  async receive(receipt: ReceiptText): Promise<number> {
    const { state } = receipt;
    const meant = idsMeant(receipt, this.options.settings.receiptIds);
    if (state === undefined || (meant.length === 0 && receipt.reference === undefined)) {
      // A repeat of an unreadable receipt would be unreadable too.
      this.options.notices.receipt(`A receipt can’t be read: it has no ${state === undefined ? 'valid state' : 'message ID'}`);
      return STATUS.ESME_ROK;
    }
    if (outcomeOf(state) === undefined) return STATUS.ESME_ROK;
    try {
      const known = (await this.find(meant)) ?? (await this.findDoubt(receipt, meant));
      if (typeof known === 'string') return this.hold(receipt, meant, known);
      await this.report(known, receipt);
      for (const { id } of meant) this.held.delete(plainId(id));
      return STATUS.ESME_ROK;
    } catch {
      return STATUS.ESME_RX_T_APPN;
    }
  }

  /**
   * A PDU that is not marked as a receipt, though it has all fields of one, may be a forged message of a person. It counts as a receipt if
   * its ID belongs to one of our messages and it comes from the recipient of that message.
   * @returns undefined if it is a message
   */
  async receiveUnmarked(receipt: ReceiptText): Promise<number | undefined> {
    const known = await this.find(idsMeant(receipt, this.options.settings.receiptIds));
    const of = readReference(known?.reference.split(':')[0] ?? '');
    const entry = of === undefined ? undefined : await this.ids.entries.get(of.entryId);
    return entry !== undefined && isSameNumber(receipt.source, entry.address) ? this.receive(receipt) : undefined;
  }

  /** The message ID of a message whose response was lost, in the form of a response; null if the ID of one of its parts is unknown. */
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
      // Searched again, since the ID may have been learnt meanwhile.
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
      // The response may have come meanwhile: an ID is stored before its message is no longer leased.
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
      const why = match === 'several' ? ' (several messages in doubt match)' : '';
      this.options.notices.receipt(`A receipt (${receipt.state ?? ''}) is for the unknown message ${id}${why}`);
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
      await this.report(found, held.receipt);
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

  private async report({ providerMessageId, reference }: Known, { state, error }: ReceiptText): Promise<void> {
    const [whole = '', at] = reference.split(':');
    const of = readReference(whole);
    const status = state === undefined ? undefined : outcomeOf(state);
    if (of === undefined || state === undefined || status === undefined) return;
    const recalled = wasRecalled([state]);
    const reason = status === 'undelivered' ? describeState(state, error) : null;
    if (at !== undefined) {
      const [place = 0, total = 0] = at.split('/').map(Number);
      await this.parts.add(of, { place, total, outcome: recalled ? 'recalled' : status, reason });
      return;
    }
    await this.options.report({
      ...{ ...of, status },
      ...(providerMessageId !== '' && { providerMessageId }),
      ...(recalled && { recalled }),
      ...(reason !== null && { reason }),
    });
  }
}

/** The first one, if all belong to the same attempt. */
function only(known: readonly Known[]): Known | undefined {
  return known.every(({ reference }) => reference === known[0]?.reference) ? known[0] : undefined;
}
