// Entries by what a receipt says of them: to whom they went, and when.
import { type Channels, contentOf, render } from '../channels.js';
import type { Pooled } from '../pools.js';
import { laneOf } from '../entry-ids.js';
import { OUTCOME } from '../states.js';
import { run, statement } from '../statements.js';

interface ToParameters {
  lane: number;
  addresses: readonly string[];
  provider: string;
  since: Date;
  most: number;
  channel: number;
}

const SENT = statement<{ lane: number; entryId: string }, SentRow>('entry-sent', import.meta.url);
const TO = statement<ToParameters, Row>('entries-in-doubt-to', import.meta.url);
/** Of a number's newest: of one that gets more, nothing is matched. */
const MOST = 200;

interface SentEntry {
  address: string;
  attempt: number;
  inDoubt: boolean;
}

interface DoubtfulEntry {
  entryId: string;
  attempt: number;
  address: string;
  sender: string | null;
  /** What was handed over; undefined where it cannot be made any more. */
  content: unknown;
  /** When it came to be in doubt; null: it is in hand now. */
  at: Date | null;
}

type Row = Record<'entry_id' | 'address' | 'payload', string> & {
  variables: string | null;
  attempts: number;
  outcome_at: Date | null;
  in_hand: boolean;
  sender: string | null;
};

interface SentRow {
  address: string;
  attempts: number;
  status: number | null;
}

export class SentEntries {
  constructor(
    private readonly pools: Pooled,
    private readonly lanes: () => Promise<readonly number[]>,
    private readonly channels: Channels,
  ) {}

  async get(entryId: string): Promise<SentEntry | undefined> {
    const [row] = await run(this.pools.pool, SENT, { lane: laneOf(entryId), entryId });
    return row === undefined ? undefined : { address: row.address, attempt: row.attempts, inDoubt: row.status === OUTCOME.InDoubt };
  }

  /**
   * Messages of a channel to these addresses that are in doubt since a moment and may be this provider's, and those in hand, in whatever
   * lane.
   */
  async inDoubt(provider: string, channel: string, addresses: readonly string[], since: Date): Promise<DoubtfulEntry[]> {
    const definition = this.channels.named(channel);
    const look = (lane: number) => run(this.pools.pool, TO, { lane, addresses, provider, since, most: MOST, channel: definition.code });
    const rows = (await Promise.all((await this.lanes()).map(look))).flat();
    return rows.map(({ entry_id: entryId, attempts: attempt, address, sender, payload, variables, in_hand, outcome_at }) => ({
      ...{ entryId, attempt, address, sender },
      content: contentOf(render(definition, () => definition.decode(payload), variables)),
      at: in_hand ? null : outcome_at,
    }));
  }
}
