// What Twilio calls us for: what became of a message or call, and what someone sent to one of our numbers. Nothing is read of a call that
// isn't signed. A handler that fails makes Twilio's side repeat it.
import { type CallbackAnswer, type CallbackRequest, type Inbound, readReference, type Receipt } from '../carrier.js';
import { finalOf, isSid } from './twilio-answers.js';
import { isSigned } from './twilio-signature.js';
import { NOTHING } from './twiml.js';

const OK: CallbackAnswer = { status: 200 };
const EMPTY_TWIML: CallbackAnswer = { status: 200, contentType: 'text/xml', body: NOTHING };
const FOREIGN: CallbackAnswer = { status: 403 };
const NOT_STORED: CallbackAnswer = { status: 503 };

export class TwilioCallbacks {
  receipts: (receipt: Receipt) => Promise<void> = () => Promise.resolve();
  inbound: (inbound: Inbound) => Promise<void> = () => Promise.resolve();

  /** @param authToken undefined: nobody's callbacks are believed */
  constructor(private readonly authToken: string | undefined) {}

  readonly byKey = {
    receipts: (request: CallbackRequest) => this.take(request, (form) => this.receipt(form, request), OK),
    inbound: (request: CallbackRequest) => this.take(request, (form) => this.message(form), EMPTY_TWIML),
  };

  private async take(
    request: CallbackRequest,
    use: (form: URLSearchParams) => Promise<void>,
    done: CallbackAnswer,
  ): Promise<CallbackAnswer> {
    const form = this.signedIn(request);
    if (form === undefined) return FOREIGN;
    try {
      await use(form);
      return done;
    } catch {
      return NOT_STORED;
    }
  }

  /** A message, where the account's own signature is on it. */
  messageIn(request: CallbackRequest): Inbound | undefined {
    const form = this.signedIn(request);
    return form === undefined ? undefined : inboundIn(form);
  }

  private signedIn(request: CallbackRequest): URLSearchParams | undefined {
    const form = new URLSearchParams(request.method === 'POST' ? request.body.toString('utf8') : '');
    return this.authToken !== undefined && isSigned(request, form, this.authToken) ? form : undefined;
  }

  private async receipt(form: URLSearchParams, { url }: CallbackRequest): Promise<void> {
    const reference = readReference(new URL(url).searchParams.get('ref') ?? '');
    const state = form.get('MessageStatus') ?? form.get('CallStatus') ?? '';
    const code = form.get('ErrorCode') ?? '';
    const final = finalOf(state, /^\d{1,9}$/.test(code) ? Number(code) : null);
    if (reference === undefined || final === undefined) return;
    const carrierMessageId = form.get('MessageSid') ?? form.get('CallSid') ?? '';
    await this.receipts({ ...reference, ...final, ...(isSid(carrierMessageId) && { carrierMessageId }) });
  }

  private async message(form: URLSearchParams): Promise<void> {
    const inbound = inboundIn(form);
    if (inbound !== undefined) await this.inbound(inbound);
  }
}

/** Undefined for what lacks something. */
function inboundIn(form: URLSearchParams): Inbound | undefined {
  const [carrierMessageId, from, to] = [form.get('MessageSid'), form.get('From'), form.get('To')];
  if (carrierMessageId === null || from === null || to === null) return undefined;
  return { carrierMessageId, from, to, content: form.get('Body') ?? '' };
}
