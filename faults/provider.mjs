// The provider of a fault run, inside each worker: the server's own simulator, and around it the scenarios that it has none for and points
// where the process can be ended. What it takes over is a line in one file that all workers append to, written before anybody is told:
// what truly left. Receipts are lines of a second file, and once more when their storing was
// confirmed: these may never be lost. What it gave no answer to in
// time is in a third: this may stay in doubt.
import { existsSync, openSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { realNow } from './clock.mjs';
import { faultyScenario } from './numbers.mjs';

/** After the deadline by so much. */
const LATE_MS = 200;
const RECEIPT_MS = 40;
const THROTTLED_MS = 50;
const REPEAT_MS = 200;

export class FaultyProvider {
  name = 'SIMULATOR';
  #handler = () => Promise.resolve();

  /**
   * @param simulator the server's own
   * @param scenarioOf what the simulator does with a message
   * @param reach the process's points (child.mjs)
   */
  constructor(simulator, scenarioOf, { ledger, receipts, leftOpen, outage, timeoutMs }, reach) {
    Object.assign(this, { simulator, scenarioOf, outage, timeoutMs, reach });
    ({ channels: this.channels, maxInFlight: this.maxInFlight, ratePerSecond: this.ratePerSecond } = simulator);
    this.ledger = openSync(ledger, 'a');
    this.receipts = openSync(receipts, 'a');
    this.leftOpen = openSync(leftOpen, 'a');
  }

  onReceipt(handler) {
    this.#handler = handler;
    this.simulator.onReceipt((receipt) => this.#tell(receipt));
  }

  close() {
    return this.simulator.close();
  }

  async handOver(message, signal) {
    // The moment of the hand-over is the call: what follows is the provider's.
    const at = realNow();
    let answered = false;
    const leaveOpen = () => answered || writeSync(this.leftOpen, `${message.entryId}\n`);
    signal.addEventListener('abort', leaveOpen);
    try {
      const answer = await this.#deal(message, at, signal);
      answered = true;
      return answer;
    } catch (error) {
      leaveOpen();
      throw error;
    }
  }

  async #deal(message, at, signal) {
    await this.reach('hand-over');
    if (existsSync(this.outage)) return { kind: 'temporary', unreachable: true, reason: 'the provider refused the connection' };
    const scenario = faultyScenario(message.address);
    if (scenario === undefined) {
      const taken = !['refused', 'temporary', 'throttled'].includes(this.scenarioOf(message));
      if (taken) await this.#takeOver(message, at);
      const answer = await this.simulator.handOver(message, signal);
      // A second would be most of what a run has.
      return answer.throttled ? { ...answer, retryAfterMs: THROTTLED_MS } : answer;
    }
    const notTaken = scenario === 'late refused' || (scenario === 'late not accepted' && message.attempt === 1);
    if (!notTaken) await this.#takeOver(message, at);
    return this.#answer(message, scenario);
  }

  async #answer(message, scenario) {
    const accepted = { kind: 'accepted', providerMessageId: `FLT-${message.entryId}.${message.attempt}` };
    const delivered = () => this.#tellUntilStored(message, 'delivered');
    const afterDeadline = () => pause(this.timeoutMs + LATE_MS, undefined, { ref: false });
    switch (scenario) {
      case 'late':
        await afterDeadline();
        return accepted;
      case 'never':
        return new Promise(() => undefined);
      case 'late refused':
        await afterDeadline();
        return { kind: 'refused', reason: 'the provider refused the number, late' };
      case 'late not accepted':
        if (message.attempt > 1) return accepted;
        await afterDeadline();
        return { kind: 'temporary', reason: 'the provider had a temporary failure, late' };
      case 'early twice':
        await delivered();
        void pause(RECEIPT_MS).then(delivered);
        return accepted;
      case 'at once':
        void delivered();
        return accepted;
      case 'twice':
        void pause(RECEIPT_MS).then(delivered).then(delivered);
        return accepted;
      default:
        void pause(RECEIPT_MS)
          .then(delivered)
          .then(() => this.#tellUntilStored(message, 'undelivered'));
        return accepted;
    }
  }

  async #takeOver({ entryId, requestId, address, channel, attempt }, at) {
    writeSync(this.ledger, `${JSON.stringify({ entryId, requestId, address, channel, attempt, at, pid: process.pid })}\n`);
    await this.reach('provider-has-it');
  }

  /** Resolves once it is stored. */
  async #tell(receipt) {
    writeSync(this.receipts, `${JSON.stringify(receipt)}\n`);
    await this.#handler(receipt);
    writeSync(this.receipts, `${JSON.stringify({ ...receipt, stored: true })}\n`);
  }

  async #tellUntilStored({ entryId, attempt }, status) {
    for (;;) {
      try {
        return await this.#tell({ entryId, attempt, status, providerMessageId: `FLT-${entryId}.${attempt}` });
      } catch {
        await pause(REPEAT_MS, undefined, { ref: false });
      }
    }
  }
}
