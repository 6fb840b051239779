// The answer of Fetch Status, for the OpenAPI document.

/** The sample of the Volt MX API (contract section 3). */
const VOLTMX_MESSAGE = {
  sentDate: '1473315673830',
  smsId: '6407522544573374439',
  lastActivityDate: '1473315673830',
  mobileNumber: '+218899776642',
  requestId: '6407522544467702398',
  audienceId: '',
  statusMessage: 'SMS request sent to TWILIO Gateway',
  status: 'Submitted',
};
const VOLTMX_COUNTS = { submitted: 1, initial: 1, rejected: 0, opened: 0, 'not attempted': 0, undelivered: 0, cancelled: 0, total: 2 };
export const strings = (names: string[]) => Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
export const integers = (names: string[]) => Object.fromEntries(names.map((name) => [name, { type: 'integer' }]));

export const VOLTMX_STATUS_SCHEMA = {
  type: 'object',
  properties: {
    ...integers(Object.keys(VOLTMX_COUNTS)),
    recalled: { type: 'integer', description: 'Number of entries that the provider recalled after a cancel. Absent if 0' },
    messages: { type: 'array', items: { type: 'object', properties: strings(Object.keys(VOLTMX_MESSAGE)) } },
  },
  example: { ...VOLTMX_COUNTS, messages: [VOLTMX_MESSAGE] },
} as const;
