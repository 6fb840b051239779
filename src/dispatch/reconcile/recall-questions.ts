// Runs one step of a recall. Each provider is asked about its entries, a few at a time so that hand-overs keep their room, and each request
// has a deadline. A request without an answer, at a provider that answers others, is made once more and then given up.
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Provider, SentMessage } from '../../providers/provider.js';
import { contentOf } from '../../queue/channels.js';
import { laneOf } from '../../queue/entry-ids.js';
import type { RecallableEntry, RecallStep } from '../../queue/reconcile/recalls.js';
import { Contents } from '../attempt/contents.js';
import { inTime } from '../attempt/in-time.js';
import { RequestMessages } from '../attempt/request-messages.js';

type Answer = 'recalled' | 'too late' | 'unknown';

/** The part of the provider's `maxInFlight` that recalls may use. */
const SHARE = 1 / 4;

export interface Asked {
  /** Entries with a confirmed recall. */
  recalled: RecallableEntry[];
  /** True: a provider answered none of its requests. */
  isSilent: boolean;
  /** The first entry for which the time was not sufficient. */
  unasked: RecallableEntry | undefined;
}

@Injectable()
export class RecallQuestions {
  constructor(
    private readonly messages: RequestMessages,
    private readonly contents: Contents,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @param goOn returns false when no further request may begin */
  async ask({ requestId, tries, entries }: RecallStep, providers: ReadonlyMap<string, Provider>, goOn: () => boolean): Promise<Asked> {
    const message = (await this.messages.of(laneOf(requestId), [requestId])).get(requestId);
    const answers = new Map<RecallableEntry, Answer>();
    const ofProvider = async (provider: Provider): Promise<boolean> => {
      const own = entries.filter((entry) => entry.provider === provider.name);
      const put = async (each: readonly RecallableEntry[], again: boolean): Promise<void> => {
        await this.inTurn(each, provider, goOn, async (entry) => {
          const content = message && contentOf(this.contents.of(message, entry.channel, entry.variables));
          const answer = await this.question(provider, { ...entry, content, sender: message?.sender ?? null }, again);
          answers.set(entry, answer === 'late' ? 'unknown' : answer);
          return answer !== 'late';
        });
      };
      await put(own, tries > 1);
      const unknown = own.filter((entry) => answers.get(entry) === 'unknown');
      if (unknown.length > 0 && own.some((entry) => answers.has(entry) && !unknown.includes(entry))) {
        await put(unknown, true);
        return false;
      }
      return unknown.length > 0;
    };
    const silent = await Promise.all([...providers.values()].map(ofProvider));
    return {
      recalled: entries.filter((entry) => answers.get(entry) === 'recalled'),
      isSilent: silent.includes(true),
      unasked: entries.find((entry) => !answers.has(entry)),
    };
  }

  /** @param ask returns false if the provider missed the deadline: the rest is not asked now */
  private async inTurn(
    entries: readonly RecallableEntry[],
    { maxInFlight }: Provider,
    goOn: () => boolean,
    ask: (entry: RecallableEntry) => Promise<boolean>,
  ): Promise<void> {
    const queue = entries.values();
    let there = true;
    const one = async (): Promise<void> => {
      for (let next = queue.next(); !next.done; next = queue.next()) {
        if (!(await ask(next.value))) there = false;
        if (!there || !goOn()) return;
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, Math.floor(maxInFlight * SHARE)) }, one));
  }

  /** @param again true: an earlier request with a lost answer may have recalled the message; a query shows it */
  private async question(provider: Provider, message: SentMessage, again: boolean): Promise<Answer | 'late'> {
    const answer = await this.inTime((signal) => provider.recall?.(message, signal));
    if (!again || answer === 'recalled' || answer === 'late') return answer;
    const known = await this.inTime((signal) => provider.query?.(message, signal));
    return typeof known === 'object' && known.kind === 'undelivered' && known.recalled ? 'recalled' : answer;
  }

  private async inTime<T>(ask: (signal: AbortSignal) => Promise<T> | undefined): Promise<T | 'unknown' | 'late'> {
    const { answer = 'unknown', late } = await inTime(ask, this.config.PROVIDER_TIMEOUT_MS);
    // Also the answer of a provider that gave up at the signal.
    return late && answer === 'unknown' ? 'late' : answer;
  }
}
