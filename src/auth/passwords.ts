// Stores passwords as `scrypt$N$r$p$salt$key`, so that the cost may be raised while older hashes stay valid.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

interface Cost {
  N: number;
  r: number;
  p: number;
}

/** 32 MiB and about 0.3 s of a core: the cost that OWASP lists for this memory. */
const COST: Cost = { N: 32_768, r: 8, p: 3 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const STORED = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([\w-]+)\$([\w-]+)$/;

const derive = promisify<string, Buffer, number, Cost & { maxmem: number }, Buffer>(scrypt);

/** One character may be written in several ways (RFC 7617). */
export const normalized = (text: string): string => text.normalize('NFC');

/** A password that fits into a Basic header and is long enough. */
export const isPassword = (text: string): boolean =>
  text.length >= 12 && text.length <= 256 && text.isWellFormed() && !/\p{Cc}/u.test(text);

const keyOf = (password: string, salt: Buffer, cost: Cost): Promise<Buffer> =>
  derive(normalized(password), salt, KEY_BYTES, { ...cost, maxmem: 256 * cost.N * cost.r });

const write = ({ N, r, p }: Cost, salt: Buffer, key: Buffer): string =>
  ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return write(COST, salt, await keyOf(password, salt, COST));
}

/** A hash that no password fits. Checking it costs the same as any other. */
export const decoyHash = (): string => write(COST, randomBytes(SALT_BYTES), randomBytes(KEY_BYTES));

export async function fits(password: string, stored: string): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = STORED.exec(stored) ?? [];
  const expected = Buffer.from(key, 'base64url');
  if (expected.length !== KEY_BYTES) throw new Error('A password hash is not as this server writes it');
  return timingSafeEqual(await keyOf(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) }), expected);
}
