// Queries the providers that may have got an entry in doubt, a few entries at a time, each entry by one worker at a time. An answer is
// stored like any late outcome. An entry is sent again only if it is certain that no provider has it: each provider that may have got it
// confirms this, and the list of these providers cannot have changed since.
import { Inject, Injectable, Logger } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Known, Provider, SentMessage } from '../../providers/provider.js';
import { Providers } from '../../providers/providers.js';
import { Channels, contentOf } from '../../queue/channels.js';
import type { RequestMessage } from '../../queue/lease/dispatch-queue.js';
import { InDoubtEntries, type InDoubtEntry } from '../../queue/reconcile/in-doubt-entries.js';
import { readQueueName } from '../../queue/queue-name.js';
import { Routing } from '../../queue/routing.js';
import { sqlState } from '../../queue/statements.js';
import { NOT_ACCEPTED, OUTCOME } from '../../queue/states.js';
import { Contents } from '../attempt/contents.js';
import { inTime } from '../attempt/in-time.js';
import { LaneBackoff } from '../lane-backoff.js';
import { ReceiptIntake } from '../intake/receipt-intake.js';
import { RequestMessages } from '../attempt/request-messages.js';
import { Routes } from '../admission/routes.js';

/** Between two looks at all lanes, in POLL_MS: 5 s by default. */
const LOOK_EVERY_POLLS = 5;
/** Queries at the same time. */
const AT_ONCE = 2;
/** Workers with different routing store their fingerprints within this time of each other. */
const FINGERPRINT_MARGIN_MS = 60_000;

/** The outcome that an answer proves; undefined: none. A temporary failure is a failure of the query, not of the message. */
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
export class InDoubtReconciler {
  private readonly logger = new Logger('InDoubt');
  private readonly fingerprint: ReadonlyMap<string, string>;

  constructor(
    private readonly inDoubt: InDoubtEntries,
    private readonly routes: Routes,
    private readonly messages: RequestMessages,
    private readonly intake: ReceiptIntake,
    private readonly contents: Contents,
    private readonly routing: Routing,
    private readonly providers: Providers,
    channels: Channels,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.fingerprint = new Map(
      channels.all.map(({ name }) => [name, createHash('sha256').update(routing.descriptionOf(name)).digest('hex')]),
    );
  }

  /** Resolves after a stop. */
  async run(stopping: AbortSignal): Promise<void> {
    const laneBackoff = new LaneBackoff(this.config.LANES, (lane, error) => {
      this.logger.warn(`Reading the entries in doubt of lane ${lane} failed: ${sqlState(error) ?? 'the database is away'}`);
    });
    while (!stopping.aborted) {
      // Without a provider that supports queries there is nothing to do.
      const able = this.providers.all().some((provider) => provider.query !== undefined);
      if (able) await laneBackoff.each((lane) => this.look(lane, stopping));
      await pause(this.config.POLL_MS * LOOK_EVERY_POLLS, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  private async look(lane: number, stopping: AbortSignal): Promise<void> {
    if (stopping.aborted) return;
    const entries = await this.inDoubt.claim(lane, this.fingerprint);
    const messages = await this.messages.of(
      lane,
      entries.map(({ requestId }) => requestId),
    );
    const next = async (): Promise<void> => {
      for (let entry = entries.pop(); entry !== undefined && !stopping.aborted; entry = entries.pop()) {
        const message = messages.get(entry.requestId);
        if (message !== undefined) await this.ask(entry, message, stopping);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  }

  /** Never rejects. */
  private async ask(entry: InDoubtEntry, message: RequestMessage, stopping: AbortSignal): Promise<void> {
    const { entryId, attempt, channel, address, variables, at } = entry;
    const { sender } = message;
    const content = contentOf(this.contents.of(message, channel, variables));
    const sent: SentMessage = { entryId, attempt, channel, address, providerMessageId: null, at, content, sender };
    const mayHaveHad = this.mayHaveHad(entry, message);
    let absentAt: Provider | undefined;
    let absent = this.areAll(entry, message);
    for (const provider of mayHaveHad) {
      const known = await this.known(provider, entry, sent, stopping);
      const status = outcomeOf(known);
      if (status !== undefined) {
        const providerMessageId = 'providerMessageId' in known ? (known.providerMessageId ?? null) : null;
        const reason = 'reason' in known ? (known.reason ?? null) : null;
        this.intake.lateStatus(entry, { status, provider: provider.name, providerMessageId, reason });
        return;
      }
      absent &&= known.kind === 'absent';
      absentAt = provider;
    }
    if (!absent || absentAt === undefined) return;
    this.logger.log(`No provider has ${entryId}.${attempt}, so it was never sent`);
    this.intake.lateStatus(entry, {
      status: NOT_ACCEPTED,
      provider: absentAt.name,
      providerMessageId: null,
      reason: 'the provider never got it',
    });
  }

  /** In the order in which a message tries them. */
  private mayHaveHad({ provider, queue, channel, address }: InDoubtEntry, message: RequestMessage): Provider[] {
    if (provider !== null) {
      const named = this.providers.get(provider);
      return named === undefined ? [] : [named];
    }
    const name = readQueueName(queue);
    const route = name?.channel === channel ? name : this.routes.queueBeside(message, channel, address);
    return this.routes.runtimesOf(route).map((runtime) => runtime.provider);
  }

  /**
   * True if the queried providers are all that may have got the entry: the recorded one, or those of a route that is unchanged since the
   * hand-over. A tenant's own route is unchanged as long as its provider is.
   */
  private areAll({ provider, routingSince, at, channel }: InDoubtEntry, { tenant }: RequestMessage): boolean {
    if (provider !== null) return true;
    const own = this.routing.ownOf(channel, tenant);
    const since = own === undefined ? [routingSince] : [routingSince, own.since];
    const leftAfter = at.getTime() - this.config.LEASE_MS - FINGERPRINT_MARGIN_MS;
    return since.every((each) => each !== null && each.getTime() < leftAfter);
  }

  /** Never rejects. A message that belongs to another entry proves nothing. */
  private async known(provider: Provider, entry: InDoubtEntry, sent: SentMessage, stopping: AbortSignal): Promise<Known> {
    const known = await this.query(provider, sent, stopping);
    const found = 'providerMessageId' in known ? known.providerMessageId : undefined;
    if (found === undefined) return known;
    const anothers = await this.inDoubt.isAnothers(entry, provider.name, found).catch(() => true);
    return anothers ? { kind: 'unknown', reason: 'found a message of another entry' } : known;
  }

  /** Never rejects. Limited by the deadline of any provider answer. */
  private async query(provider: Provider, sent: SentMessage, stopping: AbortSignal): Promise<Known> {
    const { answer } = await inTime((signal) => provider.query?.(sent, signal), this.config.PROVIDER_TIMEOUT_MS, stopping);
    return answer ?? { kind: 'unknown', reason: 'no answer' };
  }
}
