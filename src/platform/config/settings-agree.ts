// Rules between settings, checked before anything is opened. Each fault is a sentence with its remedy. In production more is refused: a
// server that would send nothing, or that would admit anybody. A setting of its own permits each of these.
import { isWeakKey, isWeakSecret } from './weak-secrets.js';

interface Agreeing {
  readonly NODE_ENV: string;
  readonly JWT_SECRET: string;
  readonly JWT_JWKS_URL: string;
  readonly JWT_PUBLIC_KEY: string;
  readonly OIDC_ISSUER: string;
  readonly OIDC_CLIENT_ID: string;
  readonly OIDC_SCOPES: string;
  readonly PROVIDER_TIMEOUT_MS: number;
  readonly LEASE_MS: number;
  readonly HOST: string;
  readonly PUBLIC_URL: string;
  readonly CONFIG_KEY: string;
  readonly BASIC_AUTH: boolean;
  readonly PROVIDERS: readonly string[];
  readonly PROVIDERS_FILE: string;
  readonly ALLOW_SIMULATOR: boolean;
  readonly ALLOW_PLAIN_HTTP: boolean;
}

function tokenFault({ NODE_ENV, JWT_SECRET, JWT_JWKS_URL, JWT_PUBLIC_KEY }: Agreeing): string | undefined {
  const keys = [JWT_SECRET, JWT_JWKS_URL, JWT_PUBLIC_KEY].filter((key) => key !== '').length;
  if (keys > 1) return 'Set only one of JWT_SECRET, JWT_JWKS_URL and JWT_PUBLIC_KEY, so that one kind of key is trusted.';
  if (NODE_ENV !== 'production') return undefined;
  if (keys === 0)
    return 'JWT_SECRET is missing: with NODE_ENV=production set JWT_SECRET (or JWT_JWKS_URL, or JWT_PUBLIC_KEY) and start again.';
  if (JWT_SECRET !== '' && Buffer.byteLength(JWT_SECRET) < 32)
    return 'JWT_SECRET is too short for NODE_ENV=production: use 32 random bytes or more, for example from `openssl rand -hex 32`.';
  if (JWT_SECRET !== '' && isWeakSecret(JWT_SECRET))
    return 'JWT_SECRET can be guessed (too few different characters, a pattern, words, or an example): with NODE_ENV=production use random bytes, for example from `openssl rand -hex 32`.';
  return undefined;
}

const isHere = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/.test(host);

/** http to another machine: answers can be forged, and secrets can be read. */
const isPlain = (text: string): boolean => URL.canParse(text) && new URL(text).protocol === 'http:' && !isHere(new URL(text).hostname);

/** An address of an issuer whose answers can be believed. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && !isPlain(text) && [username, search, hash].every((part) => part === '');
}

function oidcFault({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_SCOPES, JWT_JWKS_URL, JWT_PUBLIC_KEY }: Agreeing): string | undefined {
  if (OIDC_ISSUER === '') return undefined;
  if (!isIssuer(OIDC_ISSUER))
    return 'OIDC_ISSUER must be an address such as https://login.example.com (http on this machine alone). Correct it and start again.';
  if (OIDC_CLIENT_ID === '')
    return 'OIDC_CLIENT_ID is missing: set it to the client ID of this server at the provider in OIDC_ISSUER, and start again.';
  if (!OIDC_SCOPES.split(' ').includes('openid')) return 'OIDC_SCOPES must have openid among its scopes. Correct it and start again.';
  if (JWT_JWKS_URL === '' && JWT_PUBLIC_KEY === '')
    return 'JWT_JWKS_URL is missing: with OIDC_ISSUER set it to the address of the provider’s keys (or set JWT_PUBLIC_KEY), so that its tokens can be verified, and start again.';
  return undefined;
}

function leaseFault({ PROVIDER_TIMEOUT_MS, LEASE_MS }: Agreeing): string | undefined {
  if (PROVIDER_TIMEOUT_MS * 2 <= LEASE_MS) return undefined;
  return 'LEASE_MS must be at least twice PROVIDER_TIMEOUT_MS, so that a batch is completed before its lease ends.';
}

function plainHttpFaults({ JWT_JWKS_URL, PUBLIC_URL, BASIC_AUTH, HOST, ALLOW_PLAIN_HTTP }: Agreeing): string[] {
  if (ALLOW_PLAIN_HTTP) return [];
  const remedy = 'with NODE_ENV=production use https, or set ALLOW_PLAIN_HTTP=true where the network between is your own.';
  const faults: string[] = [];
  if (isPlain(JWT_JWKS_URL)) faults.push(`JWT_JWKS_URL is a plain http address, and whoever answers in its place makes tokens: ${remedy}`);
  if (isPlain(PUBLIC_URL)) faults.push(`PUBLIC_URL is a plain http address, by which receipts and sign-ins come unprotected: ${remedy}`);
  if (BASIC_AUTH && !isHere(HOST) && !PUBLIC_URL.startsWith('https:') && !isPlain(PUBLIC_URL))
    faults.push(
      'BASIC_AUTH lets passwords come, and this server speaks plain http: with NODE_ENV=production set PUBLIC_URL to the https address of the proxy before it, or ALLOW_PLAIN_HTTP=true where the network between is your own.',
    );
  return faults;
}

function productionFaults(settings: Agreeing): string[] {
  const { NODE_ENV, PROVIDERS, PROVIDERS_FILE, ALLOW_SIMULATOR, CONFIG_KEY } = settings;
  if (NODE_ENV !== 'production') return [];
  const faults = plainHttpFaults(settings);
  if (PROVIDERS_FILE === '' && !ALLOW_SIMULATOR && PROVIDERS.some((each) => each.toLowerCase() === 'simulator')) faults.push(ON_SIMULATOR);
  if (CONFIG_KEY !== '' && isWeakKey(CONFIG_KEY))
    faults.push(
      'CONFIG_KEY can be guessed (a pattern or a text): with NODE_ENV=production use random bytes, for example from `openssl rand -hex 32`.',
    );
  return faults;
}

export const ON_SIMULATOR =
  'PROVIDERS has the simulator, whose messages reach nobody: with NODE_ENV=production name your providers (docs/guides/providers/routing.md), or set ALLOW_SIMULATOR=true to try it.';

/** All faults. */
export const faultsBetween = (settings: Agreeing): string[] =>
  [tokenFault(settings), oidcFault(settings), leaseFault(settings), ...productionFaults(settings)].filter((fault) => fault !== undefined);
