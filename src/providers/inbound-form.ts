// Providers whose inbound messages come in at the one address of the compatible API, each in its vendor's own form.
import type { CallbackRequest, Inbound, Provider } from './provider.js';

/** The vendor of the form. */
export type FormName = 'twilio' | 'nexmo' | 'clickatell';

export interface InboundForm {
  readonly form: FormName;
  /** Undefined if the request is not for this account, or has no proof. */
  read(request: CallbackRequest): Inbound | undefined;
}

export interface ReadsInboundForm {
  readonly inboundForm: InboundForm | undefined;
}

export const inboundFormOf = (provider: Provider): InboundForm | undefined =>
  'inboundForm' in provider ? (provider as Provider & ReadsInboundForm).inboundForm : undefined;
