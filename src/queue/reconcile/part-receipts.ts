// The receipts of the parts of a long message, until all parts have one. They lie in the lane of the entry, so that different processes may
// receive them, also after restarts.
import type { Pooled } from '../pools.js';
import { laneOf } from '../entry-ids.js';
import { OUTCOME } from '../states.js';
import { run, statement } from '../statements.js';

interface AttemptParameters {
  lane: number;
  entryId: string;
  attempt: number;
}

interface PartParameters extends AttemptParameters {
  provider: string;
  place: number;
  total: number;
  outcome: number;
  reason: string | null;
  wait: number;
}

const KEEP = statement<PartParameters>('part-keep', import.meta.url);
const OF = statement<AttemptParameters, Omit<Part, 'outcome'> & { outcome: number }>('parts-of', import.meta.url);
const OVERDUE = statement<{ lane: number; provider: string; most: number }, { entry_id: string; attempt: number }>(
  'parts-overdue',
  import.meta.url,
);
const FORGET = statement<AttemptParameters>('parts-forget', import.meta.url);
/** The most attempts of a lane in one read. */
const MOST_OVERDUE = 200;

interface Attempt {
  entryId: string;
  attempt: number;
}

interface Part {
  /** 1 … total. */
  place: number;
  total: number;
  outcome: 'delivered' | 'undelivered' | 'recalled';
  reason: string | null;
}

const CODES = { delivered: OUTCOME.Delivered, undelivered: OUTCOME.Undelivered, recalled: OUTCOME.Recalled } as const;

const outcomeOf = (code: number): Part['outcome'] =>
  code === CODES.delivered ? 'delivered' : code === CODES.recalled ? 'recalled' : 'undelivered';

export class PartReceipts {
  constructor(
    private readonly pools: Pooled,
    private readonly lanes: () => Promise<readonly number[]>,
  ) {}

  /** Resolves when the receipt is durable. @returns all known receipts of the message's parts */
  async keep(provider: string, { entryId, attempt }: Attempt, { place, total, outcome, reason }: Part, waitMs: number): Promise<Part[]> {
    const part = { provider, place, total, outcome: CODES[outcome], reason, wait: waitMs };
    await run(this.pools.pool, KEEP, { lane: laneOf(entryId), entryId, attempt, ...part });
    return this.of({ entryId, attempt });
  }

  async of({ entryId, attempt }: Attempt): Promise<Part[]> {
    const rows = await run(this.pools.pool, OF, { lane: laneOf(entryId), entryId, attempt });
    return rows.map((row) => ({ ...row, outcome: outcomeOf(row.outcome) }));
  }

  /** Attempts for which the wait for the other parts is over. */
  async overdue(provider: string): Promise<Attempt[]> {
    const look = (lane: number) => run(this.pools.pool, OVERDUE, { lane, provider, most: MOST_OVERDUE }).catch(() => []);
    const rows = (await Promise.all((await this.lanes()).map(look))).flat();
    return rows.map(({ entry_id: entryId, attempt }) => ({ entryId, attempt }));
  }

  async forget({ entryId, attempt }: Attempt): Promise<void> {
    await run(this.pools.pool, FORGET, { lane: laneOf(entryId), entryId, attempt });
  }
}
