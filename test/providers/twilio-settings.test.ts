// What may be configured of Twilio, and what is refused at start.
import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import type { TwilioSettings } from '../../src/providers/twilio/twilio-settings.js';
import { Twilio } from '../../src/providers/twilio/twilio.js';
import { CONTEXT, settings } from './twilio-server.js';

const SK = `SK${'0'.repeat(32)}`;
const MG = `MG${'0'.repeat(32)}`;
const faults = (more: Record<string, unknown>): string[] =>
  validateSync(settings(more as Partial<TwilioSettings>), { forbidUnknownValues: true }).map(({ property }) => property);

describe('settings', () => {
  it.each<[string, Record<string, unknown>]>([
    ['an account and a sender', {}],
    ['an API key beside the token', { apiKeySid: SK, apiKeySecret: 'secret' }],
    ['an API key instead of the token', { authToken: undefined, apiKeySid: SK, apiKeySecret: 'secret' }],
    ['a messaging service instead of a sender', { from: undefined, messagingServiceSid: MG }],
    ['a caller only', { from: undefined, voiceFrom: '+15005550006' }],
    ['a short code', { from: '12345' }],
    ['letters', { from: 'My Shop 24' }],
    ['a language, a voice, repeats', { language: 'cmn-Hans-CN', voice: 'Google.en-GB-Standard-A', repeats: 3 }],
    ['another region', { baseUrl: 'https://api.dublin.ie1.twilio.com', hosts: ['api.dublin.ie1.twilio.com'] }],
  ])('may be %s', (_, more) => {
    expect(faults(more)).toEqual([]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['accountSid', { accountSid: 'SK00' }],
    ['accountSid', { accountSid: undefined }],
    ['authToken', { authToken: undefined }],
    ['authToken', { authToken: '' }],
    ['apiKeySid', { apiKeySid: 'AC', apiKeySecret: 'secret' }],
    ['apiKeySid', { apiKeySecret: 'secret' }],
    ['apiKeySecret', { apiKeySid: SK }],
    ['from', { from: undefined }],
    ['from', { from: '+0123' }],
    ['from', { from: 'twelve chars' }],
    ['messagingServiceSid', { messagingServiceSid: 'MG1' }],
    ['voiceFrom', { voiceFrom: 'ACME' }],
    ['language', { language: '"/><Dial>' }],
    ['voice', { voice: '"/><Dial>' }],
    ['repeats', { repeats: 0 }],
    ['maxInFlight', { maxInFlight: 0 }],
    ['ratePerSecond', { ratePerSecond: -1 }],
    ['hosts', { hosts: [] }],
  ])('name what is wrong: %s (%p)', (property, more) => {
    expect(faults(more)).toEqual([property]);
  });

  it('allow no address but of an allowed host', () => {
    expect(faults({ baseUrl: 'https://api.twilio.example' })).toEqual(['baseUrl']);
  });
});

it('serves the channels that it has a sender for', () => {
  const channels = (more: Partial<TwilioSettings>): readonly string[] => Twilio.from(settings(more), CONTEXT).channels;
  expect(channels({})).toEqual(['text', 'voice']);
  expect(channels({ from: 'ACME' })).toEqual(['text']);
  expect(channels({ from: undefined, messagingServiceSid: MG })).toEqual(['text']);
  expect(channels({ from: undefined, voiceFrom: '+15005550006' })).toEqual(['voice']);
});
