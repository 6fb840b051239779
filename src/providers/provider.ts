// The port between the dispatcher and every provider (Twilio, SMPP, the simulator). The dispatcher relies on the answers below: it
// retries a message only if the vendor documents that it was not accepted. A message with an unclear answer is in doubt and is never sent
// again automatically.

/**
 * One attempt to send one queue entry.
 * @typeParam Content the content for one recipient, as the channel renders it, such as a text
 */
export interface Message<Content = unknown> {
  /** Decimal. A provider returns `entryId.attempt` ({@link referenceOf}) in its receipts. */
  entryId: string;
  /** 1 for the first attempt. */
  attempt: number;
  requestId: string;
  channel: string;
  /** E.164 with `+`. */
  address: string;
  content: Content;
  sender: string | null;
  /** Milliseconds until the entry's expiry, for providers that accept a validity; null = no expiry. */
  validityMs: number | null;
}

export type Answer =
  /** The provider accepted the message. A receipt may follow. */
  | { kind: 'accepted'; providerMessageId: string }
  /** The provider refused the message for good: no further attempt can succeed. */
  | { kind: 'refused'; reason: string }
  /**
   * The vendor documents that the message was not accepted, and a retry may succeed.
   * `throttled`: the provider was asked too fast. If more than a few messages get this answer, the provider's queue slows down.
   * `recipient`: too many messages for this one recipient; the queue does not slow down. `probably`: unless most messages get this answer;
   * then the provider itself is throttled.
   * `retryAfterMs`: the least pause before the retry.
   * `unreachable`: the message was never sent, since the connection failed (refused, not signed in) or the provider refuses everything of
   * the account. It does not count as an attempt.
   * `fault: 'configuration'`: every message will fail until somebody corrects the account or its settings.
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
  /**
   * It is unknown whether the provider accepted the message. A `handOver` that throws, or that does not end at its signal, means the same.
   */
  | { kind: 'unknown'; reason: string };

/** The outcome of an accepted message. A receipt may come before the answer to the hand-over, late, repeatedly, or never. */
export interface Receipt {
  entryId: string;
  attempt: number;
  status: 'delivered' | 'undelivered';
  /** Of an undelivered message: the provider recalled it. It is counted as recalled if the request was cancelled. */
  recalled?: boolean;
  providerMessageId?: string;
  reason?: string;
}

/** A message that a person sent to one of our numbers. */
export interface Inbound {
  providerMessageId: string;
  /** The sender as the provider writes it. The handler reads it like the number of a recipient. */
  from: string;
  /** The notation of `from`, if the provider names it. */
  fromKind?: 'international' | 'national' | 'alphanumeric';
  to: string;
  content: string;
  /** The meaning of the message, if the provider recognised a keyword of its own. */
  wish?: 'stop' | 'start' | 'help';
}

/** An HTTP call of a provider, as it came in. */
export interface CallbackRequest {
  method: string;
  /** The address that the provider called: PUBLIC_URL, then path and query as received. Signatures cover it. */
  url: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
  /** The caller's address, if TRUST_PROXY vouches for it; never a value that any client may write. */
  ip: string;
}

/** 401 or 403 for a call that is not proven to be the provider's: it changed nothing. After a 5xx the provider repeats the call. */
export interface CallbackAnswer {
  status: number;
  contentType?: string;
  body?: string;
}

/** The provider's answer about a message whose hand-over got no clear answer. `absent`: the provider certainly never got it. */
export type Known =
  Answer | { kind: 'absent' } | (Pick<Receipt, 'reason' | 'providerMessageId' | 'recalled'> & { kind: 'delivered' | 'undelivered' });

export interface SentMessage<Content = unknown> extends Pick<Message, 'entryId' | 'attempt' | 'channel' | 'address'> {
  /** Null if the answer of the hand-over was lost. */
  providerMessageId: string | null;
  /** The approximate time of the hand-over: within the length of a lease. */
  at: Date;
  /** For a provider that keeps no reference of ours and is searched by content; undefined if the content is no longer known. */
  content?: Content | undefined;
  /** The sender of the request, for providers that search by it too; absent = the provider's default. */
  sender?: Message['sender'];
}

/**
 * Maps a provider's message ID to an attempt, for providers whose receipts name only that ID. The map is durable and common to all
 * processes.
 */
export interface MessageIds {
  /** Resolves when the entry is durable. A message ID that is used again belongs to the newer attempt. */
  remember(provider: string, providerMessageId: string, reference: string): Promise<void>;
  /** The entries of that ID, and of IDs that differ only in case and leading zeros; the newest first. */
  find(provider: string, providerMessageId: string): Promise<Kept[]>;
  /** The entries of a reference, and of references that begin with it and `:`, of an attempt that left within a lease before `at`. */
  of(provider: string, reference: string, at: Date): Promise<Kept[]>;
  readonly parts: PartReceipts;
  readonly entries: SentEntries;
}

/** A provider's message ID with its reference. */
export interface Kept {
  providerMessageId: string;
  reference: string;
  /** The time of `remember`. */
  at: Date;
}

type Attempt = Pick<Message, 'entryId' | 'attempt'>;

