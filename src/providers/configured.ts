// Reads the configured providers from the environment (PROVIDERS=twilio,vonage) or from a mounted file (PROVIDERS_FILE). All of them are
// checked before the first is made.
import { type Config, StartupError } from '../platform/config/config.js';
import type { Kind, Kinds } from './kinds.js';
import type { Provider } from './provider.js';
import { providersFile } from './providers-file.js';
import { fromObject, fromVariables, variableOf } from './settings.js';

export interface ConfiguredProvider {
  name: string;
  kind: string;
  make: () => Provider;
}

function kindNamed(kinds: Kinds, name: string, where: string): Kind {
  const found = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (found !== undefined) return found;
  throw new StartupError(`${where} names ${name}, which is no kind of provider: there are ${Object.keys(kinds).join(', ')}.`);
}

/** The providers in the order in which they are tried. @throws StartupError that names the wrong or missing setting */
export function configuredProviders(config: Config, kinds: Kinds): ConfiguredProvider[] {
  const provider = (name: string, kind: string, make: ReturnType<Kind['prepare']>): ConfiguredProvider => {
    const callbackUrl = config.PUBLIC_URL === '' ? undefined : `${config.PUBLIC_URL}/carriers/${name.toLowerCase()}`;
    return { name, kind, make: () => make({ name, callbackUrl }, config) };
  };
  const file = providersFile(config);
  if (file?.providers !== undefined)
    return Object.entries(file.providers).map(([name, { kind, ...given }]: [string, { kind?: unknown }]) => {
      const label = (property: string): string => file.label(`providers.${name}.${property}`);
      if (typeof kind !== 'string') throw new StartupError(`${label('kind')} must be one of ${Object.keys(kinds).join(', ')}.`);
      const found = kindNamed(kinds, kind, label('kind'));
      return provider(name, kind, found.prepare(fromObject(found.settings, given, label), label));
    });
  const names = config.PROVIDERS.map((name) => name.toLowerCase());
  if (new Set(names).size < names.length) throw new StartupError('PROVIDERS names a kind twice: use PROVIDERS_FILE for two of a kind.');
  return names.map((name) => {
    const found = kindNamed(kinds, name, 'PROVIDERS');
    const given = fromVariables(name, found.settings, config.providerVariables);
    const label = (property: string): string => variableOf(name, property);
    return provider(name.toUpperCase(), name, found.prepare(given, label));
  });
}

/** The kind of a configured provider, as PROVIDERS or the file names it; undefined if no provider has the name. */
export function kindNameOf(config: Config, provider: string): string | undefined {
  const file = providersFile(config);
  if (file?.providers === undefined) return config.PROVIDERS.find((name) => name.toUpperCase() === provider)?.toLowerCase();
  const { kind }: { kind?: unknown } = file.providers[provider] ?? {};
  return typeof kind === 'string' ? kind : undefined;
}

/** The names for commands and statuses. The settings of the accounts may be missing: a dispatch hold needs no secrets. */
export function providerNames(config: Config): string[] {
  const file = providersFile(config);
  return file?.providers === undefined ? config.PROVIDERS.map((name) => name.toUpperCase()) : Object.keys(file.providers);
}
