// The configured keys for access tokens, with the algorithms pinned to the kind of key. Every key is a KeyObject that is made once: with a
// string, jsonwebtoken costs 2.5 to 3.5 times the whole request.
import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import type { Algorithm } from 'jsonwebtoken';
import { type Config, StartupError } from '../platform/config/config.js';
import { Jwks } from './jwks.js';
import { headerOf } from './token-header.js';

type Done = (error: Error | null, key?: KeyObject) => void;

export interface TokenKeys {
  algorithms: Algorithm[];
  provide: (request: unknown, token: string, done: Done) => void;
}

const fixed = (algorithm: Algorithm, key: KeyObject): TokenKeys => ({
  algorithms: [algorithm],
  provide: (_request, _token, done) => {
    done(null, key);
  },
});

function fromPem(pem: string): TokenKeys {
  let key: KeyObject;
  try {
    // An environment file often holds line ends as \n.
    key = createPublicKey(pem.replaceAll('\\n', '\n'));
  } catch {
    throw new StartupError('JWT_PUBLIC_KEY is not a PEM public key. Paste the whole block, from -----BEGIN to -----END, and start again.');
  }
  if (key.asymmetricKeyType === 'rsa') return fixed('RS256', key);
  if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return fixed('ES256', key);
  throw new StartupError('JWT_PUBLIC_KEY must be an RSA key (RS256) or one on the curve P-256 (ES256).');
}

function fromJwks(jwksUri: string): TokenKeys {
  if (!/^https?:$/.test(URL.canParse(jwksUri) ? new URL(jwksUri).protocol : ''))
    throw new StartupError('JWT_JWKS_URL must be an address such as https://issuer.example/.well-known/jwks.json.');
  const keys = new Jwks(jwksUri);
  return {
    algorithms: ['RS256', 'ES256'],
    provide: (_request, token, done) => {
      const { alg, kid } = headerOf(token) ?? {};
      // A token that cannot be valid causes no look-up of a key.
      const found = alg === 'RS256' || alg === 'ES256' ? keys.find(kid) : Promise.resolve(undefined);
      found.then(
        (key) => {
          if (key === undefined) done(new Error('No such key'));
          else done(null, key);
        },
        (error: unknown) => {
          done(error as Error);
        },
      );
    },
  };
}

/** @throws StartupError if no usable key is configured */
export function tokenKeys(config: Config): TokenKeys {
  if (config.JWT_JWKS_URL !== '') return fromJwks(config.JWT_JWKS_URL);
  if (config.JWT_PUBLIC_KEY !== '') return fromPem(config.JWT_PUBLIC_KEY);
  if (config.JWT_SECRET !== '') return fixed('HS256', createSecretKey(Buffer.from(config.JWT_SECRET)));
  throw new StartupError('JWT_SECRET is missing: set JWT_SECRET (or JWT_JWKS_URL, or JWT_PUBLIC_KEY) and start again.');
}
