// Twilio: texts by its Messages, calls by its Calls resource, receipts by signed status callbacks (docs/guides/providers/twilio.md).
import {
  type Answer,
  type Provider,
  type ProviderContext,
  type Inbound,
  type Known,
  type Message,
  type Receipt,
  referenceOf,
  type SentMessage,
} from '../provider.js';
import type { InboundForm, ReadsInboundForm } from '../inbound-form.js';
import { answerOf, errorCodeOf, isSid, jsonOf, knownOf, readResource } from './twilio-answers.js';
import { type Kind, TwilioApi } from './twilio-api.js';
import { TwilioCallbacks } from './twilio-callbacks.js';
import { reasonOf } from './twilio-codes.js';
import type { TwilioSettings } from './twilio-settings.js';

const NUMBER = /^\+[1-9]\d{6,14}$/;
/** A lost message is searched among those that were created within this time of its hand-over: a lease, and a difference of clocks. */
const AROUND_MS = 10 * 60_000;
/** The least age at which an unlisted message certainly does not exist: a list may lag. */
const SETTLED_MS = 15 * 60_000;
/** Codes of messages that cannot be cancelled any more: https://www.twilio.com/docs/api/errors/30409 and 21220. */
const TOO_LATE: readonly (number | undefined)[] = [30409, 21220];
const STARTED: readonly string[] = [
  'in-progress',
  'completed',
  'busy',
  'failed',
  'no-answer',
  'sending',
  'sent',
  'delivered',
  'undelivered',
];

const kindOf = (channel: string): Kind => (channel === 'voice' ? 'Calls' : 'Messages');

export class Twilio implements Provider<string>, ReadsInboundForm {
  readonly name: string;
  readonly channels: readonly string[];
  readonly maxInFlight: number;
  readonly ratePerSecond: number;
  readonly callbacks: TwilioCallbacks['byKey'];
  readonly inboundForm: InboundForm = { form: 'twilio', read: (request) => this.incoming.messageIn(request) };
  private readonly api: TwilioApi;
  private readonly incoming: TwilioCallbacks;
  private readonly caller: string | undefined;
  private readonly receiptsUrl: string | undefined;

  constructor(settings: TwilioSettings, { name, callbackUrl }: ProviderContext) {
    const { from, messagingServiceSid, voiceFrom, authToken } = settings;
    this.name = name;
    this.maxInFlight = settings.maxInFlight;
    this.ratePerSecond = settings.ratePerSecond;
    this.api = new TwilioApi(settings);
    this.incoming = new TwilioCallbacks(authToken);
    this.callbacks = this.incoming.byKey;
    this.caller = voiceFrom ?? (from !== undefined && NUMBER.test(from) ? from : undefined);
    const texts = from !== undefined || messagingServiceSid !== undefined;
    this.channels = [...(texts ? ['text' as const] : []), ...(this.caller === undefined ? [] : ['voice' as const])];
    // Without an auth token callbacks could not be verified, so none are requested.
    this.receiptsUrl = callbackUrl === undefined || authToken === undefined ? undefined : `${callbackUrl}/receipts`;
  }

  /** @param settings validated */
  static from(settings: TwilioSettings, context: ProviderContext): Twilio {
    return new Twilio(settings, context);
  }

  onReceipt(handler: (receipt: Receipt) => Promise<void>): void {
    this.incoming.receipts = handler;
  }

  onInbound(handler: (inbound: Inbound) => Promise<void>): void {
    this.incoming.inbound = handler;
  }

  async handOver(message: Message<string>, signal: AbortSignal): Promise<Answer> {
    const callback = this.receiptsUrl && `${this.receiptsUrl}?ref=${referenceOf(message)}`;
    if (message.channel === 'text') return answerOf(await this.api.text(message, callback, signal));
    // The sender of a text may be letters or a short code, which cannot start a call.
    const caller = message.sender !== null && NUMBER.test(message.sender) ? message.sender : this.caller;
    if (caller === undefined) return { kind: 'refused', reason: 'no caller' };
    return answerOf(await this.api.call(message, caller, callback, signal));
  }

