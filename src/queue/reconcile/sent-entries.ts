// Finds entries by the facts of a receipt: the address and the time.
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
/** The newest entries of an address that are searched. An older entry is not matched. */
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
  /** The content that was handed over; undefined if it cannot be rendered any more. */
  content: unknown;
  /** The time when the entry came to be in doubt; null: it is leased now. */
  at: Date | null;
}

type Row = Record<'entry_id' | 'address' | 'payload', string> & {
  variables: string | null;
  attempts: number;
  outcome_at: Date | null;
  leased: boolean;
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

  /** Messages of a channel to these addresses, in all lanes, that may be this provider's: those in doubt since a time, and leased ones. */
  async inDoubt(provider: string, channel: string, addresses: readonly string[], since: Date): Promise<DoubtfulEntry[]> {
    const definition = this.channels.named(channel);
    const look = (lane: number) => run(this.pools.pool, TO, { lane, addresses, provider, since, most: MOST, channel: definition.code });
    const rows = (await Promise.all((await this.lanes()).map(look))).flat();
    return rows.map(({ entry_id: entryId, attempts: attempt, address, sender, payload, variables, leased, outcome_at }) => ({
      ...{ entryId, attempt, address, sender },
      content: contentOf(render(definition, () => definition.decode(payload), variables)),
      at: leased ? null : outcome_at,
    }));
  }
}
