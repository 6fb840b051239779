// From a provider's keys and their values to a carrier. The same for what a client sends and for what was stored: each start reads it anew,
// since the operator may have allowed a host, or allows it no more.
import { createHash } from 'node:crypto';
import type { Config } from '../../platform/config.js';
import { StartupError } from '../../platform/config.js';
import type { Carrier } from '../carrier.js';
import { KINDS } from '../kinds.js';
import { SettingsError } from '../settings.js';
import { type Address, httpAddress, smppAddress } from './address.js';
import { HOST_URL, MAX_LENGTH, PORT, type Provider } from './providers.js';

export interface Fault {
  /** As the family calls it. */
  field: string;
  message: string;
}

/** What can't be made a carrier. */
export class BadConfig extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super('a carrier’s configuration is not valid');
  }
}

export interface Draft {
  tenant: string;
  provider: Provider;
  /** Of the carrier, where it is stored already. */
  name?: string;
  /** By key, without those that are absent; secrets as well. */
  values: ReadonlyMap<string, string>;
}

/** Of a stored carrier's name, which `SMS request sent to … Gateway` is said without. */
const NAME_HASH = 16;

/** @throws BadConfig for an address that isn't allowed; undefined where it is the vendor's own */
function addressOf({ provider, values }: Draft, { CARRIER_HOSTS: listed }: Config): Address | undefined {
  const given = values.get(HOST_URL);
  if (given === undefined) return undefined;
  const { protocol, hosts, at } = provider;
  const found = protocol === 'SMPP' ? smppAddress(given, values.get(PORT) ?? '', listed) : httpAddress(given, hosts, listed, at);
  if (typeof found === 'string') throw new BadConfig([{ field: HOST_URL, message: found }]);
  return found;
}

/**
 * Of this tenant, kind and account alone. Another account is another carrier: what it knows of a message that the one before had would be
 * taken for that one's word, and the message be sent again.
 */
function nameOf({ tenant, provider, values }: Draft, place: string): string {
  const account = provider.keys.filter((each) => each.account).map(({ key }) => values.get(key) ?? '');
  const whose = JSON.stringify([tenant, provider.kind, provider.provider, provider.protocol, place, ...account]);
  return `${provider.shown}__${createHash('sha256').update(whose).digest('hex').slice(0, NAME_HASH).toUpperCase()}`;
}

/** @throws BadConfig naming each key at fault */
export function carrierOf(draft: Draft, config: Config): Carrier {
  const { provider, values } = draft;
  const missing = provider.keys.filter(({ key, required }) => required && !values.has(key));
  const wrong = provider.keys.flatMap(({ key, fault }): Fault[] => {
    const message = fault?.(values.get(key) ?? '');
    return message === undefined || !values.has(key) ? [] : [{ field: key, message }];
  });
  const faults = [...missing.map(({ key }) => ({ field: key, message: 'is missing' })), ...wrong];
  if (faults.length > 0) throw new BadConfig(faults);
  const address = addressOf(draft, config);
  const settings: Record<string, unknown> = { ...address?.settings };
  const keys = new Map<string, string>();
  for (const { key, to } of provider.keys)
    for (const [property, value] of Object.entries(to?.(values.get(key) ?? '') ?? {})) {
      keys.set(property, key);
      if (values.has(key)) settings[property] = value;
    }
  const name = draft.name ?? nameOf(draft, address?.place ?? '');
  const callbackUrl = config.PUBLIC_URL === '' ? undefined : `${config.PUBLIC_URL}/carriers/${name.toLowerCase()}`;
  try {
    return KINDS[provider.carrier].prepare(settings, (property) => keys.get(property) ?? property)({ name, callbackUrl }, config);
  } catch (error) {
    if (error instanceof SettingsError)
      throw new BadConfig(
        error.faults.map(({ property, message }) => ({ field: keys.get(property) ?? property, message: message.replace(/^: /, '') })),
      );
    // Of a key that can't sign alone.
    if (error instanceof StartupError)
      throw new BadConfig([{ field: keys.get('privateKey') ?? '', message: 'is not one that can be used' }]);
    throw error;
  }
}

/** Code points of a message, where the tenant has limited them. */
export function maxLengthOf(values: ReadonlyMap<string, string>): number | null {
  const limit = values.get(MAX_LENGTH);
  return limit === undefined ? null : Number(limit);
}
