// Texts over Clickatell's One API (https://platform.clickatell.com/v1/message): one message a request, with our reference as
// clientMessageId, which its callbacks repeat. Clickatell has no idempotency key and finds messages by its own ID only, so a message with a
// lost answer stays in doubt until the callback comes.
import { Logger } from '@nestjs/common';
import {
  type Answer,
  type CallbackAnswer,
  type CallbackRequest,
  type Provider,
  type ProviderContext,
  type Inbound,
  type Known,
  type Message,
  rejectWithoutHandler,
  type Receipt,
  referenceOf,
  type SentMessage,
} from '../provider.js';
import type { InboundForm, ReadsInboundForm } from '../inbound-form.js';
import { jsonObject } from '../http/json.js';
import { KnownAddresses } from '../http/known-addresses.js';
import { Outbound, type OutboundAnswer, type OutboundRequest } from '../http/outbound.js';
import { retryAfterMs } from '../http/retry-after.js';
import { answerCallback } from './clickatell-answer.js';
import { CallbackKey, isMessageId, isObject } from './clickatell-callbacks.js';
import { answerOf } from './clickatell-codes.js';
import { readForm } from './clickatell-form.js';
import type { ClickatellSettings } from './clickatell-settings.js';
import { stateOf } from './clickatell-states.js';

const MINUTE_MS = 60_000;
const TOO_MANY_REQUESTS = 429;
const UNREADABLE: Answer = { kind: 'unknown', reason: 'the provider’s answer could not be read' };
/** The names of the SMS API and of the One API; an integration of either kind may know only its own. */
const BALANCES = ['/v1/balance', '/public-client/balance'];

export class Clickatell implements Provider<string>, ReadsInboundForm {
  readonly name: string;
  readonly channels: readonly string[] = ['text'];
  readonly maxInFlight: number;
  readonly ratePerSecond: number;
  readonly callbacks: NonNullable<Provider['callbacks']>;
  readonly inboundForm: InboundForm = { form: 'clickatell', read: (request) => this.messageIn(request) };
  private readonly logger = new Logger('Clickatell');
  private warned = false;
  private readonly outbound: Outbound;
  private readonly key: CallbackKey;
  private readonly addresses: KnownAddresses;
  private takeReceipt: (receipt: Receipt) => Promise<void> = rejectWithoutHandler;
  private takeInbound: (inbound: Inbound) => Promise<void> = rejectWithoutHandler;

  constructor(
    private readonly settings: ClickatellSettings,
    { name }: ProviderContext,
  ) {
    const { hosts, ca, maxInFlight, ratePerSecond, callbackUser, callbackPassword } = settings;
    this.name = name;
    this.maxInFlight = maxInFlight;
    this.ratePerSecond = ratePerSecond;
    this.outbound = new Outbound({ connections: maxInFlight, hosts, ca });
    this.key = new CallbackKey(callbackUser, callbackPassword);
    this.addresses = new KnownAddresses(settings.inboundAddresses);
    this.callbacks = { status: (request) => this.onCallback(request), inbound: (request) => this.onCallback(request) };
  }

  static from(settings: ClickatellSettings, context: ProviderContext): Clickatell {
    return new Clickatell(settings, context);
  }

  onReceipt(handler: (receipt: Receipt) => Promise<void>): void {
    this.takeReceipt = handler;
  }

  onInbound(handler: (inbound: Inbound) => Promise<void>): void {
    this.takeInbound = handler;
  }

  async handOver(message: Message, signal: AbortSignal): Promise<Answer> {
    const outcome = await this.outbound.send(this.request('POST', '/v1/message', { messages: [this.wire(message)] }), signal);
    switch (outcome.kind) {
      case 'not sent':
        return { kind: 'temporary', unreachable: true, reason: outcome.reason };
      case 'lost':
        return { kind: 'unknown', reason: outcome.reason };
      case 'answer':
        return read(outcome);
    }
  }

  async check(signal: AbortSignal): Promise<string> {
    for (const path of BALANCES) {
      const outcome = await this.outbound.send(this.request('GET', path), signal);
      if (outcome.kind !== 'answer') throw new Error(`${this.name} can't be reached: ${outcome.reason}.`);
      const { error, balance, currency } = jsonObject(outcome.body) ?? {};
      const number = codeOf(error);
      if (number === 41 || outcome.status === 404) continue;
      if (number !== undefined) throw new Error(`${this.name} refused: ${reasonOf(answerOf(number, undefined))} (error ${number}).`);
      if (outcome.status !== 200 || typeof balance !== 'number') break;
      return `the account can be used; its balance is ${balance}${typeof currency === 'string' ? ` ${currency.slice(0, 3)}` : ''}`;
    }
    throw new Error(`${this.name} gave no balance: check the API key, and that baseUrl is Clickatell's.`);
  }

