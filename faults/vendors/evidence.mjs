// Combines the journal of a provider with a process of its own and the lines of the processes that handed over to it. The provider knows
// which messages it accepted and reported; a process knows the attempt and the time. An attempt is found by the reference that the provider
// got (Twilio; an SMSC gets none), the request, the number and the channel: the last attempt that had left by then.
import { titleOf } from './ledger.mjs';

const keyOf = ({ title, address, channel }) => `${title} ${address} ${channel}`;

export class Evidence {
  /** The messages that the provider accepted: one line each, as in the simulator's ledger. */
  ledger = [];
  /** All parts of a message. */
  parts = [];
  /** Its reports, and those that were stored: { entryId, attempt, status }. */
  told = [];
  receipts = [];
  /** Messages that it accepted and no process handed over; answers that a server must not give. */
  strange = [];
  complaints = [];
  /** SMS IDs of messages without a clear answer. */
  leftOpen = new Set();

  /**
   * @param handOvers of all processes
   * @param troubles times when the provider was disturbed
   * @param timeoutMs the deadline of an answer
   */
  constructor(events, handOvers, troubles, timeoutMs) {
    this.#left = Map.groupBy(handOvers, ({ content, ...rest }) => keyOf({ title: titleOf(content), ...rest }));
    for (const event of events) this.#read(event);
    const own = events.filter(({ event }) => event === 'trouble').map(({ at }) => ({ from: at, to: at }));
    this.troubles = [...troubles, ...own];
    for (const { entryId, at } of handOvers)
      if (this.troubles.some(({ from, to }) => at > from - timeoutMs && at < to + timeoutMs)) this.leftOpen.add(entryId);
  }

  #left;
  #accepted = new Map();

  #handOver({ of, at }) {
    // An attempt that was certainly not made leaves again under the same number.
    return this.#left
      .get(keyOf(of))
      ?.findLast((each) => each.at <= at && (of.ref === undefined || of.ref === `${each.entryId}.${each.attempt}`));
  }

  #read(event) {
    if (event.event === 'accepted') this.#accept(event);
    else if (event.event === 'open') this.leftOpen.add(this.#handOver(event)?.entryId);
    else if (event.event === 'complaint') this.complaints.push(event.detail);
    else if (event.event === 'told' || event.event === 'stored') {
      const line = this.#accepted.get(event.id);
      if (line === undefined || event.outcome === undefined) return;
      (event.event === 'told' ? this.told : this.receipts).push({ entryId: line.entryId, attempt: line.attempt, status: event.outcome });
    }
  }

  #accept({ id, of, at }) {
    const handOver = this.#handOver({ of, at });
    if (handOver === undefined) return this.strange.push(JSON.stringify({ id, of, at }));
    const line = { ...handOver, id, part: of.part ?? 1, arrivedAt: at };
    this.#accepted.set(id, line);
    this.parts.push(line);
    if (line.part === 1) this.ledger.push(line);
  }
}
