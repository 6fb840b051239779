// Vonage: what every provider does, of a text and of a call.
import { expect, it } from '@jest/globals';
import { Vonage } from '../../src/providers/vonage/vonage.js';
import { httpConforms } from './http-conformance.js';
import { vonageText, vonageVoice } from './vonage-rig.js';
import { ACCOUNT } from './vonage-server.js';

httpConforms('Vonage, a text', vonageText);
httpConforms('Vonage, a call', vonageVoice);

it('calls no host that is not allowed, not even one that was configured', () => {
  const at = (baseUrl: string, hosts: string[]): Vonage =>
    Vonage.from({ ...ACCOUNT, baseUrl, hosts }, { name: 'VONAGE', callbackUrl: undefined });
  expect(() => at('https://rest.nexmo.com', ['api.nexmo.com'])).toThrow(
    /VONAGE: baseUrl must be an http or https address without credentials, of one of its hosts \(api\.nexmo\.com\), not of rest\.nexmo\.com/,
  );
  expect(() => at('ftp://rest.nexmo.com', ['rest.nexmo.com'])).toThrow(/baseUrl must be/);
});
