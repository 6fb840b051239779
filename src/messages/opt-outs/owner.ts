// The tenant that owns one of our numbers, by the configuration. That tenant sees the inbound messages to the number. A number that several
// tenants share has no owner, since it is unknown whose message the person answered.
import type { SmsConfig } from '../settings.js';
import { countryOf } from '../../platform/phone/phone-number.js';
import { senderKeys } from './addresses.js';

/**
 * The owner is the only tenant that SENDERS names with the number. If SENDERS names no other tenant than JWT_DEFAULT_TENANT, that tenant owns
 * every number.
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
