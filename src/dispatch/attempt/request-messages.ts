// The content and sender of requests, kept for later batches: the content of a large request is read once, not with every claim.
import { Injectable } from '@nestjs/common';
import { DispatchQueue, type RequestMessage } from '../../queue/lease/dispatch-queue.js';

/** Requests kept at least. The content of each is small (1,600 code points unless configured). */
const KEPT = 2_500;

@Injectable()
export class RequestMessages {
  /**
   * The last ones used, and those used before them. (A map that drops its oldest one each time has to find it among the places of those
   * that it dropped before: 2 µs of the 13.5 that a one-recipient request costs this process.)
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
