// Verifies that a callback comes from Vonage, belongs to this account, and is unchanged and recent: by Vonage's signature if there is one,
// else by the proof that we wrote into its address, which only Vonage knows. Many accounts sign nothing before Vonage's support enables it.
// Texts: https://developer.vonage.com/concepts/guides/signing-messages
// Calls: https://developer.vonage.com/getting-started/concepts/webhooks#decoding-signed-webhooks
import { Logger } from '@nestjs/common';
import jwt from 'jsonwebtoken';
import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import type { CallbackRequest } from '../provider.js';
import { eventKeyOf, isEventProven, isInboundKey, isReceiptProven } from './own-proof.js';
import { type Carried, isReceipt, ownIn } from './parameters.js';
import { isSigned, type Parameters, sameHex, SIGNATURE_METHODS } from './signature.js';
import type { VonageSettings } from './vonage-settings.js';

/** The greatest difference of the clocks. */
const AHEAD_MS = 300_000;

/** A refusal: 401 without proof, 403 for another account. */
export type Refusal = 401 | 403;

const isRecent = (seconds: number, ageMs: number, now: number): boolean =>
  Number.isFinite(seconds) && seconds * 1_000 <= now + AHEAD_MS && seconds * 1_000 >= now - ageMs;

export class Proof {
  private readonly logger = new Logger('Vonage');
  private readonly events: EventProof;
  private hinted = false;

  constructor(
    private readonly settings: VonageSettings,
    private readonly name: string,
  ) {
    this.events = new EventProof(settings);
  }

  /**
   * Verifies a receipt or an inbound message. If there is a signature and a secret to verify it, only the signature counts.
   * @returns the parameters if they are proven; undefined if they are proven and cannot be read
   */
  ofText(request: CallbackRequest, carried: Carried | undefined, now = Date.now()): Parameters | Refusal | undefined {
    const { signatureSecret, requireSignature, inboundKey } = this.settings;
    // A token as calls have it, which covers the body alone.
    if (signatureSecret !== undefined && request.method === 'POST' && request.headers.authorization !== undefined)
      return this.events.refusal(request, now) ?? carried?.parameters;
    if (carried === undefined) return 401;
    const { parameters } = carried;
    if (signatureSecret !== undefined && parameters.has('sig')) return this.signed(carried, signatureSecret, now);
    if (requireSignature) return 401;
    const ours = isReceipt(parameters)
      ? isReceiptProven(parameters.get('client-ref') ?? '', ownIn(request, 'proof'), this.settings)
      : isInboundKey(ownIn(request, 'key'), inboundKey);
    return ours ? this.ofThisAccount(parameters) : 401;
  }

  /**
   * Verifies an event of a call. With a secret it is signed (unless signing is switched off in the account). Its address is proven too,
   * since no signature covers it.
   * @param reference the reference in the address; undefined: none of ours
   */
  ofEvent(request: CallbackRequest, reference: string | undefined, now = Date.now()): Refusal | undefined {
    const { signatureSecret, requireSignature } = this.settings;
    const proof = new URL(request.url).searchParams.get('proof') ?? '';
    const proven = reference !== undefined && isEventProven(reference, proof, eventKeyOf(this.settings));
    if (signatureSecret === undefined) return proven && !requireSignature ? undefined : 401;
    return this.events.refusal(request, now) ?? (proven || reference === undefined ? undefined : 403);
  }

  private signed({ parameters, all }: Carried, secret: string, now: number): Parameters | Refusal {
    const { signatureMethod, callbackAgeMs } = this.settings;
    if (!isSigned(signatureMethod, secret, parameters) && !isSigned(signatureMethod, secret, all)) {
      this.hint(parameters, secret);
      return 401;
    }
    const timestamp = parameters.get('timestamp') ?? '';
    if (!/^\d{1,12}$/.test(timestamp) || !isRecent(Number(timestamp), callbackAgeMs, now)) return 401;
    return this.ofThisAccount(parameters);
  }

  private ofThisAccount(parameters: Parameters): Parameters | Refusal {
    const { apiKey } = this.settings;
    return (parameters.get('api-key') ?? apiKey) === apiKey ? parameters : 403;
  }

  /** Logged once: with a wrong setting every callback is refused. */
  private hint(parameters: Parameters, secret: string): void {
    const method = this.hinted ? undefined : SIGNATURE_METHODS.find((each) => isSigned(each, secret, parameters));
    if (method === undefined) return;
    this.hinted = true;
    this.logger.warn(
      `${this.name}: Vonage signs its callbacks by ${method}, and they are refused, for signatureMethod is ${this.settings.signatureMethod}`,
    );
  }
}

/** The signature of the Voice API: a JWT in Authorization, with a hash of the body. */
export class EventProof {
  private readonly key: KeyObject | undefined;

  constructor(private readonly settings: VonageSettings) {
    const { signatureSecret } = settings;
    // A KeyObject that is made once: jsonwebtoken is several times slower with a string.
    this.key = signatureSecret === undefined ? undefined : createSecretKey(signatureSecret, 'utf8');
  }

  /** Undefined if it is proven. */
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
    // A provider of calls alone has no API key; then the application is compared.
    return (apiKey === '' || api_key === apiKey) && (application_id ?? applicationId) === applicationId ? undefined : 403;
  }
}
