// Example configurations for each provider, for the OpenAPI document.
interface Example {
  summary: string;
  value: object;
}

const example = (summary: string, provider: string, values: Record<string, string>, more: object = {}): Example => ({
  summary,
  value: {
    ...{ provider, protocol: 'HTTP', inboundSecurityEnabled: false, inboundEnabled: 'true' },
    ...more,
    properties: Object.entries(values).map(([key, value]) => ({ key, value })),
  },
});

const SID = 'AC00000000000000000000000000000001';
const TYPE = { 'Header Content Type': 'application/x-www-form-urlencoded', 'Maximum Character Limit': '160' };

export const SMS_EXAMPLES: Record<string, Example> = {
  twilio: example('Twilio', 'TWILIO', {
    ...{ 'Account SID': SID, 'Auth Token': 'a-token', From: '+15005550006', 'Host URL': 'https://api.twilio.com' },
    ...TYPE,
  }),
  twilioKept: example('Twilio; the stored token stays', 'TWILIO', { 'Account SID': SID, 'Auth Token': '*******', From: '+15005550006' }),
  nexmo: example('Nexmo by HTTP', 'NEXMO', { 'API Key': 'abcd1234', 'API Secret': 'a-secret', From: 'Engagement', ...TYPE }),
  nexmoSmpp: example(
    'Nexmo by SMPP',
    'NEXMO',
    { 'Account SID': 'abcd1234', 'Secret Key': 'a-secret', 'Sender ID': 'Engagement', 'Host URL': 'smpp.example.com', Port: '8000' },
    { protocol: 'SMPP' },
  ),
  clickatell: example('Clickatell', 'CLICKATELL', { 'API ID': 'an-api-key', From: '15005550006', 'Mobile Originated': 'true', ...TYPE }),
};

export const VOICE_EXAMPLES: Record<string, Example> = {
  twilio: example('Twilio', 'TWILIO_VOICE', {
    ...{ 'Account SID': SID, 'Auth Token': 'a-token', From: '+15005550006', 'Host URL': 'https://api.twilio.com' },
    ...{ 'TwiML URL': 'https://twimlets.com/message', 'Voice Type': 'alice', Language: 'en-US', 'Message Repeat Times': '2' },
  }),
  nexmo: example('Nexmo', 'NEXMO_VOICE', {
    ...{ 'App Id': 'aaaaaaaa-bbbb-cccc-dddd-0123456789ab', 'Private Key': '-----BEGIN PRIVATE KEY-----…', From: '15005550006' },
    ...{ 'Voice Name': 'Amy', 'Message Repeat Times': '1' },
  }),
};
