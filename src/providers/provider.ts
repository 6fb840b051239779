// The port behind which every provider sits (Twilio, SMPP, the simulator). What a provider may answer is what the dispatcher may
// conclude: only what is documented as not accepted is tried again; whatever is unclear is in doubt and never sent again by itself.

/** One attempt to send one queue entry. @typeParam Content what the channel renders for one recipient, such as a text */
export interface Message<Content = unknown> {
  /** Decimal; `entryId.attempt` ({@link referenceOf}) is what a provider echoes in its receipts. */
  entryId: string;
  /** 1 for the first attempt. */
  attempt: number;
  requestId: string;
  channel: string;
  /** E.164 with `+`. */
  address: string;
  content: Content;
  sender: string | null;
  /** Milliseconds until its expiry, for providers that can be told; null = none. */
  validityMs: number | null;
}

export type Answer =
  /** Taken over; from here on a receipt may follow. */
  | { kind: 'accepted'; providerMessageId: string }
  /** Refused for good: no further attempt can help. */
  | { kind: 'refused'; reason: string }
  /**
   * Documented as not accepted, and worth another try. `throttled`: too fast for the provider; where it says so to more than a few, its
   * queue slows down. `recipient`: too much for this one recipient, which slows nobody; `probably`: unless most answers say it, then it is
   * the provider. `retryAfterMs`: not sooner. `unreachable`: it was never sent, since nobody is there (connection refused, not signed in)
   * or nothing of the account is taken: not an attempt. `fault: 'configuration'`: so it is until somebody mends the account or its
   * settings.
   */
  | {
      kind: 'temporary';
      reason: string;
      throttled?: boolean;
      recipient?: 'certainly' | 'probably';
      retryAfterMs?: number;
      unreachable?: boolean;
      fault?: 'configuration';
    }
  /** Nobody can say whether it was accepted. A handOver that throws or outlives its signal means the same. */
  | { kind: 'unknown'; reason: string };

/** What became of an accepted message. May overtake the answer to its hand-over, be repeated, late, or never come. */
export interface Receipt {
  entryId: string;
  attempt: number;
  status: 'delivered' | 'undelivered';
  /** Of what is undelivered: it was taken back. Counted apart where a cancel asked for it. */
  recalled?: boolean;
  providerMessageId?: string;
  reason?: string;
}

/** A message that someone sent to one of our numbers. */
export interface Inbound {
  providerMessageId: string;
  /** As the provider writes it: whoever takes it reads it as recipients are read. */
  from: string;
  /** What the provider says of how it is written; absent where it doesn't. */
  fromKind?: 'international' | 'national' | 'alphanumeric';
  to: string;
  content: string;
  /** What the provider has taken it for, by keywords of its own. */
  wish?: 'stop' | 'start' | 'help';
}

/** A provider's HTTP call to us, as it came in. */
export interface CallbackRequest {
  method: string;
  /** As the provider called it: PUBLIC_URL, then path and query as received. Signatures cover it. */
  url: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
  /** Of the caller, where TRUST_PROXY vouches for it; never what any client may write. */
  ip: string;
}

/** 401 or 403 for what isn't the provider's: nothing was changed by it. A 5xx makes it repeat the call. */
export interface CallbackAnswer {
  status: number;
  contentType?: string;
  body?: string;
}

/** What a provider knows of a message whose answer was lost. `absent`: it certainly never got it. */
export type Known =
  Answer | { kind: 'absent' } | (Pick<Receipt, 'reason' | 'providerMessageId' | 'recalled'> & { kind: 'delivered' | 'undelivered' });

export interface SentMessage<Content = unknown> extends Pick<Message, 'entryId' | 'attempt' | 'channel' | 'address'> {
  /** Null where its answer was lost. */
  providerMessageId: string | null;
  /** When it was handed over, roughly: within a lease of this. */
  at: Date;
  /** For a provider that keeps no reference of ours, and is searched for what it was given; undefined where it is no longer known. */
  content?: Content | undefined;
  /** The request's own, for providers that know a message by it too; absent = the provider's default. */
  sender?: Message['sender'];
}

/**
 * Which attempt a provider's message ID is of, for providers whose receipts name that ID alone. Outlives the process, known to all of them.
 */
export interface MessageIds {
  /** Resolves once it is durable. An ID that comes round again is the newer attempt's. */
  remember(provider: string, providerMessageId: string, reference: string): Promise<void>;
  /** That ID, and those that are the same but for case and leading zeros; the newest first. */
  find(provider: string, providerMessageId: string): Promise<Kept[]>;
  /** What was remembered of a reference, and of those that begin with it and `:`, by an attempt that left within a lease before `at`. */
  of(provider: string, reference: string, at: Date): Promise<Kept[]>;
  readonly parts: PartReceipts;
  readonly entries: SentEntries;
}

/** A provider's message ID, and what it is of. */
export interface Kept {
  providerMessageId: string;
  reference: string;
  /** When it was remembered. */
  at: Date;
}

