// Server-sent events to one client. For a slow client, only the newest event is kept.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';

const HEARTBEAT = ': \n\n';
const HEARTBEAT_MS = 15_000;
/** The client reconnects 3 s after it lost the connection. */
const RETRY = 'retry: 3000\n\n';
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class EventStream extends Readable {
  private waiting = '';
  private isWanted = false;
  private readonly timers: NodeJS.Timeout[];

  /** @param expiresAt the expiry of the credential, epoch milliseconds. @param endsIn the longest duration of the stream, milliseconds */
  constructor({ expiresAt, endsIn }: { expiresAt?: number; endsIn: number }) {
    super({ encoding: 'utf8' });
    this.push(RETRY);
    this.timers = [
      setInterval(() => {
        if (this.waiting === '') this.write(HEARTBEAT);
      }, HEARTBEAT_MS),
      setTimeout(() => {
        this.end();
      }, endsIn),
    ];
    if (expiresAt !== undefined)
      this.timers.push(
        setTimeout(
          () => {
            this.expire();
          },
          Math.min(LONGEST_TIMER_MS, Math.max(0, expiresAt - Date.now())),
        ),
      );
    for (const timer of this.timers) timer.unref();
  }

  event(name: string, data: string): void {
    this.write(`event: ${name}\ndata: ${data}\n\n`);
  }

  /** Ends the stream because its credential has expired or was revoked. */
  expire(): void {
    this.event('expired', '{}');
    this.end();
  }

  /** Sends the waiting event, then ends the answer. */
  end(): void {
    if (this.destroyed || this.readableEnded) return;
    if (this.waiting !== '') this.push(this.waiting);
    this.waiting = '';
    this.push(null);
    this.settle();
  }

  override _read(): void {
    this.isWanted = true;
    if (this.waiting === '') return;
    const text = this.waiting;
    this.waiting = '';
    this.send(text);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.settle();
    done(error);
  }

  private write(text: string): void {
    if (this.destroyed || this.readableEnded) return;
    if (this.isWanted) this.send(text);
    else this.waiting = text;
  }

  private send(text: string): void {
    this.isWanted = false;
    this.push(text);
  }

  private settle(): void {
    this.timers.forEach(clearTimeout);
    this.timers.length = 0;
    this.emit('left');
  }
}

/** Answers a request with the stream. */
export function answerWith(stream: EventStream, { method }: FastifyRequest, reply: FastifyReply): Readable {
  reply.header('Content-Type', 'text/event-stream');
  // Tells nginx and similar proxies not to buffer the events.
  reply.header('X-Accel-Buffering', 'no');
  if (method === 'HEAD') stream.end();
  reply.raw.once('close', () => stream.destroy());
  return stream;
}
