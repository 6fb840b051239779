// Whether a callback is Vonage's, of this account, unchanged and recent. Its own signature is looked at before anything else of it.
// Texts: https://developer.vonage.com/concepts/guides/signing-messages
// Calls: https://developer.vonage.com/getting-started/concepts/webhooks#decoding-signed-webhooks
import jwt from 'jsonwebtoken';
import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import type { CallbackRequest } from '../carrier.js';
import { isSigned, type Parameters, sameHex } from './signature.js';
import type { VonageSettings } from './vonage-settings.js';

/** By so much the clocks may differ. */
const AHEAD_MS = 300_000;

/** To refuse with: 401 for what isn't proven, 403 for what is another account's. */
export type Refusal = 401 | 403;

const isRecent = (seconds: number, ageMs: number, now: number): boolean =>
  Number.isFinite(seconds) && seconds * 1_000 <= now + AHEAD_MS && seconds * 1_000 >= now - ageMs;

/** Of the SMS API, receipts and inbound messages. @returns the parameters, once they are proven */
export function proven(parameters: Parameters | undefined, settings: VonageSettings, now = Date.now()): Parameters | Refusal {
  const { apiKey, signatureSecret, signatureMethod, callbackAgeMs } = settings;
  if (signatureSecret === undefined || parameters === undefined) return 401;
  if (!isSigned(signatureMethod, signatureSecret, parameters)) return 401;
  if (!/^\d{1,12}$/.test(parameters.get('timestamp') ?? '')) return 401;
  if (!isRecent(Number(parameters.get('timestamp')), callbackAgeMs, now)) return 401;
  return (parameters.get('api-key') ?? apiKey) === apiKey ? parameters : 403;
}

/** Of the Voice API: a JWT in Authorization, with a hash of the body. */
export class EventProof {
  private readonly key: KeyObject | undefined;

  constructor(private readonly settings: VonageSettings) {
    const { signatureSecret } = settings;
    // A key made once: jsonwebtoken is several times slower with a string.
    this.key = signatureSecret === undefined ? undefined : createSecretKey(signatureSecret, 'utf8');
  }

  /** Undefined for what is proven. */
  refusal({ headers, body }: Pick<CallbackRequest, 'headers' | 'body'>, now = Date.now()): Refusal | undefined {
    const { authorization } = headers;
    const [, token] = /^Bearer ([\w.~+/=-]{1,4096})$/i.exec(typeof authorization === 'string' ? authorization : '') ?? [];
    if (this.key === undefined || token === undefined) return 401;
    let claims: jwt.JwtPayload | string;
    try {
      claims = jwt.verify(token, this.key, {
        algorithms: ['HS256'],
        clockTolerance: AHEAD_MS / 1_000,
        clockTimestamp: Math.floor(now / 1_000),
      });
    } catch {
      return 401;
    }
    if (typeof claims === 'string') return 401;
    const { iat, payload_hash, api_key, application_id } = claims as Record<string, unknown>;
    const { apiKey, applicationId = application_id, callbackAgeMs } = this.settings;
    if (typeof payload_hash !== 'string' || !sameHex(createHash('sha256').update(body).digest('hex'), payload_hash)) return 401;
    if (typeof iat !== 'number' || !isRecent(iat, callbackAgeMs, now)) return 401;
    // Of calls alone no API key is known; the application is.
    return (apiKey === '' || api_key === apiKey) && (application_id ?? applicationId) === applicationId ? undefined : 403;
  }
}
