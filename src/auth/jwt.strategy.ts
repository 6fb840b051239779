// Turns an access token into a caller. Signature, algorithm, issuer, audience and expiry are pinned. Configuration names the claims of
// tenant and scopes, and the values for a token without them.
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { IncomingMessage } from 'node:http';
import passport from 'passport';
import { type SecretOrKeyProvider, Strategy } from 'passport-jwt';
import { CONFIG, type Config } from '../platform/config/config.js';
import { type Caller, isName, scopesIn } from './caller.js';
import { credentialOf, unauthorized } from './credentials.js';
import { KeysUnavailable } from './jwks.js';
import { headerOf } from './token-header.js';
import { tokenKeys } from './token-keys.js';

/** Claims are a JSON object: `{` and a character that may follow it, in base64url. jsonwebtoken throws at a signed `null`. */
const CLAIMS = /^[\w-]+\.e[w-z\d_-]/;
const isAccessToken = (token: string): boolean => CLAIMS.test(token) && headerOf(token) !== undefined;
/** A claim may have any number; the latest time that a Date can hold. */
const LAST_DATE = 8.64e15;

let strategies = 0;

@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) implements OnApplicationShutdown {
  /** The registry of passport belongs to the process: a name of its own keeps two apps in one process apart. */
  readonly registeredAs = `jwt-${++strategies}`;
  private readonly defaultScopes: ReadonlySet<string>;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    const keys = tokenKeys(config);
    super({
      jwtFromRequest: (request: unknown) => {
        const credential = credentialOf((request as { raw: IncomingMessage }).raw);
        return credential.kind === 'token' && isAccessToken(credential.token) ? credential.token : null;
      },
      // The types permit strings only; jsonwebtoken, which gets the key, also takes a KeyObject.
      secretOrKeyProvider: keys.provide as SecretOrKeyProvider,
      algorithms: keys.algorithms,
      issuer: config.JWT_ISSUER,
      audience: config.JWT_AUDIENCE,
    });
    this.defaultScopes = scopesIn(config.JWT_DEFAULT_SCOPES);
    passport.unuse('jwt').use(this.registeredAs, this);
  }

  /** Returns null, which the guard turns into 401, if a token lacks a required claim. */
  validate(claims: Record<string, unknown>): Caller | null {
    const { JWT_TENANT_CLAIM, JWT_SCOPE_CLAIM, JWT_DEFAULT_TENANT } = this.config;
    const claim = (name: string): unknown => (Object.hasOwn(claims, name) ? claims[name] : undefined);
    const tenant = claim(JWT_TENANT_CLAIM) ?? JWT_DEFAULT_TENANT;
    const subject = claim('sub');
    const scopes = this.scopesOf(claim(JWT_SCOPE_CLAIM));
    const ends = claim('exp');
    if (typeof ends !== 'number' || !isName(tenant) || !isName(subject) || scopes === null) return null;
    return { tenant, subject, scopes, expiresAt: new Date(Math.min(ends * 1_000, LAST_DATE)) };
  }

  /**
   * The caller of a token, from a header or a cookie.
   * @throws ApiError 401 · KeysUnavailable
   */
  callerOf(token: string): Promise<Caller> {
    return new Promise((resolve, reject) => {
      const attempt = Object.assign(Object.create(this) as this, {
        success: resolve,
        fail: (why: unknown) => {
          reject(why instanceof KeysUnavailable ? why : unauthorized());
        },
        error: reject,
      });
      const asked = { raw: { headers: { authorization: `Bearer ${token}` }, rawHeaders: [] } };
      attempt.authenticate(asked as unknown as Parameters<typeof this.authenticate>[0]);
    });
  }

  onApplicationShutdown(): void {
    passport.unuse(this.registeredAs);
  }

  private scopesOf(value: unknown): ReadonlySet<string> | null {
    if (value === undefined || value === null) return this.defaultScopes;
    if (typeof value === 'string') return scopesIn(value);
    return Array.isArray(value) && value.every((scope) => typeof scope === 'string') ? new Set(value) : null;
  }
}
