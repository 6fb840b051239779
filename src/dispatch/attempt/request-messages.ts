// The content and sender of requests, kept for later batches: the content of a large request is read once, not with every claim.
import { Injectable } from '@nestjs/common';
import { DispatchQueue, type RequestMessage } from '../../queue/lease/dispatch-queue.js';

/** The least number of requests in the cache. The content of each is small (1,600 code points unless configured). */
const KEPT = 2_500;

@Injectable()
export class RequestMessages {
  /**
   * Two generations of a cache: the last used requests, and those before them. (A map that drops its oldest entry each time has to search
   * past its deleted entries: 2 µs of the 13.5 µs that a one-recipient request costs this process.)
   */
  private recent = new Map<string, RequestMessage>();
  private older = new Map<string, RequestMessage>();

  constructor(private readonly queue: DispatchQueue) {}

  async of(lane: number, requestIds: Iterable<string>): Promise<ReadonlyMap<string, RequestMessage>> {
    const found = new Map<string, RequestMessage>();
    const missing: string[] = [];
    for (const id of new Set(requestIds)) {
      const message = this.recent.get(id) ?? this.older.get(id);
      if (message === undefined) missing.push(id);
      else found.set(id, message);
    }
    if (missing.length > 0) for (const message of await this.queue.messages(lane, missing)) found.set(message.id, message);
    for (const message of found.values()) this.keep(message);
    return found;
  }

  private keep(message: RequestMessage): void {
    this.recent.set(message.id, message);
    if (this.recent.size < KEPT) return;
    this.older = this.recent;
    this.recent = new Map();
  }
}
