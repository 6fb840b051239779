// Removes finished requests: the requests in one small transaction, their entries afterwards in short ones. Each step is complete in
// itself, so a process may die after any step, and several processes may work at once.
import { Injectable } from '@nestjs/common';
import { RetentionPool } from '../pools.js';
import type { Old, RemoveOldRows } from './old-rows.js';
import { run, statement } from '../statements.js';
import { transaction } from '../transaction.js';
import { LANES } from '../lanes/lane-directory.js';

const LOOK = statement<{ lane: number; behind: string; most: number; days: number }, Looked>('removal-look', import.meta.url);
const EXAMINE = statement<{ lane: number; behind: string[]; upto: string[]; days: number }, { request_id: string }>(
  'removal-examine',
  import.meta.url,
);
const BEGIN = statement<{ lane: number; requestIds: string[]; accounts: string[] }, { request_id: string; last: number }>(
  'removal-begin',
  import.meta.url,
);
const NOTE = statement<{ lane: number; requestIds: string[]; lastPositions: number[] }>('removal-note', import.meta.url);
const ENTRIES = statement<{ lane: number; most: number }, { entries: number }>('removal-entries', import.meta.url);
const PURGE_KEYS = statement<{ lane: number; most: number }, { keys: number }>('purge-keys', import.meta.url);
const PURGE_MESSAGES = statement<Old, { messages: number }>('purge-messages', import.meta.url);
const PURGE_PARTS = statement<Old, { parts: number }>('purge-parts', import.meta.url);

/** Requests of one read. */
export const LOOK_SIZE = 500;
/** Entries (or keys) that one statement reads or removes: about 40 ms. */
export const BATCH = 5_000;

export interface Looked {
  id: string;
  /** The number of recipients; null while the request has no slices. */
  last: number | null;
  /** Submitted within the retention time. */
  young: boolean;
  finished: boolean;
  account: string;
}

/** The entries after one entry ID up to and including another. */
interface Range {
  behind: string;
  upto: string;
}

/** The entries of these requests in groups of at most BATCH. */
function* batches(requests: readonly Looked[]): Generator<Range[]> {
  let ranges: Range[] = [];
  let room = BATCH;
  for (const { id, last } of requests)
    for (let from = 0; from < (last ?? 0);) {
      const to = Math.min(last ?? 0, from + room);
      ranges.push({ behind: (BigInt(id) + BigInt(from)).toString(), upto: (BigInt(id) + BigInt(to)).toString() });
      room -= to - from;
      from = to;
      if (room > 0) continue;
      yield ranges;
      ranges = [];
      room = BATCH;
    }
  if (ranges.length > 0) yield ranges;
}

@Injectable()
export class Removal {
  constructor(private readonly pools: RetentionPool) {}

  async lanes(): Promise<number[]> {
    return (await run(this.pools.pool, LANES, {})).map(({ lane }) => lane);
  }

  /** The next requests after an ID. */
  look(lane: number, behind: string, days: number): Promise<Looked[]> {
    return run(this.pools.pool, LOOK, { lane, behind, most: LOOK_SIZE, days });
  }

  /** Requests without a move of an entry within the retention time. @param rest called after each statement */
  async unmoved(lane: number, requests: readonly Looked[], days: number, rest: () => Promise<void>): Promise<Looked[]> {
    const moved = new Set<string>();
    for (const ranges of batches(requests)) {
      const parameters = { lane, behind: ranges.map(({ behind }) => behind), upto: ranges.map(({ upto }) => upto), days };
      for (const { request_id } of await run(this.pools.pool, EXAMINE, parameters)) moved.add(request_id);
      await rest();
    }
    return requests.filter(({ id }) => !moved.has(id));
  }

  /** @returns the IDs of the removed requests */
  begin(lane: number, requests: readonly Looked[]): Promise<string[]> {
    return transaction(this.pools.pool, async (client) => {
      const parameters = { lane, requestIds: requests.map(({ id }) => id), accounts: requests.map(({ account }) => account) };
      const gone = await run(client, BEGIN, parameters);
      const ids = gone.map(({ request_id }) => request_id);
      if (gone.length > 0) await run(client, NOTE, { lane, requestIds: ids, lastPositions: gone.map(({ last }) => last) });
      return ids;
    });
  }

  /** @returns the number of removed entries; 0 if no removal is noted, or other processes have locked all of them */
  async entries(lane: number): Promise<number> {
    const [row] = await run(this.pools.pool, ENTRIES, { lane, most: BATCH });
    return row?.entries ?? 0;
  }

  /** Removes old rows of a module's own table. */
  ofModule(remove: RemoveOldRows, lane: number, days: number): Promise<number> {
    return remove(this.pools.pool, { lane, most: BATCH, days });
  }

  async keys(lane: number): Promise<number> {
    const [row] = await run(this.pools.pool, PURGE_KEYS, { lane, most: BATCH });
    return row?.keys ?? 0;
  }

  /** @returns the number of removed message IDs */
  async messages(lane: number, days: number): Promise<number> {
    const [row] = await run(this.pools.pool, PURGE_MESSAGES, { lane, most: BATCH, days });
    return row?.messages ?? 0;
  }

  /** @returns the number of removed receipts of parts */
  async parts(lane: number, days: number): Promise<number> {
    const [row] = await run(this.pools.pool, PURGE_PARTS, { lane, most: BATCH, days });
    return row?.parts ?? 0;
  }
}
