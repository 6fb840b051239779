// What a provider with a process of its own and the processes that handed over to it wrote down, put together: the provider knows what it
// took over and told; a process knows which attempt that was and when it left. An attempt is found by the reference that the provider was
// given (Twilio; an SMSC is given none), request, number and channel: the last that had left by then.
import { titleOf } from './ledger.mjs';

const keyOf = ({ title, address, channel }) => `${title} ${address} ${channel}`;

export class Evidence {
  /** What the provider took over: a line a message, as the simulated provider's ledger. */
  ledger = [];
  /** All parts of it, where a message has several. */
  parts = [];
  /** What it said of messages, and what of that it was told was stored: { entryId, attempt, status }. */
  told = [];
  receipts = [];
  /** What it took over and no process had handed over; what a server answered that it may not. */
  strange = [];
  complaints = [];
  /** SMS IDs of messages that it gave no clear answer to. */
  leftOpen = new Set();

  /** @param handOvers of all processes. @param troubles when the provider was disturbed. @param timeoutMs that an answer may take */
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
    // An attempt that certainly wasn't made leaves again under the same number.
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
