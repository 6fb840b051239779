// The provider of a fault run, inside each worker: the server's own simulator, with further scenarios and with points where the process can
// be ended. Each accepted message is a line in one file of all workers, written before the answer: the ledger. Receipts are lines of a
// second file, and again when they were confirmed as stored: these must never be lost. Messages without an answer in time are in a third
// file: these may stay in doubt.
import { existsSync, openSync, writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { realNow } from './clock.mjs';
import { faultyScenario } from './numbers.mjs';

/** The pause after the deadline. */
const LATE_MS = 200;
const RECEIPT_MS = 40;
const THROTTLED_MS = 50;
const REPEAT_MS = 200;

export class FaultyProvider {
  name = 'SIMULATOR';
  #handler = () => Promise.resolve();

  /**
   * @param simulator the server's own
   * @param scenarioOf returns the simulator's scenario of a message
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
    // The time of the hand-over is the time of the call; later time belongs to the provider.
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
      // A second would be much of a run.
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

  /** Resolves when it is stored. */
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
