// Tokens for the callers of tests, and the secret that signs them.
import jwt from 'jsonwebtoken';
import { createHash } from 'node:crypto';

/** Good enough for production. */
export const SECRET = createHash('sha256').update('the secret of the tests').digest('hex');
export const ALL_SCOPES = 'messages:send messages:read messages:cancel';

export interface TokenClaims {
  tenant?: string;
  scope?: string;
  sub?: string;
  [claim: string]: unknown;
}

/** A good token with all scopes; a claim given as undefined is left out. */
export function token(claims: TokenClaims = {}, key: jwt.Secret = SECRET, options: jwt.SignOptions = {}): string {
  const now = Math.floor(Date.now() / 1_000);
  const whole: TokenClaims = {
    iss: 'engagement-server',
    aud: 'engagement-server',
    sub: 'tester',
    tenant: 'acme',
    scope: ALL_SCOPES,
    exp: now + 3_600,
  };
  const payload = Object.fromEntries(Object.entries({ ...whole, ...claims }).filter(([, value]) => value !== undefined));
  return jwt.sign(payload, key, options);
}

export const bearer = (claims?: TokenClaims): { authorization: string } => ({ authorization: `Bearer ${token(claims)}` });
