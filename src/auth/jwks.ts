// The signing keys of an issuer, read as one set from its JWKS address. A known key stays valid for a day while the address does not
// answer. An unknown key counts as unknown only after a set was read that is newer than the question. The number of calls to the address is
// bounded, also for invented key IDs: one reading answers all open questions.
import { Logger } from '@nestjs/common';
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiError } from '../http/api-error.js';
import { describeFailure } from '../http/failure.js';

/** A key that the issuer has withdrawn is valid no longer than this. */
const FRESH_MS = 600_000;
/** How long known keys stay valid while the set cannot be read. */
const KEPT_MS = 24 * 3_600_000;
const TIMEOUT_MS = 5_000;
const MOST_BYTES = 1_048_576;
/** The greatest number of readings in a burst, and the pause between two later ones. */
const BURST = 10;
const EVERY_MS = 1_000;
const UNKNOWN_MS = 10_000;
const MOST_UNKNOWN = 1_000;
const LONGEST_KID = 256;

/** The token cannot be checked now: a failure of the server, not of the caller's token. */
export class KeysUnavailable extends ApiError {
  constructor() {
    super(503, 'Server failure to process request', undefined, { 'Retry-After': '5' });
  }
}

interface Jwk extends JsonWebKey {
  kid?: unknown;
  use?: unknown;
  alg?: unknown;
}

/** Keys of the two accepted algorithms; other keys of a set are ignored. */
function keyOf({ kty, crv, use, alg, kid, ...rest }: Jwk): [kid: string | undefined, key: KeyObject] | undefined {
  const algorithm = kty === 'RSA' ? 'RS256' : kty === 'EC' && crv === 'P-256' ? 'ES256' : undefined;
  if (algorithm === undefined || (use !== undefined && use !== 'sig') || (alg !== undefined && alg !== algorithm)) return undefined;
  const { n, e, x, y } = rest;
  try {
    const key = kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y };
    return [typeof kid === 'string' && kid !== '' ? kid : undefined, createPublicKey({ key, format: 'jwk' })];
  } catch {
    return undefined;
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    if ((bytes += (chunk as Uint8Array).length) > MOST_BYTES) throw new Error('The key set is too large');
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export class Jwks {
  private readonly logger = new Logger('Gateway');
  private keys: readonly (readonly [kid: string | undefined, key: KeyObject])[] = [];
  private readAt = Number.NEGATIVE_INFINITY;
  private failedAt = Number.NEGATIVE_INFINITY;
  private isAway = false;
  /** The time of the next regular reading, if all were one pause apart. */
  private dueAt = 0;
  private reading: Promise<void> | undefined;
  /** The end of the time for which each key ID counts as unknown. */
  private readonly unknown = new Map<string | undefined, number>();

  constructor(private readonly address: string) {}

  /** Undefined if the issuer has no such key. @throws KeysUnavailable */
  async find(kid: unknown): Promise<KeyObject | undefined> {
    if (kid !== undefined && typeof kid !== 'string') return undefined;
    const known = this.known(kid);
    return known === undefined ? this.lookFor(kid) : this.stillGood(kid, known);
  }

  private known(kid: string | undefined): KeyObject | undefined {
    // A token without a key ID uses the only key of the set.
    if (kid === undefined) return this.keys.length === 1 ? this.keys[0]?.[1] : undefined;
    return this.keys.find(([name]) => name === kid)?.[1];
  }

  private async stillGood(kid: string | undefined, known: KeyObject): Promise<KeyObject | undefined> {
    const age = Date.now() - this.readAt;
    if (age < FRESH_MS) return known;
    const isKept = age < KEPT_MS;
    const read = this.read().then(
      () => true,
      () => false,
    );
    // A caller waits for an address that hangs only once.
    if (isKept && this.isAway) return known;
    if (await read) return this.known(kid);
    if (isKept) return known;
    throw new KeysUnavailable();
  }

  private async lookFor(kid: string | undefined): Promise<KeyObject | undefined> {
    if ((this.unknown.get(kid) ?? 0) > Date.now()) return undefined;
    // A set that is being read may have been written before the key was.
    const isUnderWay = this.reading !== undefined;
    await this.read();
    if (isUnderWay && this.known(kid) === undefined) await this.read();
    const found = this.known(kid);
    if (found === undefined) this.remember(kid);
    return found;
  }

  private remember(kid: string | undefined): void {
    if (kid !== undefined && kid.length > LONGEST_KID) return;
    const [oldest] = this.unknown.keys();
    if (this.unknown.size >= MOST_UNKNOWN) this.unknown.delete(oldest);
    this.unknown.delete(kid);
    this.unknown.set(kid, Date.now() + UNKNOWN_MS);
  }

  /** One reading at a time, for all open questions. @throws KeysUnavailable */
  private read(): Promise<void> {
    this.reading ??= this.readInTurn().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async readInTurn(): Promise<void> {
    const now = Date.now();
    if (now - this.failedAt < EVERY_MS) throw new KeysUnavailable();
    this.dueAt = Math.max(this.dueAt, now - BURST * EVERY_MS) + EVERY_MS;
    if (this.dueAt > now) await pause(this.dueAt - now, undefined, { ref: false });
    try {
      this.keys = await this.fetched();
      this.readAt = Date.now();
      if (this.isAway) this.logger.log('The keys at JWT_JWKS_URL can be read again');
      this.isAway = false;
    } catch (error) {
      this.failedAt = Date.now();
      if (!this.isAway) this.logger.warn(`The keys at JWT_JWKS_URL can't be read: ${describeFailure(error).summary}`);
      this.isAway = true;
      throw new KeysUnavailable();
    }
  }

  private async fetched(): Promise<[kid: string | undefined, key: KeyObject][]> {
    const response = await fetch(this.address, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`status ${response.status}`);
    }
    const { keys } = Object(JSON.parse(await textOf(response))) as { keys?: unknown };
    const usable = (Array.isArray(keys) ? (keys as unknown[]) : []).flatMap((jwk) => {
      const key = keyOf(Object(jwk) as Jwk);
      return key === undefined ? [] : [key];
    });
    if (usable.length === 0) throw new Error('no RS256 or ES256 keys are there');
    return usable;
  }
}
