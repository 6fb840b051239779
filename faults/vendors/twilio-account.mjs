// The account that the servers of a fault run have at their Twilio, and what its words mean.
export const ACCOUNT = `AC${'f0'.repeat(16)}`;
export const TOKEN = 'd'.repeat(32);

const OUTCOMES = { delivered: 'delivered', undelivered: 'undelivered', failed: 'undelivered', canceled: 'undelivered' };
export const twilioOutcome = (status) => OUTCOMES[status];
