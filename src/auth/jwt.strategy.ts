// Turns an access token into a caller: signature, algorithm, issuer, audience and expiry are pinned; which claims hold tenant and
// scopes, and what a token without them gets, is configuration.
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

/** Claims are a JSON object: `{` and what may follow it, in base64url. jsonwebtoken throws at a signed `null`. */
const CLAIMS = /^[\w-]+\.e[w-z\d_-]/;
const isAccessToken = (token: string): boolean => CLAIMS.test(token) && headerOf(token) !== undefined;
/** A claim may say any number; a Date ends here. */
const LAST_DATE = 8.64e15;

let strategies = 0;

@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) implements OnApplicationShutdown {
  /** passport's registry belongs to the process: a name of its own keeps two apps in one process from checking each other's tokens. */
  readonly registeredAs = `jwt-${++strategies}`;
  private readonly defaultScopes: ReadonlySet<string>;

  constructor(@Inject(CONFIG) private readonly config: Config) {
    const keys = tokenKeys(config);
    super({
      jwtFromRequest: (request: unknown) => {
        const credential = credentialOf((request as { raw: IncomingMessage }).raw);
        return credential.kind === 'token' && isAccessToken(credential.token) ? credential.token : null;
      },
      // Its types know strings only; jsonwebtoken, which gets the key, takes a KeyObject.
      secretOrKeyProvider: keys.provide as SecretOrKeyProvider,
      algorithms: keys.algorithms,
      issuer: config.JWT_ISSUER,
      audience: config.JWT_AUDIENCE,
    });
    this.defaultScopes = scopesIn(config.JWT_DEFAULT_SCOPES);
    passport.unuse('jwt').use(this.registeredAs, this);
  }

  /** Answers null, which the guard makes 401, for a token that doesn't say what it must. */
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
   * Whose token it is, wherever it came from.
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
