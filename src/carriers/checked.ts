// What is configured of carriers and routes, refused before anything is opened: none of them connects, listens or writes by being made.
import { type Config, StartupError } from '../platform/config.js';
import { ON_SIMULATOR } from '../platform/settings-agree.js';
import type { Channels } from '../queue/channels.js';
import { Routing } from '../queue/routing.js';
import type { Carrier } from './carrier.js';
import { carriersFile } from './carriers-file.js';
import { configuredCarriers } from './configured.js';
import { rulesOf } from './rules.js';

/** @throws StartupError for routes that are no good */
export function routingOf(config: Config, carriers: readonly Carrier[], channels: Channels): Routing {
  const file = carriersFile(config);
  return new Routing(carriers, file === undefined ? [] : rulesOf(file, carriers, channels), channels);
}

/** @throws StartupError naming the setting, or the place in the file */
export async function checkCarriers(config: Config, channels: Channels): Promise<void> {
  const configured = configuredCarriers(config);
  if (config.NODE_ENV === 'production' && !config.ALLOW_SIMULATOR && configured.some(({ kind }) => kind === 'simulator'))
    throw new StartupError(ON_SIMULATOR.replace('CARRIERS', config.CARRIERS_FILE === '' ? 'CARRIERS' : 'CARRIERS_FILE'));
  const carriers = configured.map(({ make }) => make());
  routingOf(config, carriers, channels);
  await Promise.all(carriers.map((carrier) => carrier.close()));
}
