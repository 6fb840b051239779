// Receipts and messages that could not be read. Each is counted. The log has a line of each kind at once, then one a minute at most.
import { Logger } from '@nestjs/common';
import type { Unread } from '../../provider.js';

const EVERY_MS = 60_000;

/** Enough of an ID to find it in the SMSC's own records, and too little to reveal a number. */
export const maskId = (id: string): string => (id.length > 6 ? `${id.slice(0, 2)}…${id.slice(-2)}` : id).replace(/[^\x21-\x7e…]/g, '?');

export class Notices {
  readonly unread: Unread = { receipts: 0, messages: 0 };
  private readonly logger: Logger;
  private readonly logged = new Map<string, { at: number; since: number }>();

  constructor(name: string) {
    this.logger = new Logger(name);
  }

  receipt(what: string): void {
    this.unread.receipts++;
    this.warn('receipt', `${what}, and changes nothing`);
  }

  message(what: string): void {
    this.unread.messages++;
    this.warn('message', what);
  }

  /** For events that are not counted. */
  warn(kind: string, what: string): void {
    const now = performance.now();
    const last = this.logged.get(kind);
    if (last !== undefined && now - last.at < EVERY_MS) {
      last.since++;
      return;
    }
    this.logged.set(kind, { at: now, since: 0 });
    const more = last === undefined || last.since === 0 ? '' : ` (and ${last.since} more since the last such line)`;
    this.logger.warn(what + more);
  }
}
