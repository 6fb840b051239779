// The scenarios of the Twilio of a fault run. `first`: another scenario for the first request of a message. `takes`: true if it accepts the
// message. `reply`: its answer (`doubt`: the answer does not say). `says`: the states that it reports, in order. `early`: the first of them
// comes before its answer too. The errors are documented: https://www.twilio.com/docs/api/errors/{code}.
const refusal = (code, status, more = {}) => ({ takes: false, reply: { kind: 'error', code, status, ...more } });
const throttled = refusal(20429, 429, { throttles: true });
const queueFull = refusal(21611, 429, { throttles: true });
const doubt = (kind, more = {}) => ({ reply: { kind, doubt: true, ...more } });

export const TWILIO_SCENARIOS = [
  {},
  { says: ['delivered'] },
  { says: ['queued', 'sending', 'sent', 'delivered'] },
  { says: ['undelivered'] },
  { says: ['failed'] },
  // It has left, and has failed already when the request is answered.
  { reply: { kind: 'created', status: 'undelivered' }, says: ['undelivered'] },
  // Not in the order of the events.
  { says: ['delivered', 'sent', 'queued'] },
  { says: ['delivered', 'delivered'] },
  { says: ['delivered', 'undelivered'], contradicts: true },
  { says: ['delivered'], early: true },
  { says: ['delivered'], afterMs: 0 },
  { says: ['delivered'], forged: true },
  { says: ['delivered'], strange: true },
  refusal(21211, 400),
  refusal(29999, 400),
  // Refused after the deadline.
  { takes: false, reply: { kind: 'error', code: 21211, status: 400, late: true, doubt: true } },
  throttled,
  { first: throttled },
  { first: queueFull, says: ['delivered'], old: true },
  // The account's credentials are refused for a moment.
  { first: refusal(20003, 401) },
  // Created with a SID and not sent: its queue overflowed, or it failed for good.
  { first: { takes: false, reply: { kind: 'failed', code: 30001, throttles: true } } },
  { takes: false, reply: { kind: 'failed', code: 21610 } },
  { ...doubt('error', { code: 20500, status: 500 }), says: ['delivered'] },
  { takes: false, ...doubt('error', { code: 20503, status: 503 }) },
  { ...doubt('html', { status: 502 }) },
  { ...doubt('html', { status: 200 }), says: ['delivered'] },
  { ...doubt('redirect') },
  doubt('never'),
  { ...doubt('never'), says: ['undelivered'] },
  { ...doubt('created', { late: true }), says: ['delivered'] },
  { takes: false, ...doubt('reset') },
  doubt('reset'),
  { ...doubt('half'), says: ['delivered'] },
];
