// Hands the entries of one window to their carriers, and says what became of each. The deadline and the expiry are tested right before
// each hand-over; what may not be handed over any more is untouched.
import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, Carrier } from '../carriers/carrier.js';
import { CONFIG, type Config } from '../platform/config.js';
import type { RequestMessage } from '../queue/dispatch-queue.js';
import { OPTED_OUT, OptOuts } from '../queue/opt-outs/opt-outs.js';
import { Paces } from '../queue/paces.js';
import { type QueueName, queueName } from '../queue/queue-name.js';
import { OUTCOME } from '../queue/states.js';
import { Stops } from '../queue/stops.js';
import type { BegunEntry, Verdict, Window } from '../queue/window.js';
import { backoff } from './backoff.js';
import { Deadlines } from './deadlines.js';
import type { Gate, Pass } from './gate.js';
import { Gates } from './gates.js';
import { OutcomeDesk } from './outcome-desk.js';
import { RequestMessages } from './request-messages.js';
import { type Line, Routes } from './routes.js';

const UNTOUCHED: Verdict = { kind: 'untouched' };
/** Of a message whose carrier may not have it now, though the queue's own may; or of which something is not known that has to be. */
const NOT_NOW: Verdict = { kind: 'untouched', waitMs: 1_000 };
const notAttempted = (reason: string): Verdict => ({ kind: 'ended', outcome: OUTCOME.NotAttempted, reason });
/** The recipient wants nothing of the sender: neither a text nor a call. */
const NOT_WANTED: Verdict = { kind: 'ended', outcome: OUTCOME.Rejected, reason: OPTED_OUT, untried: true };
/** Of the lease, kept free between the last answer and the record. */
const RECORD_MARGIN_MS = 1_000;

/** The queue that a window is of, and what let it in. */
export interface Entrance {
  queue: QueueName;
  gate: Gate;
  pass: Pass;
}

/** A turn at a carrier: the line that room was reserved on, and when. */
interface Turn {
  line: Line;
  gate: Gate;
  at: number;
}

@Injectable()
export class HandOver {
  private readonly deadlines: Deadlines;

  constructor(
    private readonly gates: Gates,
    private readonly routes: Routes,
    private readonly messages: RequestMessages,
    private readonly desk: OutcomeDesk,
    private readonly paces: Paces,
    private readonly stops: Stops,
    private readonly optOuts: OptOuts,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.deadlines = new Deadlines(config.CARRIER_TIMEOUT_MS);
  }

  /**
   * Verdicts parallel to the window's entries, every one of them whatever happens.
   * @param entrance its gate holds room for each entry; it comes back as soon as the entry has its verdict
   * @param stopping aborted when nothing more may be handed over
   */
  async window(window: Window, entrance: Entrance, stopping: AbortSignal): Promise<Verdict[]> {
    const { lane, entries } = window;
    const by = window.takenAt + this.handOverWithin();
    let messages: ReadonlyMap<string, RequestMessage>;
    let unwanted: ReadonlySet<number>;
    try {
      messages = await this.messages.of(
        lane,
        entries.map(({ requestId }) => requestId),
      );
      unwanted = await this.optOuts.among(
        entries.map(({ requestId, mobile }) => ({ mobile, sender: messages.get(requestId)?.sender ?? null })),
      );
    } catch {
      entrance.gate.leave(entries.length);
      return entries.map(() => NOT_NOW);
    }
    const misplaced = await this.misplaced(window, entrance, messages);
    return Promise.all(
      entries.map(async (entry, i) => {
        const message = messages.get(entry.requestId);
        const early = unwanted.has(i) ? NOT_WANTED : misplaced.has(entry.requestId) ? UNTOUCHED : undefined;
        const turn = early ?? (await this.turn(lane, entry, message, entrance, i));
        if ('kind' in turn || message === undefined) {
          entrance.gate.leave(1);
          return 'kind' in turn ? turn : UNTOUCHED;
        }
        if (turn.gate !== entrance.gate) entrance.gate.leave(1);
        try {
          return await this.one(entry, message, turn, by, stopping);
        } finally {
          turn.line.inFlight.release(1);
        }
      }),
    );
  }

