// The interface of an engagement module (SMS, e-mail, a team's own). The core serves its channels: it stores, schedules, hands over,
// cancels and counts its requests, without knowledge of their content. docs/contributing/module.md explains each part.
import type { DynamicModule } from '@nestjs/common';
import type { Config } from './platform/config/config.js';
import type { MigrationClass } from './platform/database/database.js';
import type { SettingsTable } from './platform/config/settings.js';
import type { Kinds } from './providers/kinds.js';
import type { ChannelDefinition } from './queue/channels.js';

/** A tag of the OpenAPI document, a heading of Swagger UI. */
export interface Tag {
  name: string;
  description: string;
}

export interface EngagementModule {
  /** Names the owner of each request in the tables: `a–z`, `0–9` and `-`. */
  readonly name: string;
  /** @param config includes the module's own settings */
  channels(config: Config): readonly ChannelDefinition[];
  /** The scopes that its routes need, such as `messages:send`. `npm run token` accepts no other scope. */
  readonly scopes?: readonly string[];
  /** The tags of its routes (`@ApiTags`). The OpenAPI document describes them in this order. */
  readonly tags?: readonly Tag[];
  /** The kinds of providers that it adds, by the names that PROVIDERS uses. */
  readonly providerKinds?: Kinds;
  /** The module's settings, by the names of their variables. */
  readonly settings?: SettingsTable;
  /** Migrations for its own tables. */
  readonly migrations?: readonly MigrationClass[];
  /** The Nest module that runs in every process, in every role. */
  core?(config: Config): Promise<DynamicModule>;
  /** The Nest module with its routes, in processes that answer HTTP. */
  api?(config: Config): Promise<DynamicModule>;
}
