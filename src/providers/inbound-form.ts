// Providers whose inbound messages the compatible API takes at one address for all of them, in each vendor's own form.
import type { CallbackRequest, Inbound, Provider } from './provider.js';

/** Whose form a message has. */
export type FormName = 'twilio' | 'nexmo' | 'clickatell';

export interface InboundForm {
  readonly form: FormName;
  /** Undefined where the request isn't this account's, or doesn't prove it. */
  read(request: CallbackRequest): Inbound | undefined;
}

export interface ReadsInboundForm {
  readonly inboundForm: InboundForm | undefined;
}

export const inboundFormOf = (provider: Provider): InboundForm | undefined =>
  'inboundForm' in provider ? (provider as Provider & ReadsInboundForm).inboundForm : undefined;
