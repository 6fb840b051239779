// What has to hold between settings, before anything is opened: each fault is a sentence with its remedy.

interface Agreeing {
  readonly NODE_ENV: string;
  readonly JWT_SECRET: string;
  readonly JWT_JWKS_URL: string;
  readonly JWT_PUBLIC_KEY: string;
  readonly OIDC_ISSUER: string;
  readonly OIDC_CLIENT_ID: string;
  readonly OIDC_SCOPES: string;
  readonly CARRIER_TIMEOUT_MS: number;
  readonly LEASE_MS: number;
}

function tokenFault({ NODE_ENV, JWT_SECRET, JWT_JWKS_URL, JWT_PUBLIC_KEY }: Agreeing): string | undefined {
  const keys = [JWT_SECRET, JWT_JWKS_URL, JWT_PUBLIC_KEY].filter((key) => key !== '').length;
  if (keys > 1) return 'Set only one of JWT_SECRET, JWT_JWKS_URL and JWT_PUBLIC_KEY, so that one kind of key is trusted.';
  if (NODE_ENV !== 'production') return undefined;
  if (keys === 0)
    return 'JWT_SECRET is missing: with NODE_ENV=production set JWT_SECRET (or JWT_JWKS_URL, or JWT_PUBLIC_KEY) and start again.';
  if (JWT_SECRET !== '' && Buffer.byteLength(JWT_SECRET) < 32)
    return 'JWT_SECRET is too short for NODE_ENV=production: use 32 random bytes or more, for example from `openssl rand -hex 32`.';
  return undefined;
}

/** Without TLS on this machine alone: what a provider answers is believed by where it comes from. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, search, hash } = new URL(text);
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  return (protocol === 'https:' || (protocol === 'http:' && isHere)) && [username, search, hash].every((part) => part === '');
}

function oidcFault({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_SCOPES, JWT_JWKS_URL, JWT_PUBLIC_KEY }: Agreeing): string | undefined {
  if (OIDC_ISSUER === '') return undefined;
  if (!isIssuer(OIDC_ISSUER))
    return 'OIDC_ISSUER must be an address such as https://login.example.com (http on this machine alone). Correct it and start again.';
  if (OIDC_CLIENT_ID === '')
    return 'OIDC_CLIENT_ID is missing: set it to what the provider in OIDC_ISSUER knows this server as, and start again.';
  if (!OIDC_SCOPES.split(' ').includes('openid')) return 'OIDC_SCOPES must have openid among its scopes. Correct it and start again.';
  if (JWT_JWKS_URL === '' && JWT_PUBLIC_KEY === '')
    return 'JWT_JWKS_URL is missing: with OIDC_ISSUER set it to the provider’s keys (or JWT_PUBLIC_KEY), by which its tokens are verified, and start again.';
  return undefined;
}

function leaseFault({ CARRIER_TIMEOUT_MS, LEASE_MS }: Agreeing): string | undefined {
  if (CARRIER_TIMEOUT_MS * 2 <= LEASE_MS) return undefined;
  return 'LEASE_MS must be at least twice CARRIER_TIMEOUT_MS, so that every answer is recorded while the window is still held.';
}

/** The first that is found. */
export const faultBetween = (settings: Agreeing): string | undefined => tokenFault(settings) ?? oidcFault(settings) ?? leaseFault(settings);
