// How many entries a tenant has waiting in the channels of a module, and whether there is room for more (MAX_OPEN_ENTRIES): no module's
// backlog refuses another's submit. Counted over its open slices in every lane, plus what this process is storing: submits that come at
// once can't both take the last room. What other processes store at the same moment is seen once it is committed.
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
  /** Entries of an owner that were let in and are not known to be stored. */
  private readonly coming = new Map<string, number>();
  /** The last of those who ask for an owner: each waits for the one before. */
  private readonly asking = new Map<string, Promise<unknown>>();

  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly channels: Channels,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @returns what to call when they are stored, or not; null where there is no room */
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
      // Before the count: what is stored meanwhile may be counted twice, never not at all.
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
