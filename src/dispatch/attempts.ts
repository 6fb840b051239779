// One attempt to send an entry, by the carriers of its route in order: what one certainly didn't accept goes to the next, as the same
// attempt; never what is unclear or refused. The deadline and the expiry are tested right before each hand-over.
import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, Carrier } from '../carriers/carrier.js';
import { CONFIG, type Config } from '../platform/config.js';
import { Channels } from '../queue/channels.js';
import type { RequestMessage } from '../queue/dispatch-queue.js';
import type { QueueName } from '../queue/queue-name.js';
import { OUTCOME } from '../queue/states.js';
import { Stops } from '../queue/stops.js';
import type { BegunEntry, Verdict, Batch } from '../queue/batch.js';
import { backoff } from './backoff.js';
import { Contents } from './contents.js';
import { Deadlines } from './deadlines.js';
import type { Gate, Pass } from './gate.js';
import { Gates } from './gates.js';
import { OutcomeDesk } from './outcome-desk.js';
import type { QueueGate } from './queue-gate.js';
import { type Line, Routes } from './routes.js';

export const UNTOUCHED: Verdict = { kind: 'untouched' };
/** Of a message whose carrier may not have it now, though the queue's own may; or of which something is not known that has to be. */
export const NOT_NOW: Verdict = { kind: 'untouched', waitMs: 1_000 };
export const notAttempted = (reason: string): Verdict => ({ kind: 'ended', outcome: OUTCOME.NotAttempted, reason });

/** The queue that a batch is of, and what let it in. */
export interface Entrance {
  queue: QueueName;
  gate: QueueGate;
  pass: Pass;
}

export interface Attempt {
  batch: Batch;
  entry: BegunEntry & { channel: string };
  message: RequestMessage;
  /** In its batch, from 0: they are handed over one after another where there is a pace. */
  place: number;
  /** Not handed over from this moment of the monotonic clock on. */
  by: number;
  /** Aborted when nothing more may be handed over. */
  stopping: AbortSignal;
}

/** A carrier in turn: its gate, its line, and when it may have the message. */
interface Turn {
  gate: Gate;
  line: Line;
  startsAt: number;
}

@Injectable()
export class Attempts {
  private readonly deadlines: Deadlines;

  constructor(
    private readonly gates: Gates,
    private readonly routes: Routes,
    private readonly stops: Stops,
    private readonly desk: OutcomeDesk,
    private readonly contents: Contents,
    private readonly channels: Channels,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.deadlines = new Deadlines(config.CARRIER_TIMEOUT_MS);
  }

  /** Never rejects. @param entrance its pass holds room for this one, which comes back with the verdict */
  async make(attempt: Attempt, entrance: Entrance): Promise<Verdict> {
    const { entry, message } = attempt;
    const held = new Held(entrance.pass, attempt.place);
    try {
      const rendered = this.contents.of(message, entry.channel, entry.variables);
      if ('refused' in rendered) return { kind: 'ended', outcome: OUTCOME.Rejected, reason: rendered.refused, untried: true };
      const open = await this.openGates(attempt, entrance);
      if (open === undefined) return notAttempted(`no carrier is configured for ${entry.channel}`);
      if (!open.some(({ line }) => line === entrance.pass.gate.line)) held.leave();
      let failed: Verdict | undefined;
      for (const gate of open) {
        const turn = await held.turn(gate);
        if (turn === undefined) continue;
        const answer = await this.handOver(attempt, turn, rendered.content);
        if (answer === 'late') return failed ?? UNTOUCHED;
        // Held to be dead, or certainly not reached: nothing was attempted.
        if (answer === undefined || (answer.kind === 'temporary' && answer.unreachable)) continue;
        const verdict = this.verdictOf(entry, message, turn.line.carrier, answer);
        if (answer.kind !== 'temporary') return verdict;
        failed = verdict;
      }
      return failed ?? NOT_NOW;
    } finally {
      held.leave();
    }
  }

  /** Of those that aren't stopped, from the one that let it in; a call instead of a failed text has a route of its own. Undefined: no route. */
  private async openGates({ batch, entry, message }: Attempt, { queue, gate, pass }: Entrance): Promise<readonly Gate[] | undefined> {
    const own = entry.channel === queue.channel;
    const { gates, carriers } = own ? gate : this.gates.of(this.routes.queueBeside(message, entry.channel, entry.address));
    if (carriers.length === 0) return undefined;
    const halted = own ? batch.halted : await this.stops.stoppedOf(batch.lane, carriers).catch(() => carriers);
    if (halted.length === 0 && (!own || gates[0] === pass.gate)) return gates;
    return (own ? gates.slice(gates.indexOf(pass.gate)) : gates).filter(({ carrierName }) => !halted.includes(carrierName));
  }

