// The gate of a queue whose route has several carriers, in order: the first that is alive and not stopped decides what may begin. One that
// is only busy, or held to a pace, is waited for: the next one is for what this one certainly doesn't take.
import type { Gate, Pass } from './gate.js';

export class QueueGate {
  /** Carriers that an operator has stopped, as the last claim saw it. It decides nothing: whatever is taken is tested anew. */
  private halted: ReadonlySet<string> = new Set();

  /** None where nobody serves it. */
  readonly carriers: readonly string[];

  /** @param gates one a line; one without a line where no carrier serves the channel */
  constructor(readonly gates: readonly [Gate, ...Gate[]]) {
    this.carriers = gates.map(({ carrierName }) => carrierName).filter((name) => name !== '');
  }

  /** Milliseconds until it is worth asking. */
  waitMs(): number {
    return this.deciding().waitMs();
  }

  /** As soon as the carrier that decides has room. Undefined where nothing may begin yet: see {@link waitMs}. */
  enter(most: number): Promise<Pass | undefined> {
    return this.deciding().enter(most);
  }

  /** Something that an operator decides may have changed. */
  recheck(): void {
    this.halted = new Set();
    for (const gate of this.gates) gate.recheck();
  }

  sawHalted(carriers: readonly string[]): void {
    if (carriers.length > 0 || this.halted.size > 0) this.halted = new Set(carriers);
  }

  private deciding(): Gate {
    const [first, ...others] = this.gates;
    if (others.length === 0) return first;
    const free = this.gates.filter(({ carrierName }) => !this.halted.has(carrierName));
    // Where all are stopped, a claim says so.
    const some = free.length === 0 ? this.gates : free;
    return some.find((gate) => gate.isAlive()) ?? some.reduce((best, gate) => (gate.waitMs() < best.waitMs() ? gate : best));
  }
}
