// Entries by what a receipt says of them: to whom they went, and when.
import type { Pooled } from './pools.js';
import { laneOf } from './sms-ids.js';
import { OUTCOME } from './states.js';
import { run, statement } from './statements.js';

const SENT = statement('entry-sent');
const TO = statement('entries-in-doubt-to');
/** Of a number's newest: of one that gets more, nothing is matched. */
const MOST = 200;

interface SentEntry {
  mobile: string;
  attempt: number;
  inDoubt: boolean;
}

interface DoubtfulEntry {
  smsId: string;
  attempt: number;
  mobile: string;
  sender: string | null;
  content: string;
  /** When it came to be in doubt; null: it is in hand now. */
  at: Date | null;
}

type Row = Record<'sms_id' | 'mobile' | 'content', string> & {
  attempts: number;
  outcome_at: Date | null;
  in_hand: boolean;
  sender: string | null;
};

type Sent = { mobile: string; attempts: number; status: number | null } & Record<string, unknown>;

export class SentEntries {
  constructor(
    private readonly pools: Pooled,
    private readonly lanes: () => Promise<readonly number[]>,
  ) {}

  async get(smsId: string): Promise<SentEntry | undefined> {
    const [row] = await run<Sent>(this.pools.pool, SENT, [laneOf(smsId), smsId]);
    return row === undefined ? undefined : { mobile: row.mobile, attempt: row.attempts, inDoubt: row.status === OUTCOME.InDoubt };
  }

  /** Texts to these numbers that are in doubt since a moment and may be this carrier's, and those in hand, in whatever lane. */
  async inDoubt(carrier: string, mobiles: readonly string[], since: Date): Promise<DoubtfulEntry[]> {
    const look = (lane: number) => run<Row>(this.pools.pool, TO, [lane, mobiles, carrier, since, MOST]);
    const rows = (await Promise.all((await this.lanes()).map(look))).flat();
    return rows.map(({ sms_id: smsId, attempts: attempt, mobile, sender, content, in_hand, outcome_at }) => ({
      ...{ smsId, attempt, mobile, sender, content },
      at: in_hand ? null : outcome_at,
    }));
  }
}
