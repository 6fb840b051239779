// The channels of a server with the default configuration.
import { channelsOf, loadServerConfig } from '../../src/modules.js';

export const CHANNELS = channelsOf(loadServerConfig({}));