  /** Requests whose sender has been given a pace since they were queued: they wait in the sender's own queue from now on. */
  private async misplaced(
    { lane }: Window,
    { queue }: Entrance,
    messages: ReadonlyMap<string, RequestMessage>,
  ): Promise<ReadonlySet<string>> {
    const misplaced = new Set<string>();
    for (const message of messages.values()) {
      if (message.sender === null || message.sender === queue.sender) continue;
      const own = this.paces.queueFor({ ...queue, sender: message.sender });
      if (own.sender === null) continue;
      misplaced.add(message.id);
      // Where that fails, the next take of it tries again.
      await this.paces.move(lane, message.id, queueName(queue), queueName(own)).catch(() => undefined);
    }
    return misplaced;
  }

  /** At the queue's own carrier, or at another: a call instead of a failed text. */
  private async turn(
    lane: number,
    { channel, mobile }: BegunEntry,
    message: RequestMessage | undefined,
    { queue, gate, pass }: Entrance,
    place: number,
  ): Promise<Turn | Verdict> {
    if (message === undefined) return notAttempted('the request is gone');
    const other = channel === queue.channel ? gate : this.gates.of(this.routes.callQueueOf(message, mobile));
    const { line } = other;
    if (line === undefined) return notAttempted(`no carrier is configured for ${channel}`);
    if (line === gate.line) return { line, gate, at: pass.startsAt + place * pass.every };
    const stopped = await this.stops.isStopped(lane, line.carrier.name).catch(() => true);
    const own = stopped ? undefined : await other.enterOne();
    return own === undefined ? NOT_NOW : { line, gate: other, at: own.startsAt };
  }

  private async one(entry: BegunEntry, message: RequestMessage, turn: Turn, by: number, stopping: AbortSignal): Promise<Verdict> {
    const wait = turn.at - performance.now();
    if (wait > 0) await pause(wait, undefined, { signal: stopping }).catch(() => undefined);
    const now = performance.now();
    if (stopping.aborted || now >= by || (entry.expiresAt !== null && now >= entry.expiresAt)) return UNTOUCHED;
    const { carrier } = turn.line;
    const answer = await turn.gate.call(turn.line, () => this.answer(carrier, entry, message));
    // Held to be dead, or certainly not reached: nothing was attempted.
    if (answer === undefined || (answer.kind === 'temporary' && answer.unreachable)) return NOT_NOW;
    return this.verdictOf(entry, message, carrier, answer);
  }

  /** Never rejects: whatever is unclear is unknown. */
  private answer(carrier: Carrier, entry: BegunEntry, { content, sender }: RequestMessage): Promise<Answer> {
    const { smsId, attempt, requestId, channel, mobile, expiresAt } = entry;
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
        carrier.handOver({ smsId, attempt, requestId, channel, mobile, content, sender, validityMs }, deadline.signal).then(answered, lost);
      } catch {
        lost();
      }
    });
  }

  private verdictOf(
    { attempt, channel, mobile }: BegunEntry,
    message: RequestMessage,
    { name: carrier }: Carrier,
    answer: Answer,
  ): Verdict {
    const failed = (outcome: typeof OUTCOME.Rejected | typeof OUTCOME.Undelivered, reason: string): Verdict => {
      const calls =
        message.voice_on_failure && channel === 'text' && this.routes.linesOf(this.routes.callQueueOf(message, mobile)).length > 0;
      return calls ? { kind: 'call', outcome, carrier, reason } : { kind: 'ended', outcome, carrier, reason };
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
        return { kind: 'again', waitMs: backoff(attempt, limits, retryAfterMs), throttled, carrier, reason };
      }
      case 'unknown':
        return { kind: 'ended', outcome: OUTCOME.InDoubt, carrier, reason: answer.reason };
    }
  }

  /** Counted from before the take: a hand-over begun by then is answered and recorded while the lease holds. */
  private handOverWithin(): number {
    const { LEASE_MS, CARRIER_TIMEOUT_MS } = this.config;
    return LEASE_MS - CARRIER_TIMEOUT_MS - Math.min(RECORD_MARGIN_MS, LEASE_MS / 10);
  }
}
