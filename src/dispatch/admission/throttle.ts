// Slows a queue down when its provider answers “too fast” to more than a few messages: to half of the speed that it took, and not before
// the time that it asked for. Then the speed grows each second while the provider objects to few messages: fast up to just below the speed
// at which it objected, slowly from there, and fast again after a while. Each worker finds its own share of the provider's capacity.
// Objections that are as frequent at half the speed do not come from the speed, and are tolerated.
import { AHEAD_MS } from '../../queue/control/rate-limits.js';
import { Objections } from './objections.js';

const SECOND_MS = 1_000;
/** Answers to what was sent before a slow-down say nothing new. */
const DEAF_MS = 500;
const FORGET_MS = 60_000;
const SLOWEST = 1;
/** What a quiet second took says nothing of what the provider would take. */
const LIVELY = 100;
const STEEP = 2;
const GENTLE = 1.1;
const GENTLE_MS = 10_000;
/** Of where it was too fast. */
const BELOW = 0.9;
/** Objections, as a share of what is handed over: up to the first it goes faster, from the second on slower; between them it stays. */
const FEW = 0.05;
const MANY = 0.15;
/** Of what is usual: it comes in clusters. */
const SCATTER = 1.5;
/** A larger share than this is never put up with. */
const MOST_USUAL = 0.35;
/** So many say how large the share is at the lower speed; before then only most of them slow it down again. */
const PROOF = 50;
const USUAL_MS = 30_000;
/** After a slow-down for most: an eighth. */
const SHARPLY = 4;
/** After a slow-down: a few objections by chance are no reason for the next. */
const TRUST = 0.4;
/** So many objections are no chance. Of a code that means one recipient: where most get it, it means the provider. */
const MOST = 0.5;

export class Throttle {
  /** Messages a second; Infinity while the provider has no objection. */
  private rate = Infinity;
  /** Where it was too fast. */
  private ceiling = Infinity;
  private slowedAt = -Infinity;
  private before = Infinity;
  private fasterAt = 0;
  private heldUntil = 0;
  private nextAt = 0;
  /** When it last objected to more than a few. */
  private objectedAt = -Infinity;
  private handedAt = -Infinity;
  /** Since it last might go faster. */
  private second = { handed: 0, objected: 0 };
  private readonly objections = new Objections(0);
  private readonly full = new Objections(TRUST);
  /** The last that was handed over before a slow-down. */
  private slowedAfter = 0;
  private slowedFor = 0;
  private objectedSince = 0;
  private learnt = true;
  /** The share of objections that comes at any speed, and until when that is believed. */
  private usual = { share: 0, until: -Infinity };
  /** What the provider took in the second before this one, and in this one. */
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
    const slow = this.rate === Infinity ? 0 : this.objectedAt + FORGET_MS - now;
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

  /** One is handed over. @returns what its answer is told by */
  hand(now: number): number {
    // What was so long ago says nothing of now.
    if (now - this.handedAt > FORGET_MS) this.objections.restart(0);
    this.handedAt = now;
    this.second.handed++;
    this.full.hand();
    return this.objections.hand();
  }

  /** The provider had no objection to one. */
  accepted(now: number): void {
    this.turnSecond(now);
    this.taken.now++;
    // An objection is often quicker than the answers to what was taken before it.
    if (now - this.slowedAt < DEAF_MS) this.measure();
  }

  /** The provider said that it was too fast. @param retryAfterMs nothing before then, once it says so to more than a few */
  tooFast(message: number, now: number, retryAfterMs = 0): void {
    const known = message <= this.slowedAfter;
    if (!known) {
      this.objections.add(message);
      this.second.objected++;
      this.objectedSince++;
    }
    const proving = !this.learnt && this.objections.last - this.slowedAfter < PROOF;
    const many = this.objections.share >= (proving ? MOST : MANY + SCATTER * this.usualShare(now));
    if (known || many) this.hold(now, retryAfterMs);
    if (!known && many && now - this.slowedAt >= DEAF_MS) this.slowDown(now);
  }

  /** It said that the queue of the recipient is full, or perhaps its own. */
  recipientFull(message: number, now: number, retryAfterMs = 0): void {
    this.full.add(message);
    if (this.full.share >= MOST) this.tooFast(message, now, retryAfterMs);
    else this.accepted(now);
  }

  private hold(now: number, ms: number): void {
    this.heldUntil = Math.max(this.heldUntil, now + ms);
  }

  private slowDown(now: number): void {
    this.turnSecond(now);
    this.slowedFor = this.objections.share;
    this.slowedAfter = this.objections.last;
    this.objectedSince = 0;
    this.learnt = false;
    this.objections.restart(TRUST);
    this.before = this.rate;
    this.measure();
    if (this.slowedFor >= MOST && this.before !== Infinity) this.rate = Math.max(SLOWEST, this.rate / SHARPLY);
    this.slowedAt = now;
    this.objectedAt = now;
    this.fasterAt = now + SECOND_MS;
    this.second = { handed: 0, objected: 0 };
    this.nextAt = now;
  }

  private measure(): void {
    const most = this.before === Infinity ? Infinity : this.before * (1 - this.slowedFor);
    this.ceiling = Math.min(most, Math.max(LIVELY, this.taken.before, this.taken.now));
    this.rate = Math.max(SLOWEST, this.ceiling / 2);
  }

  private recover(now: number): void {
    if (this.rate === Infinity) return;
    this.learnUsual(now);
    const near = BELOW * this.ceiling;
    for (; now >= this.fasterAt; this.fasterAt += SECOND_MS) {
      const { handed, objected } = this.second;
      this.second = { handed: 0, objected: 0 };
      const few = objected <= handed * (this.usualShare(now) + FEW);
      if (!few) this.objectedAt = this.fasterAt;
      const factor = now - this.objectedAt < GENTLE_MS ? GENTLE : STEEP;
      if (few) this.rate = this.rate < near ? Math.min(near, this.rate * STEEP) : this.rate * factor;
    }
    if (now - this.objectedAt > FORGET_MS) this.rate = Infinity;
  }

  private usualShare(now: number): number {
    return now < this.usual.until ? this.usual.share : 0;
  }

  /** Whether the slow-down was of any use: a provider with a limit objects to none at half of what it took. */
  private learnUsual(now: number): void {
    if (this.objections.last - this.slowedAfter < PROOF || this.learnt) return;
    const share = this.objectedSince / (this.objections.last - this.slowedAfter);
    if (share >= this.slowedFor / 2 && share <= MOST_USUAL) this.usual = { share, until: now + USUAL_MS };
    this.learnt = true;
  }

  private turnSecond(now: number): void {
    const { taken } = this;
    if (now - taken.since < SECOND_MS) return;
    taken.before = now - taken.since < 2 * SECOND_MS ? taken.now : 0;
    taken.now = 0;
    taken.since = now;
  }
}
