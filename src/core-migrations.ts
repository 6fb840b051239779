// The schema of the core: one initial migration for each folder. Modules bring their own (engagement-module.ts).
import { Auth1765000000003 } from './auth/migrations/1765000000003-auth.js';
import type { MigrationClass } from './platform/database/database.js';
import { Providers1765000000002 } from './providers/migrations/1765000000002-providers.js';
import { Queue1765000000000 } from './queue/migrations/1765000000000-queue.js';
import { Dispatch1765000000001 } from './queue/migrations/1765000000001-dispatch.js';

export const CORE_MIGRATIONS: readonly MigrationClass[] = [
  Queue1765000000000,
  Dispatch1765000000001,
  Providers1765000000002,
  Auth1765000000003,
];
