// Whose turn it is in one lane of a queue. Urgent requests go before the rest, and requests that fit one batch before larger ones. Within
// a class the tenants take turns, so that a tenant with a thousand requests does not delay one with a single request. Every fourth turn
// begins with another class, so that no class starves.
import type { Source, SourceRow } from '../../queue/lease/dispatch-queue.js';

/** The classes by priority; class = 2 × (not urgent) + (large). */
const CLASS_ORDERS = [
  [0, 1, 2, 3],
  [0, 1, 2, 3],
  [0, 1, 2, 3],
  [2, 0, 1, 3],
  [0, 1, 2, 3],
  [0, 1, 2, 3],
  [0, 1, 2, 3],
  [3, 1, 0, 2],
];
/** Tenants of a class that one claim probes. The others come with the next. */
const TENANTS_A_CLAIM = 16;
/** What was seen due is believed so long. */
const FRESH_MS = 100;
/** A wake call makes it look again, but not more often than this. */
const CALMED_MS = 10;

export class FairScheduler {
  private readonly due = new Map<number, string[]>();
  private readAt = -Infinity;
  private stale = true;
  private turn = 0;
  /** Slices of a large request that a claim may span: grows while batches come back unfilled, shrinks when few were needed. */
  private span = 1;
  private wakesAt = Infinity;
  /** By class, the tenant served last: the next turn is the one's after it, also where the sources were read again meanwhile. */
  private readonly served = new Map<number, string>();

  /** True where the sources must be read again before the next claim. */
  isStale(now: number): boolean {
    if (this.due.size === 0) return this.wait(now) === 0;
    return now - this.readAt >= (this.stale ? CALMED_MS : FRESH_MS);
  }

  /** Nothing is due, as far as is known. */
  isEmpty(): boolean {
    return this.due.size === 0;
  }

  /** There may be something due that is not known yet. */
  markStale(): void {
    this.stale = true;
  }

  /** @param rows what there is, due or not. @param now of the monotonic clock, before they were read */
  read(rows: readonly SourceRow[], now: number): void {
    this.due.clear();
    this.wakesAt = Infinity;
    for (const { class: each, tenant, wait } of rows)
      if (wait <= 0) this.due.set(each, [...(this.due.get(each) ?? []), tenant]);
      else this.wakesAt = Math.min(this.wakesAt, now + wait);
    for (const tenants of this.due.values()) tenants.sort();
    this.readAt = now;
    this.stale = false;
  }

  /** Milliseconds until it is worth a look; Infinity where nothing waits. */
  wait(now: number): number {
    if (this.due.size > 0) return 0;
    return Math.max(0, Math.min(this.wakesAt, this.stale ? this.readAt + CALMED_MS : Infinity) - now);
  }

  /** The sources of the next claim, the first to be served first; none where nothing is due. @param room entries that it may begin */
  next(room: number): Source[] {
    const order = CLASS_ORDERS[this.turn++ % CLASS_ORDERS.length] ?? [];
    return order.flatMap((each, level) => {
      const picked = this.pick(each);
      const isLarge = each % 2 === 1;
      const slices = isLarge ? Math.min(this.span, room) : Math.min(room, Math.ceil((2 * room) / Math.max(1, picked.length)));
      return picked.map((tenant): Source => ({ class: each, tenant, level, slices }));
    });
  }

  private pick(each: number): string[] {
    const tenants = this.due.get(each) ?? [];
    const last = this.served.get(each) ?? '';
    const start = Math.max(
      0,
      tenants.findIndex((tenant) => tenant > last),
    );
    return [...tenants.slice(start), ...tenants.slice(0, start)].slice(0, TENANTS_A_CLAIM);
  }

  /** What a claim of these sources brought. */
  took(sources: readonly Source[], room: number, entries: number, slices: number, most: number): void {
    const leading = sources.filter((source) => source.class === sources[0]?.class);
    const last = leading[Math.min(leading.length, slices) - 1];
    if (last !== undefined) this.served.set(last.class, last.tenant);
    if (entries === 0) this.due.clear();
    if (entries < room) {
      this.stale = true;
      this.span = Math.min(most, this.span * 2);
    } else if (slices < this.span / 2) this.span = Math.max(1, this.span >> 1);
  }
}
