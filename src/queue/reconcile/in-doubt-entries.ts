// The entries in doubt, and the times at which workers query the providers about each. Several workers share the work: a claim gives an
// entry to one worker and sets the time of the next query.
import { Injectable } from '@nestjs/common';
import { Channels } from '../channels.js';
import { LaneDirectory } from '../lanes/lane-directory.js';
import { DispatchPool } from '../pools.js';
import { numbers } from '../sql-arrays.js';
import { run, statement } from '../statements.js';

interface ClaimParameters {
  lane: number;
  most: number;
  mostAsks: number;
  firstPause: number;
  factor: number;
  channels: string;
  fingerprints: string[];
}

const FINGERPRINT = statement<{ lane: number; channels: string; fingerprints: string[] }>('routing-fingerprint', import.meta.url);
const NOTICE = statement<{ lane: number; pause: number }>('in-doubt-notice', import.meta.url);
const CLAIM = statement<ClaimParameters, ClaimRow>('in-doubt-claim', import.meta.url);
const ANOTHERS = statement<{ lane: number; address: string; provider: string; messageId: string; entryId: string }, { entry_id: string }>(
  'message-of-another',
  import.meta.url,
);

/**
 * Queries follow 10 s, 40 s, 2, 7 and 20 minutes, 1, 3, 9 and 27 hours after the entry came to be in doubt; after the last one a person has
 * to decide.
 */
const FIRST_S = 10;
const LONGER = 3;
const MOST_ASKS = 9;
/** The most entries of a lane in one claim. */
const MOST_CLAIMS = 10;

export interface InDoubtEntry {
  entryId: string;
  requestId: string;
  /** The number of the attempt in doubt. */
  attempt: number;
  channel: string;
  address: string;
  /** The recipient's variables. */
  variables: string | null;
  /** The name of the queue from which it was sent. */
  queue: string;
  /** The provider with the unclear answer; null if the worker died, so that the provider is unknown. */
  provider: string | null;
  /** The hand-over was within a lease before this time. */
  at: Date;
  /** The time since when the routing is unchanged; null if another worker has another routing. */
  routingSince: Date | null;
}

type ClaimRow = Record<'entry_id' | 'request_id' | 'address' | 'queue', string> &
  Record<'attempts' | 'channel', number> & { variables: string | null; provider: string | null; outcome_at: Date; since: Date | null };

@Injectable()
export class InDoubtEntries {
  constructor(
    private readonly pools: DispatchPool,
    private readonly directory: LaneDirectory,
    private readonly channels: Channels,
  ) {}

  /**
   * Notes new entries in doubt and claims those that are due. @param fingerprintOf the routing fingerprint of each channel in this process
   */
  async claim(lane: number, fingerprintOf: ReadonlyMap<string, string>): Promise<InDoubtEntry[]> {
    const channels = numbers([...fingerprintOf.keys()].map((channel) => this.channels.named(channel).code));
    const fingerprints = [...fingerprintOf.values()];
    await run(this.pools.pool, FINGERPRINT, { lane, channels, fingerprints });
    await run(this.pools.pool, NOTICE, { lane, pause: FIRST_S });
    const limits = { most: MOST_CLAIMS, mostAsks: MOST_ASKS, firstPause: FIRST_S, factor: LONGER };
    const rows = await run(this.pools.pool, CLAIM, { lane, ...limits, channels, fingerprints });
    return rows.flatMap((row) => {
      const channel = this.channels.find(row.channel)?.name;
      return channel === undefined
        ? []
        : [
            {
              entryId: row.entry_id,
              requestId: row.request_id,
              attempt: row.attempts,
              channel,
              address: row.address,
              variables: row.variables,
              queue: row.queue,
              provider: row.provider === '' ? null : row.provider,
              at: row.outcome_at,
              routingSince: row.since,
            },
          ];
    });
  }

  /** @returns true if the message that a provider found for an entry is known to belong to another entry, in any lane */
  async isAnothers({ entryId, address }: InDoubtEntry, provider: string, providerMessageId: string): Promise<boolean> {
    const of = (lane: number): Promise<unknown[]> =>
      run(this.pools.pool, ANOTHERS, { lane, address, provider, messageId: providerMessageId, entryId });
    return (await Promise.all((await this.directory.numbers()).map(of))).flat().length > 0;
  }
}
