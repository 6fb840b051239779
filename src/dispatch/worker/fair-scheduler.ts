// Selects the next tenants and priority classes in one lane of a queue. Urgent requests go before the others, and requests that fit one
// batch before larger ones. Within a class the tenants take turns, so that a tenant with a thousand requests does not delay one with a
// single request. Every fourth turn begins with another class, so that no class starves.
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
/** Tenants of a class in one claim. The others come with the next. */
const TENANTS_A_CLAIM = 16;
/** The time for which the sources of the last read are used. */
const FRESH_MS = 100;
/** After a wake call the sources are read again, but not more often than this. */
const CALMED_MS = 10;

export class FairScheduler {
  private readonly due = new Map<number, string[]>();
  private readAt = -Infinity;
  private stale = true;
  private turn = 0;
  /** The most slices of a large request in a claim: grows while batches are not full, shrinks when few slices were needed. */
  private span = 1;
  private wakesAt = Infinity;
  /** The tenant served last, by class. The next turn goes to the tenant after it, also after a new read of the sources. */
  private readonly served = new Map<number, string>();

  /** True if the sources must be read again before the next claim. */
  isStale(now: number): boolean {
    if (this.due.size === 0) return this.wait(now) === 0;
    return now - this.readAt >= (this.stale ? CALMED_MS : FRESH_MS);
  }

  /** True if nothing is known to be due. */
  isEmpty(): boolean {
    return this.due.size === 0;
  }

  /** Marks the sources as stale: more may be due than is known. */
  markStale(): void {
    this.stale = true;
  }

  /**
   * @param rows all sources, due or not
   * @param now of the monotonic clock, before they were read
   */
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

  /** Milliseconds until the next claim can succeed; Infinity if nothing waits. */
  wait(now: number): number {
    if (this.due.size > 0) return 0;
    return Math.max(0, Math.min(this.wakesAt, this.stale ? this.readAt + CALMED_MS : Infinity) - now);
  }

  /** The sources of the next claim in order; none if nothing is due. @param room the most entries of the claim */
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

  /** Records the result of a claim from these sources. */
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
