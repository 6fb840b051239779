// The engagement modules of this server. A new module needs one more line here.
import { SERVER_SCOPES } from './auth/make-token.js';
import { CORE_MIGRATIONS } from './core-migrations.js';
import type { EngagementModule } from './engagement-module.js';
import { SMS_MODULE } from './messages/sms-module.js';
import type { SMS_SETTINGS, SmsConfig } from './messages/settings.js';
import { type Config, loadConfig, SETTINGS, type SettingName } from './platform/config/config.js';
import { type MigrationClass, migrate } from './platform/database/database.js';
import type { SettingsTable } from './platform/config/settings.js';
import type { Kinds } from './providers/kinds.js';
import { type ChannelDefinition, Channels } from './queue/channels.js';

export const MODULES: readonly EngagementModule[] = [SMS_MODULE];

/** The configuration with the settings of the modules. */
export type ServerConfig = SmsConfig;
export type ServerSettingName = SettingName | keyof typeof SMS_SETTINGS;

/** @throws StartupError with a sentence for each variable that is wrong or missing */
export const loadServerConfig = (env?: NodeJS.ProcessEnv, modules = MODULES): ServerConfig =>
  loadConfig(
    env,
    modules.map(({ settings = {} }) => settings),
  ) as ServerConfig;

const NAME = /^[a-z\d-]{1,32}$/;

/** @throws Error for a module or a channel whose name or owner is no good */
export function channelsOf(config: Config, modules = MODULES): Channels {
  for (const [i, { name }] of modules.entries()) {
    if (!NAME.test(name)) throw new Error(`The module name ${name} must have a–z, 0–9 and - alone`);
    if (modules.findIndex((each) => each.name === name) < i) throw new Error(`Two modules have the name ${name}`);
  }
  return new Channels(modules.flatMap((module) => module.channels(config).map((channel) => ownedBy(module, channel))));
}

/** Else its requests would be another module's. */
function ownedBy({ name }: EngagementModule, channel: ChannelDefinition): ChannelDefinition {
  if (channel.module === name) return channel;
  throw new Error(`The module ${name} brings the channel ${channel.name}, which names ${channel.module} as its module`);
}

/** The kinds of providers that the modules add to the server's own. */
export const addedKindsOf = (modules = MODULES): Kinds[] => modules.map(({ providerKinds = {} }) => providerKinds);

/** The scopes of a client that sends messages, space-separated. */
export const MODULE_SCOPES = [...new Set(MODULES.flatMap(({ scopes = [] }) => scopes))].join(' ');
/** Every scope that a route needs, space-separated. */
export const ALL_SCOPES = [MODULE_SCOPES, ...SERVER_SCOPES].join(' ');

/** The settings of the core and of the modules. */
export const SERVER_SETTINGS: SettingsTable = Object.assign({}, SETTINGS, ...MODULES.map(({ settings }) => settings)) as SettingsTable;

/** The migrations of the core and of the modules. */
export const migrationsOf = (modules = MODULES): MigrationClass[] => [
  ...CORE_MIGRATIONS,
  ...modules.flatMap(({ migrations = [] }) => migrations),
];

/** Brings the schema of the core and of the modules up to date. @throws StartupError for a server that is too old */
export const migrateServer = (config: Config, modules = MODULES): Promise<void> => migrate(config, migrationsOf(modules));
