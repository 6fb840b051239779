// Maps a provider's message ID to an attempt, for providers whose receipts name only that ID (SMPP). A row lies in the lane of the ID's
// hash and is written in a transaction of its own. Any process finds it, after restarts, after changes of LANES, and in any notation of the
// ID (plainId). IDs that arrive together share a statement.
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { plainId } from '../../platform/message-id.js';
import { Channels } from '../channels.js';
import { LaneBatches } from '../lanes/lane-batches.js';
import { laneOfKey } from '../lanes/lane-of-key.js';
import { LaneDirectory } from '../lanes/lane-directory.js';
import { PartReceipts } from './part-receipts.js';
import { DispatchPool, IntakePool, type Pooled } from '../pools.js';
import { SentEntries } from './sent-entries.js';
import { countOf, run, statement } from '../statements.js';

interface RememberParameters {
  lane: number;
  providers: string[];
  messageIds: string[];
  references: string[];
  plainIds: (string | null)[];
}

const REMEMBER = statement<RememberParameters>('remember-messages', import.meta.url);
const FIND = statement<{ lane: number; provider: string; messageId: string; plainId: string }, Found>('find-message', import.meta.url);
const OF = statement<{ lane: number; provider: string; reference: string; from: Date; to: Date }, Found>('messages-of', import.meta.url);
/** Responses that came after their deadline are stored too. */
const LATE_MS = 60_000;

interface Message {
  provider: string;
  messageId: string;
  reference: string;
}

interface Found {
  message_id: string;
  reference: string;
  created_at: Date;
}

interface Kept {
  providerMessageId: string;
  reference: string;
  /** The time of `remember`. */
  at: Date;
}
const kept = ({ message_id: providerMessageId, reference, created_at: at }: Found): Kept => ({ providerMessageId, reference, at });

@Injectable()
export class ProviderMessageIds {
  private readonly batches = new LaneBatches<Message>((lane, messages) => this.write(lane, messages));

  readonly parts: PartReceipts;
  readonly entries: SentEntries;

  constructor(
    private readonly pools: DispatchPool,
    private readonly directory: LaneDirectory,
    private readonly channels: Channels,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(IntakePool) private readonly intake: Pooled = pools,
  ) {
    const lanes = (): Promise<number[]> => this.directory.numbers();
    this.parts = new PartReceipts(intake, lanes);
    this.entries = new SentEntries(intake, lanes, this.channels);
  }

  /** Resolves when the row is durable. */
  remember(provider: string, messageId: string, reference: string): Promise<void> {
    const lane = laneOfKey(this.config.LANES, provider, plainId(messageId));
    return this.batches.add(lane, JSON.stringify([provider, messageId]), { provider, messageId, reference });
  }

  /**
   * The rows of that ID, and of IDs that differ only in case and leading zeros, the newest first. Reads the lane of the ID, then, without a
   * result, all other lanes: LANES may have been different.
   */
  async find(provider: string, messageId: string): Promise<Kept[]> {
    const plain = plainId(messageId);
    const home = laneOfKey(this.config.LANES, provider, plain);
    const look = (lane: number): Promise<Found[]> => run(this.intake.pool, FIND, { lane, provider, messageId, plainId: plain });
    const found = await look(home);
    if (found.length > 0) return found.map(kept);
    const others = (await this.directory.numbers()).filter((lane) => lane !== home);
    const rows = (await Promise.all(others.map(look))).flat();
    return rows.sort((a, b) => b.created_at.getTime() - a.created_at.getTime()).map(kept);
  }

  /** The rows of a reference, and of references that begin with it and `:`, of an attempt that left within a lease before `at`. */
  async of(provider: string, reference: string, at: Date): Promise<Kept[]> {
    const [from, to] = [new Date(at.getTime() - this.config.LEASE_MS), new Date(at.getTime() + LATE_MS)];
    const look = (lane: number) => run(this.pools.pool, OF, { lane, provider, reference, from, to });
    return (await Promise.all((await this.directory.numbers()).map(look))).flat().map(kept);
  }

  private async write(lane: number, messages: readonly Message[]): Promise<void> {
    const parameters = {
      lane,
      providers: messages.map((each) => each.provider),
      messageIds: messages.map((each) => each.messageId),
      references: messages.map((each) => each.reference),
      plainIds: messages.map(({ messageId }) => (plainId(messageId) === messageId ? null : plainId(messageId))),
    };
    const kept = await countOf(this.pools.pool, REMEMBER, parameters);
    if (kept === messages.length) return;
    // The lane has no row of its own yet.
    await this.directory.open(lane);
    if ((await countOf(this.pools.pool, REMEMBER, parameters)) < messages.length) throw new Error(`Lane ${lane} stored no message IDs`);
  }
}
