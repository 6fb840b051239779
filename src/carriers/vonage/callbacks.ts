// What Vonage tells us: receipts of texts, events of calls, and inbound texts. Nothing of it is believed before its proof; what isn't
// ours or says nothing final is taken and changes nothing; what could not be stored is repeated by Vonage.
import type { CallbackAnswer, CallbackRequest, Inbound, Receipt } from '../carrier.js';
import { readReference } from '../carrier.js';
import { jsonObject } from '../http/json.js';
import { KnownAddresses } from '../http/known-addresses.js';
import { textOf } from './json.js';
import { EventProof, proven, type Refusal } from './proof.js';
import type { Parameters } from './signature.js';
import { isProven } from './voice.js';
import { CALL_STATUS, lookUp, RECEIPT_ERROR, RECEIPT_STATUS } from './vonage-codes.js';
import type { VonageSettings } from './vonage-settings.js';

const NOBODY_LISTENS = (): Promise<void> => Promise.reject(new Error('nobody listens'));
const TAKEN: CallbackAnswer = { status: 200 };

export class VonageCallbacks {
  onReceipt: (receipt: Receipt) => Promise<void> = NOBODY_LISTENS;
  onInbound: (inbound: Inbound) => Promise<void> = NOBODY_LISTENS;
  private readonly eventProof: EventProof;
  private readonly addresses: KnownAddresses;

  constructor(private readonly settings: VonageSettings) {
    this.eventProof = new EventProof(settings);
    this.addresses = new KnownAddresses(settings.inboundAddresses);
  }

  /** https://developer.vonage.com/messaging/sms/guides/delivery-receipts */
  async receipt(request: CallbackRequest): Promise<CallbackAnswer> {
    const parameters = this.provenIn(request);
    if (typeof parameters === 'number') return { status: parameters };
    const of = readReference(parameters.get('client-ref') ?? '');
    const status = lookUp(RECEIPT_STATUS, parameters.get('status') ?? '');
    if (of === undefined || status === undefined) return TAKEN;
    const carrierMessageId = parameters.get('messageId');
    return taken(
      this.onReceipt({
        ...of,
        status,
        ...(carrierMessageId !== undefined && { carrierMessageId }),
        ...(status === 'undelivered' && { reason: failure(parameters) }),
      }),
    );
  }

  /** https://developer.vonage.com/voice/voice-api/webhook-reference#event-webhook */
  async event(request: CallbackRequest): Promise<CallbackAnswer> {
    const refusal = this.eventProof.refusal(request);
    if (refusal !== undefined) return { status: refusal };
    const address = new URL(request.url).searchParams;
    const reference = address.get('ref') ?? '';
    const of = readReference(reference);
    if (of === undefined) return TAKEN;
    const { signatureSecret = '' } = this.settings;
    if (!isProven(reference, address.get('proof') ?? '', signatureSecret)) return { status: 403 };
    const event = jsonObject(request.body.toString('utf8'));
    const final = lookUp(CALL_STATUS, textOf(event?.status));
    if (final === undefined) return TAKEN;
    const carrierMessageId = textOf(event?.uuid);
    const reason = final.reason === undefined ? {} : { reason: `Vonage: ${final.reason}` };
    return taken(this.onReceipt({ ...of, status: final.status, ...(carrierMessageId !== '' && { carrierMessageId }), ...reason }));
  }

  /** https://developer.vonage.com/messaging/sms/guides/inbound-sms; of a long message each part comes by itself */
  async inbound(request: CallbackRequest): Promise<CallbackAnswer> {
    const parameters = this.provenIn(request);
    if (typeof parameters === 'number') return { status: parameters };
    // A binary message has no text.
    const inbound = parameters.has('text') ? inboundIn(parameters) : undefined;
    return inbound === undefined ? TAKEN : taken(this.onInbound(inbound));
  }

  /** The same at the family's address, where a message may come unsigned from an address that is known. */
  messageIn(request: CallbackRequest): Inbound | undefined {
    const parameters = this.addresses.has(request.ip) ? parametersOf(request) : this.provenIn(request);
    return parameters === undefined || typeof parameters === 'number' ? undefined : inboundIn(parameters);
  }

  /** By the SMS API's own signature, or by a token as calls' events have it, which covers a body alone. */
  private provenIn(request: CallbackRequest): Parameters | Refusal {
    const parameters = parametersOf(request);
    if (request.method !== 'POST' || request.headers.authorization === undefined) return proven(parameters, this.settings);
    return this.eventProof.refusal(request) ?? parameters ?? new Map();
  }
}

const taken = (stored: Promise<void>): Promise<CallbackAnswer> =>
  stored.then(
    () => TAKEN,
    () => ({ status: 503 }),
  );

/** Undefined for what lacks something. */
function inboundIn(parameters: Parameters): Inbound | undefined {
  const [carrierMessageId, from, to, content = ''] = ['messageId', 'msisdn', 'to', 'text'].map((key) => parameters.get(key));
  if (carrierMessageId === undefined || from === undefined || to === undefined) return undefined;
  return { carrierMessageId, from: withPlus(from), to: withPlus(to), content };
}

const withPlus = (number: string): string => (/^[1-9]\d{6,14}$/.test(number) ? `+${number}` : number);

function failure(parameters: Parameters): string {
  const [status, code] = [parameters.get('status') ?? '', parameters.get('err-code') ?? ''];
  const known = lookUp(RECEIPT_ERROR, code);
  return known === undefined ? `Vonage: ${status}` : `Vonage: ${known} (${code})`;
}

/** GET has them in the address, POST in its body. Undefined for what can't be read in one way only. */
export function parametersOf({ method, url, headers, body }: CallbackRequest): Parameters | undefined {
  const type = headers['content-type'];
  if (method === 'GET') return only([...new URL(url).searchParams]);
  if (method !== 'POST') return undefined;
  if (typeof type !== 'string' || !/^application\/(?:[\w.-]+\+)?json\b/i.test(type))
    return only([...new URLSearchParams(body.toString('utf8'))]);
  const fields = Object.entries(jsonObject(body.toString('utf8')) ?? {});
  if (fields.some(([, value]) => typeof value !== 'string' && typeof value !== 'number')) return undefined;
  return only(fields.map(([key, value]) => [key, textOf(value)]));
}

function only(pairs: [string, string][]): Parameters | undefined {
  const parameters = new Map(pairs);
  return parameters.size === pairs.length ? parameters : undefined;
}
