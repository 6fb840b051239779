// Reads a state again and again for its subscribers: one read serves all subscribers of the same key, and reading stops with the last
// subscriber. No connection is held between two reads.
import { Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { describeFailure } from '../../http/failure.js';

/** The result of one read. Subscribers get `data` when `version` has changed. */
export interface Snapshot {
  version: string;
  data: string;
}

export interface Subscriber {
  send: (data: string) => void;
  /** Called when the watched object no longer exists. */
  end: () => void;
}

const SHORTEST_MS = 1_000;
/** The pause after a read is ten times its duration, so that reads use a tenth of the time at most. */
const PAUSE_FACTOR = 10;

export class Watches {
  private readonly logger = new Logger('Watches');
  private readonly watched = new Map<string, Watch>();

  /** @param read null = the object no longer exists. @returns ends the subscription */
  subscribe(key: string, read: () => Promise<Snapshot | null>, subscriber: Subscriber): () => void {
    const watch = this.watched.get(key) ?? new Watch(read, this.logger);
    this.watched.set(key, watch);
    watch.add(subscriber);
    return () => {
      if (watch.remove(subscriber) === 0 && this.watched.get(key) === watch) this.watched.delete(key);
    };
  }
}

class Watch {
  private readonly subscribers = new Set<Subscriber>();
  private readonly stop = new AbortController();
  private last: Snapshot | undefined;

  constructor(
    private readonly read: () => Promise<Snapshot | null>,
    private readonly logger: Logger,
  ) {}

  add(subscriber: Subscriber): void {
    this.subscribers.add(subscriber);
    if (this.subscribers.size === 1) void this.run();
    if (this.last !== undefined) subscriber.send(this.last.data);
  }

  /** Reading stops with the last subscriber. @returns the number of remaining subscribers */
  remove(subscriber: Subscriber): number {
    this.subscribers.delete(subscriber);
    if (this.subscribers.size === 0) this.stop.abort();
    return this.subscribers.size;
  }

  private async run(): Promise<void> {
    const { signal } = this.stop;
    do {
      const began = performance.now();
      try {
        this.publish(await this.read());
      } catch (error) {
        if (this.subscribers.size > 0) this.logger.warn(`Reading for a stream of events failed: ${describeFailure(error).summary}`);
      }
      const rest = Math.max(SHORTEST_MS, PAUSE_FACTOR * (performance.now() - began));
      await pause(rest, undefined, { signal, ref: false }).catch(() => undefined);
    } while (this.subscribers.size > 0);
  }

  private publish(snapshot: Snapshot | null): void {
    if (snapshot?.version === this.last?.version && snapshot !== null) return;
    this.last = snapshot ?? undefined;
    for (const subscriber of [...this.subscribers]) {
      if (snapshot === null) subscriber.end();
      else subscriber.send(snapshot.data);
    }
  }
}
