// Signatures against Vonage's own SDK, in both directions: what we sign it believes, and of anything it believes what we believe.
import { describe, expect, it } from '@jest/globals';
import { AlgorithmTypes, Auth } from '@vonage/auth';
import { tokenGenerate, verifySignature } from '@vonage/jwt';
import { SMS } from '@vonage/sms';
import fc from 'fast-check';
import jwt from 'jsonwebtoken';
import { EventProof } from '../../src/providers/vonage/proof.js';
import { isSigned, SIGNATURE_METHODS, signatureOf } from '../../src/providers/vonage/signature.js';
import { textForm } from '../../src/providers/vonage/text.js';
import { Application } from '../../src/providers/vonage/voice.js';
import { vonageSettings } from '../../src/providers/vonage/vonage-settings.js';
import { message } from './conformance.js';
import { ACCOUNT, bearer, KEYS } from './vonage-server.js';

const THEIRS = {
  md5hash: AlgorithmTypes.md5hash,
  md5: AlgorithmTypes.md5hmac,
  sha1: AlgorithmTypes.sha1hmac,
  sha256: AlgorithmTypes.sha256hmac,
  sha512: AlgorithmTypes.sha512hmac,
} as const;

const sms = new SMS(new Auth({ apiKey: ACCOUNT.apiKey, apiSecret: ACCOUNT.apiSecret, privateKey: KEYS.privateKey }));
const key = fc.stringMatching(/^[a-z][a-z_-]{0,8}$/).filter((each) => each !== 'sig');
const value = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.constantFrom('a&b=c', '&', '=', ''));
const parameters = fc.dictionary(key, value, { maxKeys: 8, noNullPrototype: true });
const secret = fc.string({ minLength: 1, maxLength: 40 });

describe.each(SIGNATURE_METHODS)('sig by %s', (method) => {
  it('of ours is believed by the SDK', () => {
    fc.assert(
      fc.property(parameters, secret, (given, key) => {
        const sig = signatureOf(method, key, new Map(Object.entries(given)));
        expect(sms.verifySignature(sig, given, key, THEIRS[method])).toBe(true);
      }),
    );
  });

  it('is believed by both or by none, whatever it says', () => {
    fc.assert(
      fc.property(parameters, parameters, secret, fc.constantFrom(...SIGNATURE_METHODS), fc.boolean(), (given, other, key, by, same) => {
        const sig = signatureOf(by, key, new Map(Object.entries(same ? given : other))).toUpperCase();
        const ours = isSigned(method, key, new Map(Object.entries({ ...given, sig })));
        expect(ours).toBe(sms.verifySignature(sig, { ...given, sig }, key, THEIRS[method]));
      }),
    );
  });

  it('on a text that we send is believed by the SDK', () => {
    const settings = vonageSettings('VONAGE', { ...ACCOUNT, signRequests: true, signatureMethod: method });
    const sent = Object.fromEntries(new URLSearchParams(textForm(message('+447700900000', { content: 'a & b = ü' }), settings, undefined)));
    expect(sms.verifySignature(sent.sig ?? '', sent, ACCOUNT.signatureSecret, THEIRS[method])).toBe(true);
    expect(sent).not.toHaveProperty('api_secret');
  });
});

describe('tokens', () => {
  const settings = vonageSettings('VONAGE', ACCOUNT);

  it('of ours are believed by the SDK, and say what the SDK’s own say', () => {
    const ours = Application.from('VONAGE', settings)?.token() ?? '';
    const theirs = tokenGenerate(ACCOUNT.applicationId, KEYS.privateKey);
    expect(verifySignature(ours, KEYS.publicKey)).toBe(true);
    const [our, their] = [ours, theirs].map((token) => jwt.decode(token, { complete: true }));
    expect(our?.header).toEqual(their?.header);
    expect(Object.keys(our?.payload ?? {}).sort()).toEqual(Object.keys(their?.payload ?? {}).sort());
  });

  it('of events are believed by both or by none', () => {
    const proof = new EventProof(settings);
    const body = Buffer.from('{"status":"completed"}');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${bearer(body.toString()).split('.')[1] ?? ''}.`;
    for (const [authorization, good] of [
      [bearer(body.toString()), true],
      [bearer(body.toString(), {}, 'another secret'), false],
      [bearer(body.toString(), { exp: 1 }), false],
      [`Bearer ${none}`, false],
      [bearer(body.toString()).slice(0, -2), false],
    ] as const) {
      expect(verifySignature(authorization.replace('Bearer ', ''), ACCOUNT.signatureSecret)).toBe(good);
      expect(proof.refusal({ headers: { authorization }, body }) === undefined).toBe(good);
    }
  });

  it('are by no other algorithm', () => {
    const proof = new EventProof(settings);
    const body = Buffer.from('{}');
    const claims = jwt.decode(bearer('{}').replace('Bearer ', '')) as object;
    const token = jwt.sign(claims, ACCOUNT.signatureSecret, { algorithm: 'HS512' });
    expect(proof.refusal({ headers: { authorization: `Bearer ${token}` }, body })).toBe(401);
  });
});