  private async handOver(attempt: Attempt, { gate, line, startsAt }: Turn, content: unknown): Promise<Answer | 'late' | undefined> {
    const { entry, by, stopping } = attempt;
    try {
      const wait = startsAt - performance.now();
      if (wait > 0) await pause(wait, undefined, { signal: stopping }).catch(() => undefined);
      const now = performance.now();
      if (stopping.aborted || now >= by || (entry.expiresAt !== null && now >= entry.expiresAt)) return 'late';
      return await gate.call(line, () => this.answer(line.carrier, attempt, content));
    } finally {
      line.inFlight.release(1);
    }
  }

  /** Never rejects: whatever is unclear is unknown. */
  private answer(carrier: Carrier, { entry, message: { sender } }: Attempt, content: unknown): Promise<Answer> {
    const { entryId, attempt, requestId, channel, address, expiresAt } = entry;
    const validityMs = expiresAt === null ? null : expiresAt - performance.now();
    return new Promise((resolve) => {
      let late = false;
      const lapse = (): void => {
        late = true;
        resolve({ kind: 'unknown', reason: 'no answer from the carrier in time' });
      };
      const deadline = this.deadlines.start(lapse);
      const answered = (answer: Answer): void => {
        if (late) this.desk.late(entry, carrier.name, answer);
        else deadline.remove(lapse);
        resolve(answer);
      };
      const lost = (): void => {
        answered({ kind: 'unknown', reason: 'the carrier’s answer was lost' });
      };
      try {
        carrier
          .handOver({ entryId, attempt, requestId, channel, address, content, sender, validityMs }, deadline.signal)
          .then(answered, lost);
      } catch {
        lost();
      }
    });
  }

  /** The code of the channel that follows, where the request has one that somebody serves. */
  private fallbackOf({ fallback, ...message }: RequestMessage, from: string | null, address: string): number | undefined {
    const channel = fallback === null ? undefined : this.channels.find(fallback);
    if (channel === undefined || channel.name === from) return undefined;
    return this.routes.linesOf(this.routes.queueBeside(message, channel.name, address)).length > 0 ? channel.code : undefined;
  }

  private verdictOf(
    { attempt, channel: from, address }: BegunEntry,
    message: RequestMessage,
    { name: carrier }: Carrier,
    answer: Answer,
  ): Verdict {
    const failed = (outcome: typeof OUTCOME.Rejected | typeof OUTCOME.Undelivered, reason: string): Verdict => {
      const channel = this.fallbackOf(message, from, address);
      return channel === undefined ? { kind: 'ended', outcome, carrier, reason } : { kind: 'fallback', outcome, channel, carrier, reason };
    };
    switch (answer.kind) {
      case 'accepted':
        return { kind: 'ended', outcome: OUTCOME.Submitted, carrier, carrierMessageId: answer.carrierMessageId };
      case 'refused':
        return failed(OUTCOME.Rejected, answer.reason);
      case 'temporary': {
        const { reason, throttled = false, retryAfterMs } = answer;
        if (attempt >= this.config.RETRY_ATTEMPTS) return failed(OUTCOME.Undelivered, reason);
        const limits = { baseMs: this.config.RETRY_BASE_MS, maxMs: this.config.RETRY_MAX_MS };
        return { kind: 'retry', waitMs: backoff(attempt, limits, retryAfterMs), throttled, carrier, reason };
      }
      case 'unknown':
        return { kind: 'ended', outcome: OUTCOME.InDoubt, carrier, reason: answer.reason };
    }
  }
}

/** The room that the batch's pass holds for one entry: used once, or given back. */
class Held {
  private held = true;

  constructor(
    private readonly pass: Pass,
    private readonly place: number,
  ) {}

  leave(): void {
    if (this.held) this.pass.gate.leave(1);
    this.held = false;
  }

  /** Undefined where this carrier may not have the message now. */
  async turn(gate: Gate): Promise<Turn | undefined> {
    const { line } = gate;
    if (line === undefined) return undefined;
    if (this.held && line === this.pass.gate.line) {
      this.held = false;
      return { gate, line, startsAt: this.pass.startsAt + this.place * this.pass.every };
    }
    const pass = await gate.enterOne();
    return pass && { gate, line, startsAt: pass.startsAt };
  }
}
