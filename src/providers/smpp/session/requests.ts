// The requests of a connection that wait for their response. The wait ends with the response, the deadline, the signal or the end of the
// connection, whichever is first. A response after the end of its wait is reported as late; a response to no request is dropped.
import { type AnyPdu, LAST_SEQUENCE, type Malformed, type Pdu } from '../wire/codec.js';
import type { Command } from '../wire/pdu-layouts.js';
import { STATUS } from '../wire/smpp-codes.js';

export type Bind = 'bind_transceiver' | 'bind_transmitter' | 'bind_receiver';
export type Request = Bind | 'submit_sm' | 'query_sm' | 'cancel_sm' | 'enquire_link' | 'unbind';

export type Reply<R extends Request> =
  | { kind: 'reply'; status: number; body: Pdu<`${R}_resp`>['body'] }
  /** It left, and its outcome is unknown. */
  | { kind: 'lost'; reason: string }
  /** It never left. */
  | { kind: 'not sent'; reason: string };

export interface Awaited<R extends Request> {
  timeoutMs: number;
  signal?: AbortSignal;
  onLate?: (reply: Reply<R>) => void;
}

interface Waiting {
  expects: Command;
  settle: (reply: Reply<Request>) => void;
}

/** Requests whose late response is still useful. */
const MOST_LATE = 1_000;
const LATE = 'no response in time';

export class Requests {
  private readonly waiting = new Map<number, Waiting>();
  private readonly late = new Map<number, Waiting>();
  private sequence = 0;
  private drained: () => void = () => undefined;

  /** @param leave sends the request with its number */
  await<R extends Request>(command: R, { timeoutMs, signal, onLate }: Awaited<R>, leave: (sequence: number) => void): Promise<Reply<R>> {
    const sequence = this.next();
    const expects: Command = `${command}_resp`;
    return new Promise((resolve) => {
      const settle = (reply: Reply<Request>): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
        this.waiting.delete(sequence);
        if (this.waiting.size === 0) this.drained();
        resolve(reply as Reply<R>);
      };
      const giveUp = (): void => {
        if (onLate !== undefined) this.keepForLate(sequence, { expects, settle: onLate as Waiting['settle'] });
        settle({ kind: 'lost', reason: LATE });
      };
      const timer = setTimeout(giveUp, timeoutMs);
      signal?.addEventListener('abort', giveUp);
      this.waiting.set(sequence, { expects, settle });
      leave(sequence);
    });
  }

  settle({ command, sequence, status, body }: AnyPdu): void {
    const waiting = this.waiting.get(sequence) ?? this.late.get(sequence);
    if (waiting === undefined || (command !== waiting.expects && command !== 'generic_nack')) return;
    this.late.delete(sequence);
    // A negative acknowledgement of a valid request is never an acceptance.
    const refused = command === 'generic_nack' && status === STATUS.ESME_ROK ? STATUS.ESME_RUNKNOWNERR : status;
    waiting.settle({ kind: 'reply', status: refused, body: body as Pdu<'submit_sm_resp'>['body'] });
  }

  /** A response that cannot be read: its answer is lost. */
  fail({ command, sequence }: Malformed): void {
    const waiting = this.waiting.get(sequence);
    if (waiting !== undefined && command === waiting.expects) waiting.settle({ kind: 'lost', reason: 'a response that can’t be read' });
  }

  /** The connection has ended. */
  lose(reason: string): void {
    for (const { settle } of [...this.waiting.values()]) settle({ kind: 'lost', reason });
    this.late.clear();
  }

  /** Resolves when no request waits. */
  async drain(): Promise<void> {
    if (this.waiting.size > 0) await new Promise<void>((resolve) => (this.drained = resolve));
  }

  private next(): number {
    do this.sequence = this.sequence >= LAST_SEQUENCE ? 1 : this.sequence + 1;
    while (this.waiting.has(this.sequence) || this.late.has(this.sequence));
    return this.sequence;
  }

  private keepForLate(sequence: number, waiting: Waiting): void {
    this.late.set(sequence, waiting);
    if (this.late.size <= MOST_LATE) return;
    for (const oldest of this.late.keys()) {
      this.late.delete(oldest);
      break;
    }
  }
}
