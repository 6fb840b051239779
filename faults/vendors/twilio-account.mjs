// The servers' account at the Twilio of a fault run, and the meaning of its words.
export const ACCOUNT = `AC${'f0'.repeat(16)}`;
export const TOKEN = 'd'.repeat(32);

const OUTCOMES = { delivered: 'delivered', undelivered: 'undelivered', failed: 'undelivered', canceled: 'undelivered' };
export const twilioOutcome = (status) => OUTCOMES[status];
