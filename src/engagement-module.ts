// What an engagement module (SMS, e-mail, a team's own) brings to the server. The core serves its channels: it stores, schedules, hands
// over, cancels and counts its requests, and knows nothing else of them. docs/contributing has a walk through one.
import type { DynamicModule } from '@nestjs/common';
import type { Config } from './platform/config/config.js';
import type { MigrationClass } from './platform/database/database.js';
import type { SettingsTable } from './platform/config/settings.js';
import type { ChannelDefinition } from './queue/channels.js';

export interface EngagementModule {
  /** Names the owner of each request in the tables: `a–z`, `0–9` and `-`. */
  readonly name: string;
  /** @param config with the module's own settings among it */
  channels(config: Config): readonly ChannelDefinition[];
  /** That its routes ask for, such as `messages:send`: `npm run token` knows no others. */
  readonly scopes?: readonly string[];
  /** Further settings, by the names of their variables. */
  readonly settings?: SettingsTable;
  /** Of its own tables. */
  readonly migrations?: readonly MigrationClass[];
  /** What runs in every process, whatever its role. */
  core?(config: Config): Promise<DynamicModule>;
  /** Its routes, in processes that answer HTTP. */
  api?(config: Config): Promise<DynamicModule>;
}
