// Slows a queue down whose carrier says “too fast”, in this process: to half of what it took, and nothing before the time that it asked for.
// Then faster each second: soon to just below where it was too fast, from there by a tenth, and after a while without an objection twice as
// fast. Each worker finds its own share of what the carrier takes.
import { AHEAD_MS } from '../queue/paces.js';

const SECOND_MS = 1_000;
/** Answers to what was sent before a slow-down say nothing new. */
const DEAF_MS = 500;
const FORGET_MS = 60_000;
const SLOWEST = 1;
/** What a quiet second took says nothing of what the carrier would take. */
const LIVELY = 100;
const STEEP = 2;
const GENTLE = 1.1;
const GENTLE_MS = 10_000;
/** Of where it was too fast. */
const BELOW = 0.9;

export class Throttle {
  /** Messages a second; Infinity while the carrier has no objection. */
  private rate = Infinity;
  /** Where it was too fast. */
  private ceiling = Infinity;
  private slowedAt = -Infinity;
  private before = Infinity;
  private fasterAt = 0;
  private heldUntil = 0;
  private nextAt = 0;
  /** What the carrier took in the second before this one, and in this one. */
  private readonly taken = { before: 0, now: 0, since: 0 };

  /** Messages that may be begun at once; 0 = ask again after {@link waitMs}. */
  room(now: number): number {
    if (now < this.heldUntil) return 0;
    this.recover(now);
    if (this.rate === Infinity) return Infinity;
    return Math.max(0, Math.floor(((now + AHEAD_MS - Math.max(this.nextAt, now)) * this.rate) / SECOND_MS) + 1);
  }

  waitMs(now: number): number {
    const turn = this.rate === Infinity ? 0 : this.nextAt - AHEAD_MS;
    return Math.max(0, Math.max(this.heldUntil, turn) - now);
  }

  /** Milliseconds until it is as fast as ever, where there is no further objection; 0 = it is. */
  slowMs(now: number): number {
    const slow = this.rate === Infinity ? 0 : this.slowedAt + FORGET_MS - now;
    return Math.max(0, slow, this.heldUntil - now);
  }

  /** So many are begun. @returns milliseconds until the turn of the first, and between two */
  begin(count: number, now: number): { wait: number; every: number } {
    if (this.rate === Infinity) return { wait: 0, every: 0 };
    const every = SECOND_MS / this.rate;
    const start = Math.max(this.nextAt, now);
    this.nextAt = start + count * every;
    return { wait: start - now, every };
  }

  /** The carrier had no objection to one. */
  accepted(now: number): void {
    this.turnSecond(now);
    this.taken.now++;
    // An objection is often quicker than the answers to what was taken before it.
    if (now - this.slowedAt < DEAF_MS) this.measure();
  }

  /** The carrier said that it was too fast. @param retryAfterMs nothing before then */
  tooFast(now: number, retryAfterMs = 0): void {
    this.heldUntil = Math.max(this.heldUntil, now + retryAfterMs);
    if (now - this.slowedAt < DEAF_MS) return;
    this.turnSecond(now);
    this.before = this.rate;
    this.measure();
    this.slowedAt = now;
    this.fasterAt = now + SECOND_MS;
    this.nextAt = now;
  }

  private measure(): void {
    this.ceiling = Math.min(this.before, Math.max(LIVELY, this.taken.before, this.taken.now));
    this.rate = Math.max(SLOWEST, this.ceiling / 2);
  }

  private recover(now: number): void {
    if (this.rate === Infinity) return;
    if (now - this.slowedAt > FORGET_MS) {
      this.rate = Infinity;
      return;
    }
    const near = BELOW * this.ceiling;
    const factor = now - this.slowedAt < GENTLE_MS ? GENTLE : STEEP;
    for (; now >= this.fasterAt; this.fasterAt += SECOND_MS)
      this.rate = this.rate < near ? Math.min(near, this.rate * STEEP) : this.rate * factor;
  }

  private turnSecond(now: number): void {
    const { taken } = this;
    if (now - taken.since < SECOND_MS) return;
    taken.before = now - taken.since < 2 * SECOND_MS ? taken.now : 0;
    taken.now = 0;
    taken.since = now;
  }
}
