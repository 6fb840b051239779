// Twilio's callbacks: receipts of messages and calls, and inbound messages. An unsigned callback is not read. The content decides if a
// callback is a receipt or a message, not its address: a person may have entered the wrong address. If a handler fails, Twilio repeats the
// callback.
import { type CallbackAnswer, type CallbackRequest, type Inbound, rejectWithoutHandler, readReference, type Receipt } from '../provider.js';
import { finalOf, isSid } from './twilio-answers.js';
import { isSigned } from './twilio-signature.js';
import { NOTHING } from './twiml.js';

const OK: CallbackAnswer = { status: 200 };
const EMPTY_TWIML: CallbackAnswer = { status: 200, contentType: 'text/xml', body: NOTHING };
const FOREIGN: CallbackAnswer = { status: 403 };
/** The answer to a signed callback of an unknown kind. Twilio's console shows it. */
const NOT_UNDERSTOOD: CallbackAnswer = { status: 400 };
const NOT_STORED: CallbackAnswer = { status: 503 };
const NOTHING_ENTERED = new URLSearchParams();

/** https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out: the meaning by the account's own keywords, in any language. */
const WISHES: Readonly<Record<string, Inbound['wish']>> = { STOP: 'stop', START: 'start', HELP: 'help' };

export class TwilioCallbacks {
  receipts: (receipt: Receipt) => Promise<void> = rejectWithoutHandler;
  inbound: (inbound: Inbound) => Promise<void> = rejectWithoutHandler;

  /** @param authToken undefined: no callback is believed */
  constructor(private readonly authToken: string | undefined) {}

  readonly byKey = {
    receipts: (request: CallbackRequest) => this.take(request, OK),
    inbound: (request: CallbackRequest) => this.take(request, EMPTY_TWIML),
  };

  private async take(request: CallbackRequest, done: CallbackAnswer): Promise<CallbackAnswer> {
    const form = this.signedIn(request);
    if (form === undefined) return FOREIGN;
    const state = form.get('MessageStatus') ?? form.get('CallStatus');
    const inbound = state === null ? inboundIn(form) : undefined;
    try {
      if (state !== null) await this.receipt(form, state, request);
      else if (inbound === undefined) return NOT_UNDERSTOOD;
      else await this.inbound(inbound);
      return done;
    } catch {
      return NOT_STORED;
    }
  }

  /** An inbound message, if this account's signature is valid. */
  messageIn(request: CallbackRequest): Inbound | undefined {
    const form = this.signedIn(request);
    return form === undefined || form.has('MessageStatus') ? undefined : inboundIn(form);
  }

  /** The fields: in the body of a POST, or in the address of a GET, which the signature covers. */
  private signedIn(request: CallbackRequest): URLSearchParams | undefined {
    const { method, url, body } = request;
    if (this.authToken === undefined || (method !== 'POST' && method !== 'GET')) return undefined;
    const form = method === 'POST' ? new URLSearchParams(body.toString('utf8')) : NOTHING_ENTERED;
    if (!isSigned(request, form, this.authToken)) return undefined;
    return method === 'POST' ? form : new URL(url).searchParams;
  }

  private async receipt(form: URLSearchParams, state: string, { url }: CallbackRequest): Promise<void> {
    const reference = readReference(new URL(url).searchParams.get('ref') ?? '');
    const code = form.get('ErrorCode') ?? '';
    const final = finalOf(state, /^\d{1,9}$/.test(code) ? Number(code) : null);
    if (reference === undefined || final === undefined) return;
    const providerMessageId = form.get('MessageSid') ?? form.get('CallSid') ?? '';
    await this.receipts({ ...reference, ...final, ...(isSid(providerMessageId) && { providerMessageId }) });
  }
}

/** Undefined if a field is missing. */
function inboundIn(form: URLSearchParams): Inbound | undefined {
  const [providerMessageId, from, to] = [form.get('MessageSid'), form.get('From'), form.get('To')];
  if (providerMessageId === null || from === null || to === null) return undefined;
  const type = (form.get('OptOutType') ?? '').trim().toUpperCase();
  const wish = Object.hasOwn(WISHES, type) ? WISHES[type] : undefined;
  return { providerMessageId, from, to, content: form.get('Body') ?? '', ...(wish !== undefined && { wish }) };
}
