// The number of waiting entries of a tenant in the channels of a module, and the limit MAX_OPEN_ENTRIES, so that the backlog of one module
// never refuses a submit of another. The count covers the open slices of every lane and the entries that this process is storing, so that
// concurrent submits cannot both take the last room. Entries that other processes store at the same moment count after their commit.
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { Channels } from '../channels.js';
import type { Owner } from '../owner.js';
import { read, statement } from '../statements.js';

const COUNT = statement<{ lane: number; tenant: string; channels: string[] }, { waiting: string }>('open-entries', import.meta.url);

/** A module's name has no space. */
const keyOf = ({ module, tenant }: Owner): string => `${module} ${tenant}`;

@Injectable()
export class OpenEntries {
  /** Admitted entries of an owner that are not known to be stored yet. */
  private readonly coming = new Map<string, number>();
  /** The last admission of an owner: each waits for the one before. */
  private readonly asking = new Map<string, Promise<unknown>>();

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly channels: Channels,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @returns the function to call when the entries are stored, or not stored; null if there is no room */
  async admit(owner: Owner, entries: number): Promise<(() => void) | null> {
    if (this.config.MAX_OPEN_ENTRIES === 0 || entries === 0) return () => undefined;
    const key = keyOf(owner);
    const before = this.asking.get(key);
    const asked = (async () => {
      await before?.catch(() => undefined);
      return this.ask(owner, entries);
    })();
    this.asking.set(key, asked);
    try {
      return await asked;
    } finally {
      if (this.asking.get(key) === asked) this.asking.delete(key);
    }
  }

  private async ask(owner: Owner, entries: number): Promise<(() => void) | null> {
    const key = keyOf(owner);
    for (;;) {
      // Read before the count, so that entries stored in the meantime may count twice but are never missed.
      const coming = this.coming.get(key) ?? 0;
      const waiting = await this.count(owner);
      if (waiting + coming + entries <= this.config.MAX_OPEN_ENTRIES) {
        this.move(key, entries);
        return () => {
          this.move(key, -entries);
        };
      }
      if ((this.coming.get(key) ?? 0) === coming) return null;
    }
  }

  private async count({ module, tenant }: Owner): Promise<number> {
    const channels = this.channels.all.filter((channel) => channel.module === module).map(({ name }) => name);
    let sum = 0;
    for (const lane of this.config.LANES) {
      const rows = await read(this.database, COUNT, { lane, tenant, channels });
      sum += Number(rows[0]?.waiting ?? 0);
    }
    return sum;
  }

  private move(key: string, entries: number): void {
    const coming = (this.coming.get(key) ?? 0) + entries;
    if (coming === 0) this.coming.delete(key);
    else this.coming.set(key, coming);
  }
}
