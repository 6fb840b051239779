// The `sig` parameter of the SMS API, for requests and callbacks: the parameters in the order of their names, `&` and `=` in values
// replaced, hashed with the account's signature secret (https://developer.vonage.com/concepts/guides/signing-messages).
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** `md5hash` hashes the secret after the parameters; the others are HMACs. */
export const SIGNATURE_METHODS = ['md5hash', 'md5', 'sha1', 'sha256', 'sha512'] as const;

export type SignatureMethod = (typeof SIGNATURE_METHODS)[number];

export type Parameters = ReadonlyMap<string, string>;

/** Lower-case hexadecimal. `sig` itself is left out. */
export function signatureOf(method: SignatureMethod, secret: string, parameters: Parameters): string {
  const text = [...parameters.keys()]
    .filter((key) => key !== 'sig')
    .sort()
    .map((key) => `&${key}=${(parameters.get(key) ?? '').replace(/[&=]/g, '_')}`)
    .join('');
  const hash = method === 'md5hash' ? createHash('md5').update(text + secret) : createHmac(method, secret).update(text);
  return hash.digest('hex');
}

/** True if two hexadecimal texts are equal; takes the same time for all texts of one length. */
export function sameHex(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one.toLowerCase()), Buffer.from(other.toLowerCase())];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** True if `sig` is the signature of the parameters with the secret, by this method and no other. */
export const isSigned = (method: SignatureMethod, secret: string, parameters: Parameters): boolean =>
  sameHex(signatureOf(method, secret, parameters), parameters.get('sig') ?? '');
