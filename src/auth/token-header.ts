// Checks the header of an access token before its key is looked up. `crit` lists extensions that a reader must understand, and this server
// understands none (RFC 7515, 4.1.11). `typ` excludes other kinds of signed claims (logout and security-event tokens, DPoP proofs).

/** Access tokens, with RFC 9068's name or without; an ID token has `JWT` as well, or no type. */
const TYPE = /^(?:application\/)?(?:jwt|at\+jwt)$/i;

export interface TokenHeader {
  alg?: unknown;
  kid?: unknown;
  typ?: unknown;
}

/** Undefined if the token has no header, or not that of an access token. */
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