/** The outcome of a part of a long message. */
export interface Part {
  /** 1 to total. */
  place: number;
  total: number;
  outcome: 'delivered' | 'undelivered' | 'recalled';
  reason: string | null;
}

/**
 * For providers that report each part of a long message. Reports are kept until all parts have one, or until the wait for the others is
 * over.
 */
export interface PartReceipts {
  /**
   * Resolves when the report is durable. The first report of a part counts.
   * @returns all known reports of the message's parts
   */
  keep(provider: string, of: Attempt, part: Part, waitMs: number): Promise<Part[]>;
  of(attempt: Attempt): Promise<Part[]>;
  overdue(provider: string): Promise<Attempt[]>;
  forget(attempt: Attempt): Promise<void>;
}

/** Finds the messages to which a receipt with an unknown message ID may belong. */
export interface SentEntries {
  get(entryId: string): Promise<{ address: string; attempt: number; inDoubt: boolean } | undefined>;
  /** Messages of a channel to these addresses that may be this provider's: those in doubt since a time, and leased ones. */
  inDoubt(provider: string, channel: string, addresses: readonly string[], since: Date): Promise<DoubtfulEntry[]>;
}

export interface DoubtfulEntry extends Attempt {
  address: string;
  sender: string | null;
  /** The content that was handed over; undefined if it cannot be rendered any more. */
  content: unknown;
  /** The time when the entry came to be in doubt; null if it is leased now. */
  at: Date | null;
}

/** Numbers of a provider's receipts and messages that could not be read, since the process started. */
export interface Unread {
  /** Receipts that cannot be read, or that belong to no known message. */
  receipts: number;
  /** Inbound messages that are not text; their octets are stored. */
  messages: number;
}

export interface Provider<Content = unknown> {
  /** As shown where an entry says that it was handed over: A–Z, 0–9, `_`. */
  readonly name: string;
  readonly channels: readonly string[];
  /** The tenant that owns the account; absent: the operator's account, for all tenants. */
  readonly tenant?: string;
  /** The most messages that this process may have under way with the provider. */
  readonly maxInFlight: number;
  /** Messages a second over all workers, unless an operator sets another rate limit; 0 = no limit. */
  readonly ratePerSecond: number;
  /**
   * Hands over one message.
   * @param signal aborted when an answer would come too late to be recorded
   */
  handOver(message: Message<Content>, signal: AbortSignal): Promise<Answer>;
  /** Sets the handler of receipts. Its promise resolves when the receipt is stored; only then may the provider be answered. */
  onReceipt(handler: (receipt: Receipt) => Promise<void>): void;
  /** Sets the handler of inbound messages, with the same rule. */
  onInbound?(handler: (inbound: Inbound) => Promise<void>): void;
  /** Sets the store of message IDs, for providers that need one; called before the first hand-over. */
  keepMessageIds?(ids: MessageIds): void;
  /** Handlers of the provider's HTTP calls to `PUBLIC_URL/carriers/{name in lower case}/{key}`. */
  readonly callbacks?: Readonly<Record<string, (request: CallbackRequest) => Promise<CallbackAnswer>>>;
  /**
   * Tests if the account can be used. Sends nothing.
   * @returns the result in one line
   * @throws Error with a plain sentence
   */
  check?(signal: AbortSignal): Promise<string>;
  readonly unread?: Readonly<Unread>;
  /** Asks the provider about a message in doubt. */
  query?(message: SentMessage<Content>, signal: AbortSignal): Promise<Known>;
  /**
   * Asks the provider to recall a message that it accepted and has not sent yet. `recalled`: the provider confirmed it. `too late`: it can
   * never be recalled. `unknown`: ask again. A provider with `recall` also reports recalled messages in `query`.
   */
  recall?(message: SentMessage<Content>, signal: AbortSignal): Promise<'recalled' | 'too late' | 'unknown'>;
  /** Closes the connections at once. The dispatcher waits for messages under way before. */
  close(): Promise<void>;
}

/**
 * The handler of receipts and inbound messages until one is registered: it rejects, so that a message that nobody stores is never
 * acknowledged.
 */
export const rejectWithoutHandler = (): Promise<never> => Promise.reject(new Error('no handler is registered'));

/** The reference of an attempt at a provider. */
export const referenceOf = ({ entryId, attempt }: Pick<Message, 'entryId' | 'attempt'>): string => `${entryId}.${attempt}`;

/** Undefined if the text is not one of our references. */
export function readReference(reference: string): Pick<Message, 'entryId' | 'attempt'> | undefined {
  const [, entryId, attempt] = /^([1-9]\d{0,18})\.([1-9]\d{0,3})$/.exec(reference) ?? [];
  return entryId === undefined ? undefined : { entryId, attempt: Number(attempt) };
}

/** The arguments of every provider, beside its own settings. */
export interface ProviderContext {
  name: string;
  /** The address for its callbacks, without a slash at the end; undefined = the server has no public address, and no receipts come. */
  callbackUrl: string | undefined;
}

/** Injection token of the configured providers, in the order in which a route prefers them. */
export const PROVIDERS = Symbol('PROVIDERS');
