// The table of stored accounts: read whole after a change, written one account at a time.
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { randomUUID } from 'node:crypto';
import { DataSource, LessThan, Not, type Repository } from 'typeorm';
import { type Nothing, read, statement } from '../../queue/statements.js';
import { NOTIFY, SETTINGS_CALL } from '../../queue/control/notify.js';
import { ProviderConfig } from './provider-config.entity.js';
import type { ConfigKind } from './voltmx-providers.js';

const STATE = statement<Nothing, { state: string }>('config-state', import.meta.url);
const UNIQUE_VIOLATION = '23505';

/** Another call stored an account meanwhile. */
export class ChangedMeanwhile extends Error {}

export type Stored = Omit<ProviderConfig, 'version' | 'isCurrent' | 'since' | 'replacedAt' | 'updatedAt'>;

@Injectable()
export class StoredConfigs {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  private get rows(): Repository<ProviderConfig> {
    return this.database.getRepository(ProviderConfig);
  }

  async state(): Promise<string> {
    const [row] = await read(this.database, STATE, {});
    return row?.state ?? '';
  }

  all(): Promise<ProviderConfig[]> {
    return this.rows.find();
  }

  /** The current account of a tenant. */
  current(tenant: string, kind: ConfigKind): Promise<ProviderConfig | null> {
    return this.rows.findOneBy({ tenant, kind, isCurrent: true });
  }

  /** @param seen the version on which the change is based. @throws ChangedMeanwhile */
  async store(config: Stored, seen: string | undefined): Promise<void> {
    const now = new Date();
    const { tenant, kind, name } = config;
    try {
      await this.database.transaction(async (manager) => {
        const rows = manager.getRepository(ProviderConfig);
        const current = await rows.findOne({ where: { tenant, kind, isCurrent: true }, lock: { mode: 'pessimistic_write' } });
        if (current?.version !== seen) throw new ChangedMeanwhile();
        await rows.update({ tenant, kind, isCurrent: true, name: Not(name) }, { isCurrent: null, replacedAt: now, version: randomUUID() });
        const since = current?.name === name ? current.since : now;
        await rows.upsert({ ...config, version: randomUUID(), isCurrent: true, since, replacedAt: null, updatedAt: now }, ['name']);
      });
    } catch (error) {
      throw (error as { code?: unknown }).code === UNIQUE_VIOLATION ? new ChangedMeanwhile() : error;
    }
    await read(this.database, NOTIFY, { call: SETTINGS_CALL }).catch(() => undefined);
  }

  async removeReplaced(before: Date): Promise<void> {
    await this.rows.delete({ replacedAt: LessThan(before) });
  }
}
