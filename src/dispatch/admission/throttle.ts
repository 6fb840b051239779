// Slows a queue down when its provider answers “too fast” to more than a few messages: to half of the speed that it took, and not before
// the time that it asked for. Then the speed grows each second while the provider objects to few messages: fast up to just below the speed
// at which it objected, slowly from there, and fast again after a while. Each worker finds its own share of the provider's capacity.
// Objections that are as frequent at half the speed do not come from the speed, and are tolerated.
import { AHEAD_MS } from '../../queue/control/rate-limits.js';
import { Objections } from './objections.js';

const SECOND_MS = 1_000;
/** Answers to messages from before a slow-down are ignored for this time. */
const DEAF_MS = 500;
const FORGET_MS = 60_000;
const SLOWEST = 1;
/** A second with fewer accepted messages than this does not show the provider's capacity. */
const LIVELY = 100;
const STEEP = 2;
const GENTLE = 1.1;
const GENTLE_MS = 10_000;
/** The part of the ceiling up to which the speed grows fast. */
const BELOW = 0.9;
/** Shares of objections in the handed-over messages: up to FEW the speed grows, from MANY on it falls, between them it stays. */
const FEW = 0.05;
const MANY = 0.15;
/** The factor on the usual share, since objections come in clusters. */
const SCATTER = 1.5;
/** A larger share than this is never accepted as usual. */
const MOST_USUAL = 0.35;
/** The number of messages that show the share at the lower speed; until then only a share of MOST slows the queue down again. */
const PROOF = 50;
const USUAL_MS = 30_000;
/** The further divisor after a share of MOST: the speed falls to an eighth in all. */
const SHARPLY = 4;
/** The trust after a slow-down, so that a few chance objections do not cause the next one. */
const TRUST = 0.4;
/** A share that is no chance. Also for an answer that means one recipient: if most messages get it, it means the provider. */
const MOST = 0.5;

export class Throttle {
  /** Messages a second; Infinity while the provider has no objection. */
  private rate = Infinity;
  /** The speed that was too fast. */
  private ceiling = Infinity;
  private slowedAt = -Infinity;
  private before = Infinity;
  private fasterAt = 0;
  private heldUntil = 0;
  private nextAt = 0;
  /** The time of the last objections beyond FEW. */
  private objectedAt = -Infinity;
  private handedAt = -Infinity;
  /** The counts since the last increase was possible. */
  private second = { handed: 0, objected: 0 };
  private readonly objections = new Objections(0);
  private readonly full = new Objections(TRUST);
  /** The number of the last message before the slow-down. */
  private slowedAfter = 0;
  private slowedFor = 0;
  private objectedSince = 0;
  private learnt = true;
  /** The share of objections that does not depend on the speed, and the time until which it is assumed. */
  private usual = { share: 0, until: -Infinity };
  /** Messages that the provider accepted in the previous second, and in this one. */
  private readonly taken = { before: 0, now: 0, since: 0 };

  /** Messages that may begin at once; 0 = ask again after {@link waitMs}. */
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

  /** Milliseconds until the slow-down ends, without further objections; 0 = there is none. */
  slowMs(now: number): number {
    const slow = this.rate === Infinity ? 0 : this.objectedAt + FORGET_MS - now;
    return Math.max(0, slow, this.heldUntil - now);
  }

  /** Counts messages that begin. @returns milliseconds until the first hand-over, and between two */
  begin(count: number, now: number): { wait: number; every: number } {
    if (this.rate === Infinity) return { wait: 0, every: 0 };
    const every = SECOND_MS / this.rate;
    const start = Math.max(this.nextAt, now);
    this.nextAt = start + count * every;
    return { wait: start - now, every };
  }

  /** Counts a hand-over. @returns the number of the message, for its answer */
  hand(now: number): number {
    // Objections from so long ago are no longer relevant.
    if (now - this.handedAt > FORGET_MS) this.objections.restart(0);
    this.handedAt = now;
    this.second.handed++;
    this.full.hand();
    return this.objections.hand();
  }

  /** Counts an answer without objection. */
  accepted(now: number): void {
    this.turnSecond(now);
    this.taken.now++;
    // An objection often arrives before the answers to earlier accepted messages, so the speed is measured again.
    if (now - this.slowedAt < DEAF_MS) this.measure();
  }

  /** Counts a “too fast”. @param retryAfterMs no message before this time, if the share is more than a few */
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

  /** Counts an answer that the queue of the recipient, or perhaps the provider's own, is full. */
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

  /** Tests if the slow-down had an effect: a provider with a limit objects to nothing at half of its accepted speed. */
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
