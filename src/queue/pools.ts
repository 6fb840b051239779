// Connections kept apart, so that a rush of submits can't hold up a cancel, nor either of them the dispatcher.
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'pg';
import { CONFIG, type Config } from '../platform/config.js';
import { createPool, DISPATCH_SESSION } from '../platform/database.js';

@Injectable()
export class CancelPool implements OnApplicationShutdown {
  readonly pool: Pool;

  constructor(@Inject(CONFIG) config: Config) {
    this.pool = createPool(config, { max: config.CANCEL_POOL, name: 'engagement-server cancel' });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

/** One connection, opened while there is something to remove. */
@Injectable()
export class RetentionPool implements OnApplicationShutdown {
  readonly pool: Pool;

  constructor(@Inject(CONFIG) config: Config) {
    this.pool = createPool(config, { max: 1, name: 'engagement-server retention' });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

@Injectable()
export class DispatchPool implements OnApplicationShutdown {
  readonly pool: Pool;

  constructor(@Inject(CONFIG) config: Config) {
    this.pool = createPool(config, { max: config.DISPATCH_POOL, name: 'engagement-server dispatch', ...DISPATCH_SESSION });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
