// What requests say, kept for the windows to come: a blast's content is read once, not with every take.
import { Injectable } from '@nestjs/common';
import { DispatchQueue, type RequestMessage } from '../queue/dispatch-queue.js';

/** Requests kept. The content of each is small (1,600 code points unless configured). */
const KEPT = 5_000;

@Injectable()
export class RequestMessages {
  /** In order of last use. */
  private readonly kept = new Map<string, RequestMessage>();

  constructor(private readonly queue: DispatchQueue) {}

  async of(lane: number, requestIds: Iterable<string>): Promise<ReadonlyMap<string, RequestMessage>> {
    const found = new Map<string, RequestMessage>();
    const missing: string[] = [];
    for (const id of new Set(requestIds)) {
      const message = this.kept.get(id);
      if (message === undefined) missing.push(id);
      else this.keep(found, message);
    }
    if (missing.length > 0) for (const message of await this.queue.messages(lane, missing)) this.keep(found, message);
    return found;
  }

  private keep(found: Map<string, RequestMessage>, message: RequestMessage): void {
    found.set(message.id, message);
    this.kept.delete(message.id);
    this.kept.set(message.id, message);
    if (this.kept.size > KEPT) for (const oldest of this.kept.keys()) return void this.kept.delete(oldest);
  }
}
