// The channels of a server as it is configured by default.
import { channelsOf, loadServerConfig } from '../../src/modules.js';

export const CHANNELS = channelsOf(loadServerConfig({}));
