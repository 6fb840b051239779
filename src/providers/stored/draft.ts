// Makes a provider from its keys and their values. The code is the same for a client's input and for stored values: each start reads them
// anew, since the operator may have permitted or removed a host.
import { createHash } from 'node:crypto';
import type { Config } from '../../platform/config/config.js';
import { StartupError } from '../../platform/config/config.js';
import { KINDS } from '../kinds.js';
import type { Provider } from '../provider.js';
import { SettingsError } from '../settings.js';
import { type Address, httpAddress, smppAddress } from './address.js';
import { HOST_URL, MAX_LENGTH, PORT, type VoltmxProvider } from './voltmx-providers.js';

export interface Fault {
  /** The name in the Volt MX API. */
  field: string;
  message: string;
}

/** A configuration that cannot become a provider. */
export class BadConfig extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super('a provider’s configuration is not valid');
  }
}

export interface Draft {
  tenant: string;
  voltmxProvider: VoltmxProvider;
  /** The name of the provider, if it is stored already. */
  name?: string;
  /** The values by key, without absent ones; secrets included. */
  values: ReadonlyMap<string, string>;
}

/** The suffix of a stored provider's name, which `SMS request sent to … Gateway` omits. */
const NAME_HASH = 16;

/**
 * @throws BadConfig for an address that is not permitted
 * @returns undefined if it is the vendor's own
 */
function addressOf({ voltmxProvider, values }: Draft, { PROVIDER_HOSTS: listed }: Config): Address | undefined {
  const given = values.get(HOST_URL);
  if (given === undefined) return undefined;
  const { protocol, hosts, at } = voltmxProvider;
  const found = protocol === 'SMPP' ? smppAddress(given, values.get(PORT) ?? '', listed) : httpAddress(given, hosts, listed, at);
  if (typeof found === 'string') throw new BadConfig([{ field: HOST_URL, message: found }]);
  return found;
}

/**
 * A name for this tenant, kind and account alone. Another account is another provider: otherwise its answer about an earlier account's
 * message would count for that account, and the message would be sent again.
 */
function nameOf({ tenant, voltmxProvider, values }: Draft, place: string): string {
  const account = voltmxProvider.keys.filter((each) => each.account).map(({ key }) => values.get(key) ?? '');
  const whose = JSON.stringify([tenant, voltmxProvider.kind, voltmxProvider.provider, voltmxProvider.protocol, place, ...account]);
  return `${voltmxProvider.shown}__${createHash('sha256').update(whose).digest('hex').slice(0, NAME_HASH).toUpperCase()}`;
}

/** @throws BadConfig that names each key at fault */
export function providerOf(draft: Draft, config: Config): Provider {
  const { voltmxProvider, values } = draft;
  const missing = voltmxProvider.keys.filter(({ key, required }) => required && !values.has(key));
  const wrong = voltmxProvider.keys.flatMap(({ key, fault }): Fault[] => {
    const message = fault?.(values.get(key) ?? '');
    return message === undefined || !values.has(key) ? [] : [{ field: key, message }];
  });
  const faults = [...missing.map(({ key }) => ({ field: key, message: 'is missing' })), ...wrong];
  if (faults.length > 0) throw new BadConfig(faults);
  const address = addressOf(draft, config);
  const settings: Record<string, unknown> = { ...address?.settings };
  const keys = new Map<string, string>();
  for (const { key, to } of voltmxProvider.keys)
    for (const [property, value] of Object.entries(to?.(values.get(key) ?? '') ?? {})) {
      keys.set(property, key);
      if (values.has(key)) settings[property] = value;
    }
  const name = draft.name ?? nameOf(draft, address?.place ?? '');
  const callbackUrl = config.PUBLIC_URL === '' ? undefined : `${config.PUBLIC_URL}/carriers/${name.toLowerCase()}`;
  try {
    return KINDS[voltmxProvider.adapter].prepare(settings, (property) => keys.get(property) ?? property)({ name, callbackUrl }, config);
  } catch (error) {
    if (error instanceof SettingsError)
      throw new BadConfig(
        error.faults.map(({ property, message }) => ({ field: keys.get(property) ?? property, message: message.replace(/^: /, '') })),
      );
    // This error means a key that cannot sign.
    if (error instanceof StartupError)
      throw new BadConfig([{ field: keys.get('privateKey') ?? '', message: 'is not one that can be used' }]);
    throw error;
  }
}

/** The greatest length of a message in code points, if the tenant has limited it. */
export function maxLengthOf(values: ReadonlyMap<string, string>): number | null {
  const limit = values.get(MAX_LENGTH);
  return limit === undefined ? null : Number(limit);
}
