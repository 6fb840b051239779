// The providers of a fault run: the simulator, which runs inside the workers, and those with a process of their own, which the servers' own
// code calls. A new one is an entry here and a script beside it.
import { faultyScenario } from '../numbers.mjs';
import { contradicts } from './scenarios.mjs';
import * as smsc from './smsc-account.mjs';
import { SMSC_SCENARIOS } from './smsc-scenarios.mjs';
import * as twilio from './twilio-account.mjs';
import { TWILIO_SCENARIOS } from './twilio-scenarios.mjs';

const RATE = '900';
const IN_FLIGHT = '100';
/** Receipts with a lost ID are refused for a repeat as long as any run: none is dropped after it was confirmed. */
const FOREVER_MS = '3600000';

/**
 * @type {Record<string, { name: string, voice: boolean, longTexts: boolean, contradicts: (mobile: string) => boolean, script?: string,
 * settings?: (at: { port: number, publicUrl: string }) => Record<string, string> }>}
 */
export const KINDS = {
  simulator: { name: 'SIMULATOR', voice: true, longTexts: false, contradicts: (address) => faultyScenario(address) === 'contradiction' },
  twilio: {
    ...{ name: 'TWILIO', voice: true, longTexts: false, contradicts: contradicts(TWILIO_SCENARIOS), script: 'twilio.mjs' },
    settings: ({ port, publicUrl }) => ({
      ...{ PROVIDERS: 'twilio', TWILIO_ACCOUNT_SID: twilio.ACCOUNT, TWILIO_AUTH_TOKEN: twilio.TOKEN, TWILIO_FROM: '+15005550006' },
      ...{ TWILIO_BASE_URL: `http://127.0.0.1:${port}`, TWILIO_HOSTS: `127.0.0.1:${port}`, PUBLIC_URL: publicUrl },
      ...{ TWILIO_RATE_PER_SECOND: RATE, TWILIO_MAX_IN_FLIGHT: IN_FLIGHT },
    }),
  },
  smpp: {
    ...{ name: 'SMPP', voice: false, longTexts: true, contradicts: contradicts(SMSC_SCENARIOS), script: 'smsc.mjs' },
    settings: ({ port }) => ({
      ...{ PROVIDERS: 'smpp', SMPP_HOST: '127.0.0.1', SMPP_PORT: String(port), SMPP_SYSTEM_ID: smsc.ACCOUNT.system_id },
      ...{ SMPP_PASSWORD: smsc.ACCOUNT.password, SMPP_SENDER: '12345', SMPP_RATE_PER_SECOND: RATE, SMPP_MAX_IN_FLIGHT: IN_FLIGHT },
      ...{ SMPP_RESPONSE_TIMEOUT_MS: '1000', SMPP_ENQUIRE_LINK_MS: '400', SMPP_RECONNECT_MS: '50', SMPP_RECONNECT_MAX_MS: '500' },
      SMPP_HOLD_RECEIPTS_MS: FOREVER_MS,
      // It reports the outcome of a long message with its last part.
      SMPP_PART_RECEIPTS_MS: '1000',
    }),
  },
};
