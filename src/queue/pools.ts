// Separate connection pools, so that a rush of submits cannot delay cancels, inbound messages or the dispatcher. The connections are open
// before they are needed.
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../platform/config/config.js';
import { createPool, DISPATCH_SESSION, poolOf } from '../platform/database/database.js';
import { keepWarm } from '../platform/database/warm-pool.js';

/** A holder of a connection pool. */
export interface Pooled {
  readonly pool: Pool;
}

@Injectable()
export class CancelPool implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly pool: Pool;

  constructor(@Inject(CONFIG) config: Config) {
    this.pool = createPool(config, { max: config.CANCEL_POOL, min: config.CANCEL_POOL, name: 'engagement-server cancel' });
  }

  async onApplicationBootstrap(): Promise<void> {
    await keepWarm(this.pool);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

/** One connection, which is open only while there are rows to remove. */
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
export class DispatchPool implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly pool: Pool;

  constructor(@Inject(CONFIG) config: Config) {
    const max = config.DISPATCH_POOL;
    this.pool = createPool(config, { max, min: config.ROLE === 'api' ? 1 : max, name: 'engagement-server dispatch', ...DISPATCH_SESSION });
  }

  async onApplicationBootstrap(): Promise<void> {
    await keepWarm(this.pool);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

/** For receipts, for inbound messages, and for the opt-out look-ups of submits. */
@Injectable()
export class IntakePool implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly pool: Pool;

  constructor(@Inject(CONFIG) config: Config) {
    this.pool = createPool(config, { max: config.INTAKE_POOL, min: 1, name: 'engagement-server intake' });
  }

  async onApplicationBootstrap(): Promise<void> {
    await keepWarm(this.pool);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

/** TypeORM's pool, for submits and reads. It closes with the data source. */
@Injectable()
export class SharedPool implements OnApplicationBootstrap {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  async onApplicationBootstrap(): Promise<void> {
    await keepWarm(poolOf(this.database));
  }
}
