// Recalls that follow a cancel, in steps of some hundred positions, whatever the size of the request. The request's row stores the
// progress. A step that was claimed and never finished is claimed again.
import { Injectable } from '@nestjs/common';
import { Channels } from '../channels.js';
import { DispatchPool } from '../pools.js';
import { laneOf, positionOf } from '../entry-ids.js';
import { run, statement } from '../statements.js';

const CLAIM = statement<{ lane: number; claimTime: number; positions: number; providers: readonly string[]; hours: number }, ClaimRow>(
  'recall-claim',
  import.meta.url,
);
const ADVANCE = statement<{ lane: number; requestId: string; from: number; to: number | null; tries: number; pause: number }>(
  'recall-advance',
  import.meta.url,
);

/** Positions of one step. */
const POSITIONS = 500;
/** No provider keeps an accepted message longer than this before it sends the message or gives it up. */
const HOURS = 72;

export interface RecallableEntry {
  entryId: string;
  /** The position in its request. */
  position: number;
  /** The attempt that was accepted. */
  attempt: number;
  address: string;
  variables: string | null;
  channel: string;
  provider: string;
  providerMessageId: string | null;
  /** The time when its answer was recorded. */
  at: Date;
}

export interface RecallStep {
  requestId: string;
  /** The step covers the positions after `from`, up to and including `upto`. */
  from: number;
  upto: number;
  /** True: the last step of the request. */
  last: boolean;
  /** From 1. More than 1: an earlier try may have asked for the same positions. */
  tries: number;
  entries: RecallableEntry[];
}

interface ClaimRow {
  id: string;
  recall_from: number;
  tries: number;
  upto: number;
  recipient_count: number;
  /** This and the following fields are null if the step has no entries. */
  entry_id: string | null;
  address: string;
  variables: string | null;
  channel: number;
  attempts: number;
  provider: string;
  provider_message_id: string | null;
  outcome_at: Date;
}

@Injectable()
export class Recalls {
  constructor(
    private readonly pools: DispatchPool,
    private readonly channels: Channels,
  ) {}

  /**
   * @param providers providers that support recalls
   * @returns undefined if no step is due
   */
  async claim(lane: number, claimMs: number, providers: readonly string[]): Promise<RecallStep | undefined> {
    const rows = await run(this.pools.pool, CLAIM, { lane, claimTime: claimMs, positions: POSITIONS, providers, hours: HOURS });
    const [first] = rows;
    if (first === undefined) return undefined;
    const entries = rows.flatMap(({ entry_id: entryId, outcome_at: at, provider_message_id: providerMessageId, ...row }) => {
      if (entryId === null) return [];
      const channel = this.channels.find(row.channel)?.name;
      // No module of this process has registered the channel.
      if (channel === undefined) return [];
      const { address, variables, provider, attempts: attempt } = row;
      return [
        {
          entryId,
          position: positionOf(entryId),
          attempt,
          address,
          variables,
          channel,
          provider,
          providerMessageId,
          at,
        },
      ];
    });
    const { id: requestId, recall_from: from, upto, tries, recipient_count: count } = first;
    return { requestId, from, upto, last: upto >= count, tries, entries };
  }

  /**
   * @param to the position up to which every entry has been asked about; null = the recall is over
   * @param waitMs before the next step
   */
  async advance({ requestId, from }: RecallStep, to: number | null, tries = 0, waitMs = 0): Promise<void> {
    await run(this.pools.pool, ADVANCE, { lane: laneOf(requestId), requestId, from, to, tries, pause: waitMs });
  }
}
