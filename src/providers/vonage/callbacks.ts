// Vonage's callbacks: receipts of texts, events of calls, and inbound texts. A callback is not read before its proof. The content decides
// if a callback about texts is a receipt or a message, not its address. A callback about another's message, or without a final state, is
// acknowledged and changes nothing. Vonage repeats a callback that could not be stored.
import { jsonObject } from '../http/json.js';
import { KnownAddresses } from '../http/known-addresses.js';
import type { CallbackAnswer, CallbackRequest, Inbound, Receipt } from '../provider.js';
import { rejectWithoutHandler, readReference } from '../provider.js';
import { textOf } from './json.js';
import { Proof, type Refusal } from './proof.js';
import { isReceipt, parametersOf } from './parameters.js';
import type { Parameters } from './signature.js';
import { CALL_STATUS, lookUp, RECEIPT_ERROR, RECEIPT_STATUS } from './vonage-codes.js';
import type { VonageSettings } from './vonage-settings.js';

const TAKEN: CallbackAnswer = { status: 200 };
/** The answer to a proven callback that cannot be read. Vonage repeats it, and its dashboard shows it. */
const NOT_UNDERSTOOD: CallbackAnswer = { status: 400 };

export class VonageCallbacks {
  onReceipt: (receipt: Receipt) => Promise<void> = rejectWithoutHandler;
  onInbound: (inbound: Inbound) => Promise<void> = rejectWithoutHandler;
  private readonly proof: Proof;
  private readonly addresses: KnownAddresses;

  constructor(settings: VonageSettings, name: string) {
    this.proof = new Proof(settings, name);
    this.addresses = new KnownAddresses(settings.inboundAddresses);
  }

  /**
   * https://developer.vonage.com/messaging/sms/guides/delivery-receipts and https://developer.vonage.com/messaging/sms/guides/inbound-sms.
   * Each part of a long message comes separately.
   */
  async text(request: CallbackRequest): Promise<CallbackAnswer> {
    const parameters = this.provenIn(request);
    if (typeof parameters === 'number') return { status: parameters };
    if (parameters === undefined) return NOT_UNDERSTOOD;
    if (isReceipt(parameters)) return this.receipt(parameters);
    const inbound = inboundIn(parameters);
    return inbound === undefined ? NOT_UNDERSTOOD : taken(this.onInbound(inbound));
  }

  /** https://developer.vonage.com/voice/voice-api/webhook-reference#event-webhook */
  async event(request: CallbackRequest): Promise<CallbackAnswer> {
    const reference = new URL(request.url).searchParams.get('ref') ?? '';
    const refusal = this.proof.ofEvent(request, readReference(reference) === undefined ? undefined : reference);
    if (refusal !== undefined) return { status: refusal };
    // We request POST: in a GET no signature of Vonage would cover the status.
    if (request.method !== 'POST') return { status: 405 };
    const event = jsonObject(request.body.toString('utf8'));
    if (event === undefined) return NOT_UNDERSTOOD;
    const of = readReference(reference);
    const final = lookUp(CALL_STATUS, textOf(event.status));
    if (of === undefined || final === undefined) return TAKEN;
    const providerMessageId = textOf(event.uuid);
    const reason = final.reason === undefined ? {} : { reason: `Vonage: ${final.reason}` };
    return taken(this.onReceipt({ ...of, status: final.status, ...(providerMessageId !== '' && { providerMessageId }), ...reason }));
  }

  /** A message at the Volt MX API's address, where it may come unsigned from a known address. */
  messageIn(request: CallbackRequest): Inbound | undefined {
    const parameters = this.addresses.has(request.ip) ? parametersOf(request)?.parameters : this.provenIn(request);
    return parameters === undefined || typeof parameters === 'number' || isReceipt(parameters) ? undefined : inboundIn(parameters);
  }

  private async receipt(parameters: Parameters): Promise<CallbackAnswer> {
    const of = readReference(parameters.get('client-ref') ?? '');
    const status = lookUp(RECEIPT_STATUS, parameters.get('status') ?? '');
    if (of === undefined || status === undefined) return TAKEN;
    const providerMessageId = parameters.get('messageId');
    return taken(
      this.onReceipt({
        ...of,
        status,
        ...(providerMessageId !== undefined && { providerMessageId }),
        ...(status === 'undelivered' && { reason: failure(parameters) }),
      }),
    );
  }

  /** Undefined: it is proven, but cannot be read. */
  private provenIn(request: CallbackRequest): Parameters | Refusal | undefined {
    return this.proof.ofText(request, parametersOf(request));
  }
}

const taken = (stored: Promise<void>): Promise<CallbackAnswer> =>
  stored.then(
    () => TAKEN,
    () => ({ status: 503 }),
  );

/** Undefined if a field is missing. A binary message has no text. */
function inboundIn(parameters: Parameters): Inbound | undefined {
  const [providerMessageId, from, to, content = ''] = ['messageId', 'msisdn', 'to', 'text'].map((key) => parameters.get(key));
  if (providerMessageId === undefined || from === undefined || to === undefined) return undefined;
  return { providerMessageId, from: withPlus(from), to: withPlus(to), content };
}

const withPlus = (number: string): string => (/^[1-9]\d{6,14}$/.test(number) ? `+${number}` : number);

function failure(parameters: Parameters): string {
  const [status, code] = [parameters.get('status') ?? '', parameters.get('err-code') ?? ''];
  const known = lookUp(RECEIPT_ERROR, code);
  return known === undefined ? `Vonage: ${status}` : `Vonage: ${known} (${code})`;
}