type Attempt = Pick<Message, 'entryId' | 'attempt'>;

/** What became of a part of a long message. */
export interface Part {
  /** 1 … total. */
  place: number;
  total: number;
  outcome: 'delivered' | 'undelivered' | 'recalled';
  reason: string | null;
}

/** For providers that say what became of each part of a long message: kept until all have, or the others were waited for long enough. */
export interface PartReceipts {
  /** Resolves once it is durable; of what is said twice the first counts. @returns all that is known of the message's parts by now */
  keep(provider: string, of: Attempt, part: Part, waitMs: number): Promise<Part[]>;
  of(attempt: Attempt): Promise<Part[]>;
  overdue(provider: string): Promise<Attempt[]>;
  forget(attempt: Attempt): Promise<void>;
}

/** For receipts whose message ID nobody knows: what they may be about. */
export interface SentEntries {
  get(entryId: string): Promise<{ address: string; attempt: number; inDoubt: boolean } | undefined>;
  /** Messages of a channel to these addresses that are in doubt since a moment and may be this provider's, and those in hand. */
  inDoubt(provider: string, channel: string, addresses: readonly string[], since: Date): Promise<DoubtfulEntry[]>;
}

export interface DoubtfulEntry extends Attempt {
  address: string;
  sender: string | null;
  /** What was handed over; undefined where it cannot be made any more. */
  content: unknown;
  /** When it came to be in doubt; null: it is in hand now. */
  at: Date | null;
}

/** What a provider was brought and could make nothing of, since the process started. */
export interface Unread {
  /** Receipts that can't be read, or that are of no message that is known. */
  receipts: number;
  /** Inbound messages that are no text, and are kept as octets. */
  messages: number;
}

export interface Provider<Content = unknown> {
  /** As shown where an entry says that it was handed over: A–Z, 0–9, `_`. */
  readonly name: string;
  readonly channels: readonly string[];
  /** Whose own it is; absent: the operator's, for all tenants. */
  readonly tenant?: string;
  /** Most messages that this process may have under way with it at once. */
  readonly maxInFlight: number;
  /** Messages a second over all workers together, unless an operator sets another rate limit; 0 = no limit. */
  readonly ratePerSecond: number;
  /** @param signal aborted when an answer would come too late to be recorded */
  handOver(message: Message<Content>, signal: AbortSignal): Promise<Answer>;
  /** Where receipts go. The promise resolves once the receipt is stored; only then may the provider be told so. */
  onReceipt(handler: (receipt: Receipt) => Promise<void>): void;
  /** Where inbound messages go; the same. */
  onInbound?(handler: (inbound: Inbound) => Promise<void>): void;
  /** Where it keeps its message IDs, if it needs to; said before anything is handed over. */
  keepMessageIds?(ids: MessageIds): void;
  /** HTTP calls of the provider to `PUBLIC_URL/carriers/{name in lower case}/{key}`. */
  readonly callbacks?: Readonly<Record<string, (request: CallbackRequest) => Promise<CallbackAnswer>>>;
  /** Whether the account can be used; sends nothing. @returns what it found, in a line. @throws Error with a plain sentence */
  check?(signal: AbortSignal): Promise<string>;
  readonly unread?: Readonly<Unread>;
  /** What it knows of a message that is in doubt. */
  query?(message: SentMessage<Content>, signal: AbortSignal): Promise<Known>;
  /**
   * Asks to take back what was accepted and not yet sent. Only what it confirms is `recalled`; `too late`: it never will. A provider that
   * has this says in a query, too, what was taken back.
   */
  recall?(message: SentMessage<Content>, signal: AbortSignal): Promise<'recalled' | 'too late' | 'unknown'>;
  /** Waits for nothing: whatever is under way is the dispatcher's business. */
  close(): Promise<void>;
}

/** The handler of receipts and inbound messages until one is registered: what nobody stores is never acknowledged. */
export const nobodyListens = (): Promise<never> => Promise.reject(new Error('no handler is registered'));

/** What an attempt is called at a provider. */
export const referenceOf = ({ entryId, attempt }: Pick<Message, 'entryId' | 'attempt'>): string => `${entryId}.${attempt}`;

/** Undefined for what never was one of ours. */
export function readReference(reference: string): Pick<Message, 'entryId' | 'attempt'> | undefined {
  const [, entryId, attempt] = /^([1-9]\d{0,18})\.([1-9]\d{0,3})$/.exec(reference) ?? [];
  return entryId === undefined ? undefined : { entryId, attempt: Number(attempt) };
}

/** What every provider is made with, beside its own settings. */
export interface ProviderContext {
  name: string;
  /** Where its callbacks reach this server, without a slash at the end; undefined = they don't, and no receipts come. */
  callbackUrl: string | undefined;
}

/** Injection token of the configured providers, in the order in which a route prefers them. */
export const PROVIDERS = Symbol('PROVIDERS');
