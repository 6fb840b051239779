// The servers' account at the SMSC of a fault run, and the meaning of its words.
export const ACCOUNT = { system_id: 'faults', password: 'secret42' };

/** As in receipts, and as numbers (message_state, section 5.2.28). */
export const STATES = { ENROUTE: 1, DELIVRD: 2, EXPIRED: 3, DELETED: 4, UNDELIV: 5, ACCEPTD: 6, REJECTD: 8 };

export const smscOutcome = (status) =>
  status === 'DELIVRD' ? 'delivered' : ['UNDELIV', 'EXPIRED', 'DELETED', 'REJECTD'].includes(status) ? 'undelivered' : undefined;
