// What of a queue may begin now by one of its carriers, and when each of it is handed over: the carrier must be alive, have room for more under way, have no
// objection to the speed, and every pace (the carrier's, the sender's) must grant it. Asked before a claim, so that nothing is begun that
// would only wait.
import type { Answer } from '../carriers/carrier.js';
import { AHEAD_MS, carrierPace, type Pace, type Paces, senderPace } from '../queue/paces.js';
import type { Line } from './routes.js';
import { Throttle } from './throttle.js';

/** Leave to begin so many; the first is handed over at `startsAt` (of the monotonic clock), the rest `every` milliseconds apart. */
export interface Pass {
  /** Whose room is reserved. */
  gate: Gate;
  room: number;
  startsAt: number;
  every: number;
}

/** The database was asked for a grant in vain. */
const FAILED_MS = 250;

export class Gate {
  private readonly paces: readonly Pace[];
  private readonly carrierPaces: readonly Pace[];
  private readonly throttle = new Throttle();
  private notBefore = 0;
  private unused = { messages: 0, until: 0 };

  /** @param line undefined where no carrier serves the channel: everything may begin, and ends as Not Attempted */
  constructor(
    readonly line: Line | undefined,
    sender: string | null,
    private readonly rows: Paces,
  ) {
    const carrier = line && { name: carrierPace(line.carrier.name), fallback: line.carrier.ratePerSecond };
    this.carrierPaces = carrier ? [carrier] : [];
    this.paces = [...this.carrierPaces, ...(sender === null ? [] : [{ name: senderPace(sender), fallback: 0 }])];
  }

  /** Empty where no carrier serves it. */
  get carrierName(): string {
    return this.line?.carrier.name ?? '';
  }

  isAlive(): boolean {
    return (this.line?.breaker.waitMs() ?? 0) === 0;
  }

  /** Milliseconds until it is worth asking. */
  waitMs(): number {
    const now = performance.now();
    return Math.max(0, this.notBefore - now, this.line?.breaker.waitMs() ?? 0, this.throttle.waitMs(now));
  }

  /** Milliseconds until the carrier's objections are forgotten; 0 = there are none. */
  slowMs(): number {
    return this.throttle.slowMs(performance.now());
  }

  /** Something that an operator decides may have changed. */
  recheck(): void {
    this.notBefore = 0;
  }

  /** As soon as the carrier has room. Undefined where nothing may begin yet: see {@link waitMs}. */
  async enter(most: number): Promise<Pass | undefined> {
    if (this.line === undefined) return { gate: this, room: most, startsAt: 0, every: 0 };
    if (this.waitMs() > 0) return undefined;
    return this.pass(this.line, await this.line.inFlight.reserve(most), this.paces);
  }

  /** For one message that is begun already, by another carrier or queue, whose sender's pace has granted it; undefined where it may not go now. */
  async enterOne(): Promise<Pass | undefined> {
    if (this.line === undefined || this.waitMs() > 0) return undefined;
    return this.pass(this.line, this.line.inFlight.reserveNow(1), this.carrierPaces);
  }

  /** Of what was let in so many were not needed. */
  leave(count: number): void {
    if (count === 0) return;
    this.line?.inFlight.release(count);
    const now = performance.now();
    const { messages, until } = this.unused;
    this.unused = { messages: (now < until ? messages : 0) + count, until: now + AHEAD_MS };
  }

  /** One is handed over now, unless the carrier is held to be dead (undefined). @param handOver never rejects */
  async call({ breaker, health }: Line, handOver: () => Promise<Answer>): Promise<Answer | undefined> {
    let message = 0;
    const answer = await breaker.call(async () => {
      message = this.throttle.hand(performance.now());
      const answered = await handOver();
      health.hear(answered);
      return answered;
    });
    if (answer !== undefined) this.hear(message, answer);
    return answer;
  }

  private hear(message: number, answer: Answer): void {
    const now = performance.now();
    const throttled = answer.kind === 'temporary' && answer.throttled === true;
    if (!throttled || answer.recipient === 'certainly') this.throttle.accepted(now);
    else if (answer.recipient === 'probably') this.throttle.recipientFull(message, now, answer.retryAfterMs);
    else this.throttle.tooFast(message, now, answer.retryAfterMs);
  }

  /** Of the room that is reserved, what may begin; the rest is given back. */
  private async pass(line: Line, reserved: number, paces: readonly Pace[]): Promise<Pass | undefined> {
    const tries = line.breaker.isTrying() ? Math.min(1, reserved) : reserved;
    // Asked after the reservation, which may have taken a while.
    const allowed = this.waitMs() > 0 ? 0 : Math.min(tries, this.throttle.room(performance.now()));
    line.inFlight.release(reserved - allowed);
    if (allowed === 0) return undefined;
    const granted = await this.granted(line, allowed, paces);
    if (granted === undefined) return undefined;
    const now = performance.now();
    const own = this.throttle.begin(granted.room, now);
    return { gate: this, room: granted.room, startsAt: now + Math.max(granted.wait, own.wait), every: Math.max(granted.every, own.every) };
  }

  /** What the paces say to it; room that they don't grant is given back. */
  private async granted(
    { inFlight }: Line,
    reserved: number,
    paces: readonly Pace[],
  ): Promise<{ room: number; wait: number; every: number } | undefined> {
    if (!(await this.rows.areKnown())) {
      inFlight.release(reserved);
      this.notBefore = performance.now() + FAILED_MS;
      return undefined;
    }
    const limited = paces.filter((pace) => this.rows.isLimited(pace));
    if (limited.length === 0) return { room: reserved, wait: 0, every: 0 };
    const unused = performance.now() < this.unused.until ? this.unused.messages : 0;
    this.unused = { messages: 0, until: 0 };
    try {
      const { messages, wait, every, later } = await this.rows.grant(limited, reserved, unused);
      inFlight.release(reserved - messages);
      if (messages > 0) return { room: messages, wait, every };
      this.notBefore = performance.now() + later;
    } catch {
      inFlight.release(reserved);
      this.notBefore = performance.now() + FAILED_MS;
    }
    return undefined;
  }
}
