// Vonage (formerly Nexmo): texts by its SMS API, calls that read the message out by its Voice API. docs/guides/providers/vonage.md says
// when a message is in doubt.
import { jsonObject } from '../http/json.js';
import { Outbound, type OutboundRequest, type Outcome } from '../http/outbound.js';
import type { InboundForm, ReadsInboundForm } from '../inbound-form.js';
import type { Answer, Inbound, Known, Message, Provider, ProviderContext, Receipt, SentMessage } from '../provider.js';
import { VonageCallbacks } from './callbacks.js';
import { callState, callUrl, recordState, recordsUrl } from './look-up.js';
import { textAnswer, textForm } from './text.js';
import { Application, callAnswer, callBody } from './voice.js';
import { type VonageSettings, vonageSettings } from './vonage-settings.js';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const COMMON = { accept: JSON_TYPE, 'user-agent': 'engagement-server' };

export class Vonage implements Provider<string>, ReadsInboundForm {
  readonly name: string;
  readonly channels: readonly string[];
  readonly maxInFlight: number;
  readonly ratePerSecond: number;
  readonly callbacks: NonNullable<Provider['callbacks']>;
  readonly inboundForm: InboundForm = { form: 'nexmo', read: (request) => this.receiver.messageIn(request) };
  private readonly outbound: Outbound;
  private readonly application: Application | undefined;
  private readonly receiver: VonageCallbacks;

  private constructor(
    private readonly settings: VonageSettings,
    { name, callbackUrl }: ProviderContext,
  ) {
    const { maxInFlight, ratePerSecond, hosts, ca, signatureSecret, requireSignature } = settings;
    this.name = name;
    this.application = Application.from(name, settings);
    const texts = settings.apiKey !== '';
    this.channels = [...(texts ? ['text' as const] : []), ...(this.application === undefined ? [] : ['voice' as const])];
    this.maxInFlight = maxInFlight;
    this.ratePerSecond = ratePerSecond;
    this.outbound = new Outbound({ connections: maxInFlight, hosts, ...(ca !== undefined && { ca }) });
    this.receiver = new VonageCallbacks(settings, name);
    this.callbacks = {
      receipts: (request) => this.receiver.text(request),
      voice: (request) => this.receiver.event(request),
      inbound: (request) => this.receiver.text(request),
    };
    // Callbacks that would be refused are not requested.
    this.callbackUrl = requireSignature && signatureSecret === undefined ? undefined : callbackUrl;
  }

  private readonly callbackUrl: string | undefined;

  /** @throws StartupError that names the wrong or missing setting */
  static from(settings: object, context: ProviderContext): Vonage {
    return new Vonage(vonageSettings(context.name, settings), context);
  }

  async handOver(message: Message<string>, signal: AbortSignal): Promise<Answer> {
    const application = this.application;
    if (message.channel === 'text') {
      const body = textForm(message, this.settings, this.callback('receipts'));
      return receiver(await this.post(`${this.settings.baseUrl}/sms/json`, FORM, body, {}, signal), textAnswer);
    }
    if (application === undefined) return { kind: 'refused', reason: 'no Vonage application is configured for calls' };
    const body = callBody(message, this.settings, this.callback('voice'));
    const authorization = { authorization: `Bearer ${application.token()}` };
    return receiver(await this.post(`${this.settings.voiceUrl}/v1/calls`, JSON_TYPE, body, authorization, signal), callAnswer);
  }

  onReceipt(handler: (receipt: Receipt) => Promise<void>): void {
    this.receiver.onReceipt = handler;
  }

  onInbound(handler: (inbound: Inbound) => Promise<void>): void {
    this.receiver.onInbound = handler;
  }

  /** Reading the balance needs the key and secret; reading an empty list of calls needs the application and its key. */
  async check(signal: AbortSignal): Promise<string> {
    const texts = this.settings.apiKey === '' ? 'No API key is configured, so no texts' : await this.balance(signal);
    if (this.application === undefined) return `${texts}; no application is configured, so no calls.`;
    const calls = `${this.settings.voiceUrl}/v1/calls?page_size=1`;
    found('the application’s calls', await this.get(calls, `Bearer ${this.application.token()}`, signal));
    return `${texts}; the application may call.`;
  }

  async query(message: SentMessage<string>, signal: AbortSignal): Promise<Known> {
    const { channel, providerMessageId } = message;
    if (channel === 'text') {
      if (!this.settings.reports) return { kind: 'unknown', reason: 'the Reports API is switched off' };
      return known(await this.get(recordsUrl(this.settings, message), this.basic(), signal), (answer) => recordState(answer, message));
    }
    if (this.application === undefined || providerMessageId === null)
      return { kind: 'unknown', reason: 'Vonage finds a call by its ID alone' };
    const url = callUrl(this.settings, providerMessageId);
    return known(await this.get(url, `Bearer ${this.application.token()}`, signal), (answer) => callState(answer, providerMessageId));
  }

  close(): Promise<void> {
    return this.outbound.close();
  }

  private callback(key: string): string | undefined {
    return this.callbackUrl === undefined ? undefined : `${this.callbackUrl}/${key}`;
  }

  private async balance(signal: AbortSignal): Promise<string> {
    const balance = await this.get(`${this.settings.baseUrl}/account/get-balance`, this.basic(), signal);
    const value = jsonObject(found('the account’s balance', balance))?.value;
    if (typeof value !== 'number') throw new Error('The account’s balance could not be understood.');
    return `The account has ${value.toFixed(2)} EUR`;
  }

  private basic(): string {
    const { apiKey, apiSecret } = this.settings;
    return `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`;
  }

  private post(url: string, type: string, body: string, more: OutboundRequest['headers'], signal: AbortSignal): Promise<Outcome> {
    return this.outbound.send({ method: 'POST', url, headers: { ...COMMON, 'content-type': type, ...more }, body }, signal);
  }

  private get(url: string, authorization: string, signal: AbortSignal): Promise<Outcome> {
    return this.outbound.send({ method: 'GET', url, headers: { ...COMMON, authorization } }, signal);
  }
}

type Answered = Extract<Outcome, { kind: 'answer' }>;

/** A request that never left may be sent later; one that may have arrived is in doubt. */
function receiver(outcome: Outcome, read: (answer: Answered) => Answer): Answer {
  switch (outcome.kind) {
    case 'answer':
      return read(outcome);
    case 'not sent':
      return { kind: 'temporary', unreachable: true, reason: `Vonage could not be reached: ${outcome.reason}` };
    case 'lost':
      return { kind: 'unknown', reason: `Vonage’s answer was lost: ${outcome.reason}` };
  }
}

const known = (outcome: Outcome, read: (answer: Answered) => Known): Known =>
  outcome.kind === 'answer' ? read(outcome) : { kind: 'unknown', reason: `Vonage could not be asked: ${outcome.reason}` };

/** @throws Error in a sentence */
function found(what: string, outcome: Outcome): string {
  if (outcome.kind !== 'answer') throw new Error(`Vonage could not be reached: ${outcome.reason}.`);
  if (outcome.status === 401 || outcome.status === 403) throw new Error(`Vonage refused to show ${what}: the credentials are not correct.`);
  if (outcome.status !== 200) throw new Error(`Vonage answered HTTP ${outcome.status} instead of ${what}.`);
  return outcome.body;
}