  async query({ providerMessageId }: SentMessage, signal: AbortSignal): Promise<Known> {
    if (providerMessageId === null) return { kind: 'unknown', reason: 'the provider finds a message by its own ID only' };
    const outcome = await this.outbound.send(this.request('GET', `/v1/message/${encodeURIComponent(providerMessageId)}`), signal);
    if (outcome.kind !== 'answer') return { kind: 'unknown', reason: outcome.reason };
    const { sms } = jsonObject(outcome.body) ?? {};
    const state = stateOf(isObject(sms) ? sms.status : undefined);
    switch (state?.meaning) {
      case 'delivered':
      case 'undelivered':
        return { kind: state.meaning, providerMessageId, ...(state.reason !== undefined && { reason: state.reason }) };
      case 'under way':
        return { kind: 'accepted', providerMessageId };
      case 'not known':
      case undefined:
        // Clickatell forgets messages: an unknown message may have existed.
        return { kind: 'unknown', reason: 'the provider does not know it' };
    }
  }

  close(): Promise<void> {
    return this.outbound.close();
  }

  /** The form of the HTTP API has no signature. It is proven by the callbacks' user and password, or by a known address. */
  private messageIn(request: CallbackRequest): Inbound | undefined {
    return this.key.verifies(request) || this.addresses.has(request.ip) ? readForm(request.body) : undefined;
  }

  private onCallback(request: CallbackRequest): Promise<CallbackAnswer> {
    const handlers = { receipt: (receipt: Receipt) => this.takeReceipt(receipt), inbound: (inbound: Inbound) => this.takeInbound(inbound) };
    return answerCallback(request, this.key, handlers, (fields) => {
      // Logged once, since the entered address stays the same.
      if (!this.warned) this.logger.warn(`${this.name}: a callback in a form that is not known, refused (${shown(fields)})`);
      this.warned = true;
    });
  }

  private wire(message: Message): object {
    const { address, content, sender, validityMs } = message;
    const from = sender ?? this.settings.from;
    return {
      channel: 'sms',
      to: address.slice(1),
      ...(from !== undefined && { from: from.replace(/^\+/, '') }),
      content,
      clientMessageId: referenceOf(message),
      ...(this.settings.passValidity && validityMs !== null && { validityPeriod: Math.max(1, Math.floor(validityMs / MINUTE_MS)) }),
    };
  }

  private request(method: 'GET' | 'POST', path: string, body?: object): OutboundRequest {
    const headers = { authorization: this.settings.apiKey, accept: 'application/json' };
    const url = this.settings.baseUrl.replace(/\/$/, '') + path;
    if (body === undefined) return { method, url, headers };
    return { method, url, headers: { ...headers, 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(body) };
  }
}

/** The answer to a send, if it is JSON in the documented form; any other answer says nothing about the message. */
function read(answer: OutboundAnswer): Answer {
  const { status, body } = answer;
  const later = retryAfterMs(answer);
  const parsed = jsonObject(body) ?? {};
  const [message] = Array.isArray(parsed.messages) ? (parsed.messages as unknown[]) : [];
  if (isObject(message)) {
    const { accepted, apiMessageId, error } = message;
    if (accepted === true && isMessageId(apiMessageId) && status < 300) return { kind: 'accepted', providerMessageId: apiMessageId };
    const number = codeOf(error);
    if (accepted === false && number !== undefined) return answerOf(number, false, later);
    return UNREADABLE;
  }
  const number = codeOf(parsed.error);
  if (number !== undefined && status >= 400) return answerOf(number, undefined, later);
  // By HTTP itself (RFC 6585) the request was not served.
  if (status === TOO_MANY_REQUESTS) return answerOf(43, undefined, later);
  return status >= 200 && status < 300 ? UNREADABLE : { kind: 'unknown', reason: `the provider answered with HTTP ${status}` };
}

/** Names of fields alone, as many as fit into a line. */
const shown = (fields: readonly string[]): string =>
  fields.length === 0
    ? 'no fields'
    : fields
        .slice(0, 12)
        .map((name) => name.replace(/[^\w.-]/g, '').slice(0, 24))
        .join(', ');

const reasonOf = (answer: Answer): string => ('reason' in answer ? answer.reason : '');

const codeOf = (error: unknown): number | undefined => (isObject(error) && typeof error.code === 'number' ? error.code : undefined);
