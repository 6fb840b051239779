// Makes access tokens for development, for `npm start` and `npm run token`, with the claims that the guard is configured to read.
import jwt from 'jsonwebtoken';
import { createSecretKey } from 'node:crypto';
import { type Config, StartupError } from '../platform/config/config.js';
import { scopesIn } from './caller.js';

export interface TokenRequest {
  tenant: string;
  /** Space-separated. */
  scope: string;
  subject: string;
  lifetimeSeconds: number;
}

/** The server's own scopes. Engagement modules bring theirs. */
export const SERVER_SCOPES = ['config:manage', 'system:read', 'system:manage'] as const;

/** @param all the scopes that routes need, space-separated. @throws StartupError for a scope that no route needs */
export function requireScopes(scope: string, all: string): void {
  const known = scopesIn(all);
  const unknown = [...scopesIn(scope)].filter((each) => !known.has(each));
  if (unknown.length > 0) throw new StartupError(`There is no scope ${unknown.join(', ')}. Scopes are ${[...known].join(', ')}.`);
}

/** @throws StartupError if the tokens come from another issuer */
export function makeToken(config: Config, { tenant, scope, subject, lifetimeSeconds }: TokenRequest): string {
  if (config.JWT_SECRET === '')
    throw new StartupError('Tokens can be made here only with JWT_SECRET; with JWT_JWKS_URL or JWT_PUBLIC_KEY ask the issuer for one.');
  const claims = { [config.JWT_TENANT_CLAIM]: tenant, [config.JWT_SCOPE_CLAIM]: scope };
  return jwt.sign(claims, createSecretKey(Buffer.from(config.JWT_SECRET)), {
    algorithm: 'HS256',
    issuer: config.JWT_ISSUER,
    audience: config.JWT_AUDIENCE,
    subject,
    expiresIn: lifetimeSeconds,
  });
}
