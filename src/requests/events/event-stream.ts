// Server-sent events to one client. Only the newest of an event is kept for a client that is slower than they come.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';

const HEARTBEAT = ': \n\n';
const HEARTBEAT_MS = 15_000;
/** After which a client that lost it asks again. */
const RETRY = 'retry: 3000\n\n';
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export class EventStream extends Readable {
  private waiting = '';
  private isWanted = false;
  private readonly timers: NodeJS.Timeout[];

  /** @param expiresAt epoch milliseconds of the credential's end. @param endsIn milliseconds after which it just ends */
  constructor({ expiresAt, endsIn }: { expiresAt?: number; endsIn: number }) {
    super({ encoding: 'utf8' });
    this.push(RETRY);
    this.timers = [
      setInterval(() => {
        if (this.waiting === '') this.say(HEARTBEAT);
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
    this.say(`event: ${name}\ndata: ${data}\n\n`);
  }

  /** The credential that it was opened with is no good any more. */
  expire(): void {
    this.event('expired', '{}');
    this.end();
  }

  /** What waits is sent, then the answer is over. */
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

  private say(text: string): void {
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

/** The stream as the answer to a request. */
export function answerWith(stream: EventStream, { method }: FastifyRequest, reply: FastifyReply): Readable {
  reply.header('Content-Type', 'text/event-stream');
  // A proxy that buffers would keep them for itself.
  reply.header('X-Accel-Buffering', 'no');
  if (method === 'HEAD') stream.end();
  reply.raw.once('close', () => stream.destroy());
  return stream;
}