  async check(signal: AbortSignal): Promise<string> {
    const outcome = await this.api.look(signal);
    if (outcome.kind !== 'answer') throw new Error(`Twilio was not reached: ${outcome.reason}.`);
    const code = errorCodeOf(outcome);
    if (outcome.status === 401 || outcome.status === 403)
      throw new Error(
        `Twilio does not accept these credentials${code === undefined ? '' : ` (error ${code})`}: see docs/guides/providers/twilio.md.`,
      );
    const seen = outcome.status === 200 ? jsonOf(outcome) : undefined;
    if (seen === undefined) throw new Error(`Twilio gave an answer that is not its API’s (HTTP ${outcome.status}): see baseUrl.`);
    if (Array.isArray(seen.messages)) return 'The API key is accepted.';
    if (seen.status !== 'active') throw new Error('The Twilio account is not active: see its console.');
    return `The account is active${seen.type === 'Trial' ? ': a trial, which sends to verified numbers only' : ''}.`;
  }

  async query(sent: SentMessage<string>, signal: AbortSignal): Promise<Known> {
    const kind = kindOf(sent.channel);
    if (sent.providerMessageId === null) return this.search(kind, sent, signal);
    if (!isSid(sent.providerMessageId)) return { kind: 'unknown', reason: 'not an ID of this provider' };
    const outcome = await this.api.fetch(kind, sent.providerMessageId, signal);
    const found = outcome.kind === 'answer' && outcome.status === 200 ? readResource(jsonOf(outcome)) : undefined;
    return found === undefined ? notSeen(outcome) : knownOf(found);
  }

  async recall({ channel, providerMessageId }: SentMessage<string>, signal: AbortSignal): Promise<'recalled' | 'too late' | 'unknown'> {
    if (providerMessageId === null || !isSid(providerMessageId)) return 'unknown';
    const outcome = await this.api.cancel(kindOf(channel), providerMessageId, signal);
    if (outcome.kind !== 'answer') return 'unknown';
    if (TOO_LATE.includes(errorCodeOf(outcome))) return 'too late';
    const status = outcome.status === 200 ? readResource(jsonOf(outcome))?.status : undefined;
    if (status === 'canceled') return 'recalled';
    return status !== undefined && STARTED.includes(status) ? 'too late' : 'unknown';
  }

  async close(): Promise<void> {
    await this.api.close();
  }

  /**
   * Twilio keeps no reference of ours. So the messages to the number at that time are the only evidence. None: the message never arrived.
   * One with the same content: it is this message. Any other result may belong to another request.
   */
  private async search(kind: Kind, { address, at, content }: SentMessage<string>, signal: AbortSignal): Promise<Known> {
    const outcome = await this.api.listTo(kind, address, signal);
    const page = outcome.kind === 'answer' && outcome.status === 200 ? jsonOf(outcome) : undefined;
    const listed = page?.[kind === 'Calls' ? 'calls' : 'messages'];
    if (page === undefined || !Array.isArray(listed)) return notSeen(outcome);
    const around = listed
      .map(readResource)
      .filter((each) => each === undefined || (each.isOutgoing && !(Math.abs(each.createdAt - at.getTime()) > AROUND_MS)));
    const same = content === undefined ? [] : around.filter((each) => each?.body === content);
    const [only] = same;
    if (only !== undefined && same.length === 1) return knownOf(only);
    if (around.length > 0) return { kind: 'unknown', reason: 'other messages to the number at that time' };
    if (page.next_page_uri !== null || Date.now() - at.getTime() < SETTLED_MS) return { kind: 'unknown', reason: 'not listed yet' };
    return { kind: 'absent' };
  }
}

function notSeen(outcome: Awaited<ReturnType<TwilioApi['fetch']>>): Known {
  if (outcome.kind !== 'answer') return { kind: 'unknown', reason: outcome.reason };
  const code = errorCodeOf(outcome);
  return { kind: 'unknown', reason: code === undefined ? `HTTP ${outcome.status}` : reasonOf(code) };
}
