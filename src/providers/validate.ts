// Checks the configured providers and routes before anything is opened. Making a provider neither connects, listens nor writes.
import { type Config, StartupError } from '../platform/config/config.js';
import { ON_SIMULATOR } from '../platform/config/settings-agree.js';
import type { Channels } from '../queue/channels.js';
import { Routing } from '../queue/routing.js';
import { configuredProviders } from './configured.js';
import type { Kinds } from './kinds.js';
import type { Provider } from './provider.js';
import { providersFile } from './providers-file.js';
import { rulesOf } from './rules.js';

/** @throws StartupError for invalid routes */
export function routingOf(config: Config, providers: readonly Provider[], channels: Channels): Routing {
  const file = providersFile(config);
  return new Routing(providers, file === undefined ? [] : rulesOf(file, providers, channels), channels);
}

/**
 * @param kinds the server's own and those of its modules
 * @throws StartupError that names the setting, or the place in the file
 */
export async function checkProviders(config: Config, channels: Channels, kinds: Kinds): Promise<void> {
  const configured = configuredProviders(config, kinds);
  if (config.NODE_ENV === 'production' && !config.ALLOW_SIMULATOR && configured.some(({ kind }) => kind === 'simulator'))
    throw new StartupError(ON_SIMULATOR.replace('PROVIDERS', config.PROVIDERS_FILE === '' ? 'PROVIDERS' : 'PROVIDERS_FILE'));
  const providers = configured.map(({ make }) => make());
  routingOf(config, providers, channels);
  await Promise.all(providers.map((provider) => provider.close()));
}
