// The scenarios of the SMSC of a fault run. `first`: another scenario for the first request of a message. `takes`: true if it accepts the
// message. `reply`: its answer (`doubt`: the answer does not say). `says`: the states that it reports, in order. `early`: the first of them
// comes before its answer too. `second`: its status for the further parts of a long message. Statuses: SMPP 3.4, section 5.1.3.
const STATUS = {
  ...{ nack: 0x03, unbound: 0x04, systemError: 0x08, invalidNumber: 0x0b, queueFull: 0x14, failed: 0x45, throttled: 0x58 },
  ...{ temporary: 0x64, vendors: 0x410, unknown: 0xff },
};
const refusal = (status, more = {}) => ({ takes: false, reply: { kind: 'status', status, ...more } });
const throttle = (status) => refusal(status, { throttles: true });
const doubt = (kind, more = {}) => ({ reply: { kind, doubt: true, ...more } });

export const SMSC_SCENARIOS = [
  {},
  { says: ['DELIVRD'] },
  { says: ['ENROUTE', 'DELIVRD'] },
  { says: ['UNDELIV'] },
  { says: ['EXPIRED'] },
  { says: ['REJECTD'] },
  // Not in the order of the events.
  { says: ['DELIVRD', 'ACCEPTD', 'ENROUTE'] },
  { says: ['DELIVRD', 'DELIVRD'] },
  { says: ['DELIVRD', 'UNDELIV'], contradicts: true },
  { says: ['DELIVRD'], early: true },
  { says: ['DELIVRD'], afterMs: 0 },
  // By parameters, in a data_sm.
  { says: ['DELIVRD'], parameters: true },
  { says: ['DELIVRD'], strange: true },
  { says: ['DELIVRD'], second: STATUS.throttled },
  { says: ['DELIVRD'], second: STATUS.invalidNumber },
  refusal(STATUS.invalidNumber),
  refusal(STATUS.failed),
  throttle(STATUS.throttled),
  { first: throttle(STATUS.throttled) },
  { first: throttle(STATUS.queueFull), says: ['DELIVRD'] },
  { first: refusal(STATUS.systemError) },
  { first: refusal(STATUS.temporary), says: ['UNDELIV'] },
  // It treats the session as not bound any more.
  { first: refusal(STATUS.unbound) },
  { takes: false, reply: { kind: 'nack', status: STATUS.nack } },
  { takes: false, ...doubt('status', { status: STATUS.unknown }) },
  { ...doubt('status', { status: STATUS.vendors }), says: ['DELIVRD'] },
  doubt('never'),
  { ...doubt('never'), says: ['DELIVRD'] },
  { ...doubt('accepted', { late: true }), says: ['DELIVRD'] },
  { takes: false, ...doubt('status', { status: STATUS.invalidNumber, late: true }) },
  { ...doubt('spoilt') },
  { ...doubt('cut'), says: ['UNDELIV'] },
  { takes: false, ...doubt('cut') },
  // Responses to no request, responses of another kind, and two responses.
  { reply: { kind: 'unsolicited' }, says: ['DELIVRD'] },
  { reply: { kind: 'twice' }, says: ['DELIVRD'] },
];
