// How many entries a tenant has waiting, and whether there is room for more (MAX_OPEN_ENTRIES). Counted over its open slices in every lane,
// plus what this process is storing: submits that come at once can't both take the last room. What other processes store at the same
// moment is seen once it is committed.
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { read, statement } from '../statements.js';

const COUNT = statement<{ lane: number; tenant: string }, { waiting: string }>('open-entries', import.meta.url);

@Injectable()
export class OpenEntries {
  /** Entries of a tenant that were let in and are not known to be stored. */
  private readonly coming = new Map<string, number>();
  /** The last of those who ask for a tenant: each waits for the one before. */
  private readonly asking = new Map<string, Promise<unknown>>();

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @returns what to call when they are stored, or not; null where there is no room */
  async admit(tenant: string, entries: number): Promise<(() => void) | null> {
    if (this.config.MAX_OPEN_ENTRIES === 0 || entries === 0) return () => undefined;
    const before = this.asking.get(tenant);
    const asked = (async () => {
      await before?.catch(() => undefined);
      return this.ask(tenant, entries);
    })();
    this.asking.set(tenant, asked);
    try {
      return await asked;
    } finally {
      if (this.asking.get(tenant) === asked) this.asking.delete(tenant);
    }
  }

  private async ask(tenant: string, entries: number): Promise<(() => void) | null> {
    for (;;) {
      // Before the count: what is stored meanwhile may be counted twice, never not at all.
      const coming = this.coming.get(tenant) ?? 0;
      const waiting = await this.count(tenant);
      if (waiting + coming + entries <= this.config.MAX_OPEN_ENTRIES) {
        this.move(tenant, entries);
        return () => {
          this.move(tenant, -entries);
        };
      }
      if ((this.coming.get(tenant) ?? 0) === coming) return null;
    }
  }

  private async count(tenant: string): Promise<number> {
    let sum = 0;
    for (const lane of this.config.LANES) {
      const rows = await read(this.database, COUNT, { lane, tenant });
      sum += Number(rows[0]?.waiting ?? 0);
    }
    return sum;
  }

  private move(tenant: string, entries: number): void {
    const coming = (this.coming.get(tenant) ?? 0) + entries;
    if (coming === 0) this.coming.delete(tenant);
    else this.coming.set(tenant, coming);
  }
}
