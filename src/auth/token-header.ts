// What the header of an access token may say, before its key is looked for. `crit` lists what a reader has to understand, and nothing of it
// is understood here (RFC 7515, 4.1.11); `typ` tells other kinds of signed claims (logout and security-event tokens, DPoP proofs) apart.

/** Access tokens, with RFC 9068's name or without; an ID token says `JWT` as well, or nothing. */
const TYPE = /^(?:application\/)?(?:jwt|at\+jwt)$/i;

export interface TokenHeader {
  alg?: unknown;
  kid?: unknown;
  typ?: unknown;
}

/** Undefined for what is none, or not an access token's. */
export function headerOf(token: string): TokenHeader | undefined {
  const [encoded = ''] = token.split('.', 1);
  try {
    const header: unknown = JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8'));
    if (typeof header !== 'object' || header === null || Object.hasOwn(header, 'crit')) return undefined;
    const { typ } = header as TokenHeader;
    return typ === undefined || (typeof typ === 'string' && TYPE.test(typ)) ? header : undefined;
  } catch {
    return undefined;
  }
}
