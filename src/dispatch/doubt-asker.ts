// Asks carriers what became of entries in doubt: those that may have had one, a few at a time, each entry by one worker at a time. What is
// known goes the way of any late outcome. Sent again is only what nobody has for certain: every carrier that may have had it says so, and
// none of them can have changed since.
import { Inject, Injectable, Logger } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Carrier, Known, SentMessage } from '../carriers/carrier.js';
import { Carriers } from '../carriers/carriers.js';
import { CONFIG, type Config } from '../platform/config.js';
import { Channels } from '../queue/channels.js';
import type { RequestMessage } from '../queue/dispatch-queue.js';
import { type Doubt, Doubts } from '../queue/doubts.js';
import { readQueueName } from '../queue/queue-name.js';
import { Routing } from '../queue/routing.js';
import { NOT_ACCEPTED, OUTCOME } from '../queue/states.js';
import { sqlState } from '../queue/statements.js';
import { Contents } from './contents.js';
import { inTime } from './in-time.js';
import { LaneRests } from './lane-rests.js';
import { OutcomeDesk } from './outcome-desk.js';
import { RequestMessages } from './request-messages.js';
import { Routes } from './routes.js';

/** Between two looks at all lanes, in POLL_MS: 5 s by default. */
const LOOK_EVERY_POLLS = 5;
/** Asked at once. */
const AT_ONCE = 2;
/** Workers whose ways differ meanwhile say so within a look of each other. */
const WAYS_MARGIN_MS = 60_000;

/** What an answer settles; undefined: nothing. That something failed for a time is said of the question, not of the message. */
function outcomeOf(known: Known): number | undefined {
  switch (known.kind) {
    case 'accepted':
      return OUTCOME.Submitted;
    case 'delivered':
      return OUTCOME.Delivered;
    case 'undelivered':
      return known.recalled === true ? OUTCOME.Recalled : OUTCOME.Undelivered;
    case 'refused':
      return OUTCOME.Rejected;
    case 'absent':
    case 'temporary':
    case 'unknown':
      return undefined;
  }
}

@Injectable()
export class DoubtAsker {
  private readonly logger = new Logger('Doubts');
  private readonly ways: ReadonlyMap<string, string>;

  constructor(
    private readonly doubts: Doubts,
    private readonly routes: Routes,
    private readonly messages: RequestMessages,
    private readonly desk: OutcomeDesk,
    private readonly contents: Contents,
    private readonly routing: Routing,
    private readonly carriers: Carriers,
    channels: Channels,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.ways = new Map(channels.all.map(({ name }) => [name, createHash('sha256').update(routing.descriptionOf(name)).digest('hex')]));
  }

  /** Resolves after a stop. */
  async run(stopping: AbortSignal): Promise<void> {
    const rests = new LaneRests(this.config.LANES, (lane, error) => {
      this.logger.warn(`A look for what is in doubt in lane ${lane} failed: ${sqlState(error) ?? 'the database is away'}`);
    });
    while (!stopping.aborted) {
      // Where no carrier can be asked there is nothing to do.
      const able = this.carriers.all().some((carrier) => carrier.query !== undefined);
      if (able) await rests.each((lane) => this.look(lane, stopping));
      await pause(this.config.POLL_MS * LOOK_EVERY_POLLS, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  private async look(lane: number, stopping: AbortSignal): Promise<void> {
    if (stopping.aborted) return;
    const doubts = await this.doubts.claim(lane, this.ways);
    const messages = await this.messages.of(
      lane,
      doubts.map(({ requestId }) => requestId),
    );
    const next = async (): Promise<void> => {
      for (let doubt = doubts.pop(); doubt !== undefined && !stopping.aborted; doubt = doubts.pop()) {
        const message = messages.get(doubt.requestId);
        if (message !== undefined) await this.ask(doubt, message, stopping);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  }

  /** Never rejects. */
  private async ask(doubt: Doubt, message: RequestMessage, stopping: AbortSignal): Promise<void> {
    const { entryId, attempt, channel, address, variables, at } = doubt;
    const { sender } = message;
    const rendered = this.contents.of(message, channel, variables);
    const content = 'content' in rendered ? rendered.content : undefined;
    const sent: SentMessage = { entryId, attempt, channel, address, carrierMessageId: null, at, content, sender };
    const mayHaveHad = this.mayHaveHad(doubt, message);
    let absentAt: Carrier | undefined;
    let absent = this.areAll(doubt, message);
    for (const carrier of mayHaveHad) {
      const known = await this.known(carrier, doubt, sent, stopping);
      const status = outcomeOf(known);
      if (status !== undefined) {
        const carrierMessageId = 'carrierMessageId' in known ? (known.carrierMessageId ?? null) : null;
        const reason = 'reason' in known ? (known.reason ?? null) : null;
        this.desk.lateStatus(doubt, { status, carrier: carrier.name, carrierMessageId, reason });
        return;
      }
      absent &&= known.kind === 'absent';
      absentAt = carrier;
    }
    if (!absent || absentAt === undefined) return;
    this.logger.log(`No carrier has ${entryId}.${attempt}: it was never sent`);
    this.desk.lateStatus(doubt, {
      status: NOT_ACCEPTED,
      carrier: absentAt.name,
      carrierMessageId: null,
      reason: 'the carrier never got it',
    });
  }

  /** In the order in which they are tried. */
  private mayHaveHad({ carrier, queue, channel, address }: Doubt, message: RequestMessage): Carrier[] {
    if (carrier !== null) {
      const named = this.carriers.get(carrier);
      return named === undefined ? [] : [named];
    }
    const name = readQueueName(queue);
    const way = name?.channel === channel ? name : this.routes.queueBeside(message, channel, address);
    return this.routes.linesOf(way).map((line) => line.carrier);
  }

  /**
   * The carriers that are asked are all that may have had it: one that is named, or a route that was the same when it left. A tenant's own
   * way is the same for as long as its carrier is.
   */
  private areAll({ carrier, waysSince, at, channel }: Doubt, { tenant }: RequestMessage): boolean {
    if (carrier !== null) return true;
    const own = this.routing.ownOf(channel, tenant);
    const since = own === undefined ? [waysSince] : [waysSince, own.since];
    const leftAfter = at.getTime() - this.config.LEASE_MS - WAYS_MARGIN_MS;
    return since.every((each) => each !== null && each.getTime() < leftAfter);
  }

  /** Never rejects. What was found and is another's says nothing. */
  private async known(carrier: Carrier, doubt: Doubt, sent: SentMessage, stopping: AbortSignal): Promise<Known> {
    const known = await this.query(carrier, sent, stopping);
    const found = 'carrierMessageId' in known ? known.carrierMessageId : undefined;
    if (found === undefined) return known;
    const anothers = await this.doubts.isAnothers(doubt, carrier.name, found).catch(() => true);
    return anothers ? { kind: 'unknown', reason: 'found a message of another entry' } : known;
  }

  /** Never rejects, and never longer than any answer of a carrier may take. */
  private async query(carrier: Carrier, sent: SentMessage, stopping: AbortSignal): Promise<Known> {
    const { answer } = await inTime((signal) => carrier.query?.(sent, signal), this.config.CARRIER_TIMEOUT_MS, stopping);
    return answer ?? { kind: 'unknown', reason: 'no answer' };
  }
}
