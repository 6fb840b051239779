// Secrets at rest: AES-256-GCM under CONFIG_KEY, bound to their owner, so that a value that is copied into another row cannot be opened.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { keyBytes } from '../../platform/config/key-bytes.js';
import { jsonObject } from '../http/json.js';

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;

export type Secrets = Readonly<Record<string, string>>;

/**
 * @param key the value of CONFIG_KEY, not empty
 * @param owner the only owner with which the value can be opened
 */
export function seal(secrets: Secrets, key: string, owner: string): Buffer {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, keyBytes(key) ?? '', nonce).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Undefined if the key differs or is missing, or the value was changed. */
export function open(sealed: Buffer, key: string, owner: string): Secrets | undefined {
  try {
    const decipher = createDecipheriv(CIPHER, keyBytes(key) ?? '', sealed.subarray(0, NONCE));
    decipher.setAAD(Buffer.from(owner)).setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
    const text = Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]).toString('utf8');
    return jsonObject(text) as Secrets | undefined;
  } catch {
    return undefined;
  }
}
