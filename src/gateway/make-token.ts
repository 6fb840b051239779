// Access tokens for development: what `npm start` prints and `npm run token` makes, in the claims that the guard is configured to read.
import jwt from 'jsonwebtoken';
import { createSecretKey } from 'node:crypto';
import { type Config, StartupError } from '../platform/config.js';

export interface TokenRequest {
  tenant: string;
  /** Space-separated. */
  scope: string;
  subject: string;
  lifetimeSeconds: number;
}

export const ALL_SCOPES = 'messages:send messages:read messages:cancel';

/** @throws StartupError where the tokens are another issuer's to make */
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
