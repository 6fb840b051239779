// The forms of inbound messages on the Volt MX API's route for all providers. The fields identify the provider (contract section 5).
import type { FormName } from '../../providers/inbound-form.js';

const FIELDS: Readonly<Record<FormName, readonly string[]>> = {
  twilio: ['MessageSid', 'From', 'To'],
  nexmo: ['messageId', 'msisdn', 'to'],
  clickatell: ['moMsgId', 'api_id', 'from', 'to'],
};

/** @returns undefined if the fields match no form */
export const voltmxFormOf = (form: URLSearchParams): FormName | undefined =>
  (Object.keys(FIELDS) as FormName[]).find((name) => FIELDS[name].every((field) => (form.get(field) ?? '') !== ''));

/** The samples of the Volt MX API. */
export const FORM_EXAMPLES = {
  twilio: {
    summary: 'Twilio',
    value: { MessageSid: 'SM4039741cca72c8ff47c7cd4c74ee9930', From: '+919703204770', To: '+14803970203', Body: 'STOP' },
  },
  nexmo: {
    summary: 'Nexmo (Vonage)',
    value: { msisdn: '919676026708', to: '46769432710', messageId: '0300000068593BA7', text: 'hello', type: 'text', keyword: 'HELLO' },
  },
  clickatell: {
    summary: 'Clickatell',
    value: { api_id: '3523864', from: '919676026708', to: '447860024227', moMsgId: 'd2b66016178dda7c3b4a701056797755', text: 'hello' },
  },
} satisfies Record<FormName, { summary: string; value: object }>;
