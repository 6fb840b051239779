// What cancels asked the providers to take back, in steps of some hundred positions, however large the request. Asking is durable in the
// request's row; a step that was claimed and never came to its end is claimed again.
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

/** Positions that a step looks at. */
const POSITIONS = 500;
/** No provider keeps a message longer before it sends it or gives it up. */
const HOURS = 72;

export interface RecallableEntry {
  entryId: string;
  /** In its request. */
  position: number;
  /** The attempt that was accepted. */
  attempt: number;
  address: string;
  variables: string | null;
  channel: string;
  provider: string;
  providerMessageId: string | null;
  /** When its answer was recorded. */
  at: Date;
}

export interface RecallStep {
  requestId: string;
  /** The positions behind it, up to and with `upto`. */
  from: number;
  upto: number;
  /** Nothing comes behind it. */
  last: boolean;
  /** From 1: more than 1, and somebody may have asked for the same before. */
  tries: number;
  entries: RecallableEntry[];
}

interface ClaimRow {
  id: string;
  recall_from: number;
  tries: number;
  upto: number;
  recipient_count: number;
  /** The rest is null where there is nothing to ask. */
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

  /** @param providers those that can take something back. Undefined where nothing is due. */
  async claim(lane: number, claimMs: number, providers: readonly string[]): Promise<RecallStep | undefined> {
    const rows = await run(this.pools.pool, CLAIM, { lane, claimTime: claimMs, positions: POSITIONS, providers, hours: HOURS });
    const [first] = rows;
    if (first === undefined) return undefined;
    const entries = rows.flatMap(({ entry_id: entryId, outcome_at: at, provider_message_id: providerMessageId, ...row }) => {
      if (entryId === null) return [];
      const channel = this.channels.find(row.channel)?.name;
      // Of a module that this process hasn't: nobody here can ask for it.
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

  /** @param to the position up to which all has been asked; null = there is nothing more. @param waitMs before the next step */
  async advance({ requestId, from }: RecallStep, to: number | null, tries = 0, waitMs = 0): Promise<void> {
    await run(this.pools.pool, ADVANCE, { lane: laneOf(requestId), requestId, from, to, tries, pause: waitMs });
  }
}
