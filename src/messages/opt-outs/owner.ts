// Whose a number of ours is, where the configuration says so: a message that comes in to it is for that tenant to see. Said of one tenant
// or of nobody: whoever shares a number can't be told whose message was answered.
import type { SmsConfig } from '../settings.js';
import { countryOf } from '../../platform/phone/phone-number.js';
import { senderKeys } from './addresses.js';

/**
 * The tenant that alone is named with the number in SENDERS. Where SENDERS names no tenant but JWT_DEFAULT_TENANT, or none at all, the
 * server is that tenant's.
 */
type Owning = Pick<SmsConfig, 'SENDERS' | 'JWT_DEFAULT_TENANT' | 'DEFAULT_COUNTRY'>;

export function ownerOf({ SENDERS, JWT_DEFAULT_TENANT, DEFAULT_COUNTRY }: Owning, address: string): string | null {
  const country = countryOf(DEFAULT_COUNTRY);
  const keys = [...senderKeys(address, country)];
  const entries = SENDERS.map((entry) => {
    const at = entry.lastIndexOf(':');
    return { tenant: entry.slice(0, Math.max(at, 0)), senders: senderKeys(entry.slice(at + 1), country) };
  });
  const everyone = new Set(entries.flatMap(({ tenant }) => (tenant === '' ? [] : [tenant])));
  if (JWT_DEFAULT_TENANT !== '' && [...everyone].every((tenant) => tenant === JWT_DEFAULT_TENANT)) return JWT_DEFAULT_TENANT;
  const own = new Set(entries.flatMap(({ tenant, senders }) => (keys.some((key) => senders.has(key)) ? [tenant] : [])));
  const [owner = ''] = own;
  return own.size === 1 && owner !== '' ? owner : null;
}
