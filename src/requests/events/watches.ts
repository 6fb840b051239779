// Looks that are repeated for whoever watches: one for all who watch the same, each a while after the one before, and only while somebody
// watches. Nothing of the database is held between two looks.
import { Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { describeFailure } from '../../http/failure.js';

/** What a look saw: the same where nothing has changed, and what watchers are told then. */
export interface Seen {
  same: string;
  data: string;
}

export interface Watcher {
  tell: (data: string) => void;
  /** There is nothing to watch any more. */
  end: () => void;
}

const SHORTEST_MS = 1_000;
/** A look costs the database no more than a tenth of the time. */
const REST = 10;

export class Watches {
  private readonly logger = new Logger('Watches');
  private readonly watched = new Map<string, Watch>();

  /** @param look what to repeat; null = it is gone. @returns leaves again */
  follow(key: string, look: () => Promise<Seen | null>, watcher: Watcher): () => void {
    const watch = this.watched.get(key) ?? new Watch(look, this.logger);
    this.watched.set(key, watch);
    watch.add(watcher);
    return () => {
      if (watch.remove(watcher) === 0 && this.watched.get(key) === watch) this.watched.delete(key);
    };
  }
}

class Watch {
  private readonly watchers = new Set<Watcher>();
  private readonly left = new AbortController();
  private last: Seen | undefined;

  constructor(
    private readonly look: () => Promise<Seen | null>,
    private readonly logger: Logger,
  ) {}

  add(watcher: Watcher): void {
    this.watchers.add(watcher);
    if (this.watchers.size === 1) void this.run();
    if (this.last !== undefined) watcher.tell(this.last.data);
  }

  /** @returns how many are left; without any it is over */
  remove(watcher: Watcher): number {
    this.watchers.delete(watcher);
    if (this.watchers.size === 0) this.left.abort();
    return this.watchers.size;
  }

  private async run(): Promise<void> {
    const { signal } = this.left;
    do {
      const began = performance.now();
      try {
        this.tell(await this.look());
      } catch (error) {
        if (this.watchers.size > 0) this.logger.warn(`A look for those who watch failed: ${describeFailure(error).summary}`);
      }
      const rest = Math.max(SHORTEST_MS, REST * (performance.now() - began));
      await pause(rest, undefined, { signal, ref: false }).catch(() => undefined);
    } while (this.watchers.size > 0);
  }

  private tell(seen: Seen | null): void {
    if (seen?.same === this.last?.same && seen !== null) return;
    this.last = seen ?? undefined;
    for (const watcher of [...this.watchers]) {
      if (seen === null) watcher.end();
      else watcher.tell(seen.data);
    }
  }
}
