// The queue as the dispatcher sees it: take, record, give back, rescue, expire, resolve. Each is one statement of one lane; each header
// under sql/ says what it promises.
import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { CONFIG, type Config } from '../platform/config.js';
import { Channels } from './channels.js';
import { DispatchPool } from './pools.js';
import { recordValues, type SliceKey } from './record.js';
import { numbers } from './sql-arrays.js';
import { run, statement } from './statements.js';
import type { AttemptResult, Window } from './window.js';

const TAKE = statement('take');
const RECORD = statement('record');
const GIVE_BACK = statement('give-back');
const RESCUE = statement('rescue');
const EXPIRE = statement('expire');
const RESOLVE = statement('resolve');
const SOURCES = statement('sources');
const MESSAGES = statement('messages');
const OPEN_QUEUES = statement('open-queues');

interface TakenRow {
  request_id: string;
  first: number;
  entry_id: string;
  address: string;
  channel: number;
  variables: string | null;
  attempts: number;
  expires_in: string | null;
  held_providers: string[] | null;
}

/** What a request says to each of its recipients; never changes. */
export interface RequestMessage {
  id: string;
  tenant: string;
  /** The channel's own. */
  payload: string;
  sender: string | null;
  /** The code of the channel that follows a final failure; null = none. */
  fallback: number | null;
}

/**
 * A receipt that was looked at. `contradiction`: the message left although a cancel or expiry had counted it. `foreign`: it came from an
 * account that was not handed the attempt.
 */
export interface Resolved {
  entry_id: string;
  attempt: number;
  provider: string;
  resolution: 'move' | 'out' | 'later' | 'nothing' | 'contradiction' | 'foreign' | 'unknown';
}

/** Where a take looks: a class of a tenant. */
export interface Source {
  class: number;
  tenant: string;
  /** Sources of one level share the window; a lower one goes first. */
  level: number;
  /** At most so many slices of it. */
  slices: number;
}

export interface TakeOptions {
  queue: string;
  /** Those of the queue's route: an operator may hold some. Nothing is taken where all are held. */
  providers: readonly string[];
  window: number;
  sources: readonly Source[];
}

/** A class of a tenant with something open. */
export interface SourceRow {
  class: number;
  tenant: string;
  /** Milliseconds until the earliest of it is due; 0 or less: now. */
  wait: number;
}

/** Tenants of a class that one look finds; those after them are found when these are done. */
const TENANTS_A_LOOK = 1_000;

@Injectable()
export class DispatchQueue {
  constructor(
    private readonly pools: DispatchPool,
    @Inject(CONFIG) private readonly config: Config,
    private readonly channels: Channels,
  ) {}

  /** The holder token of a take to come. */
  newHolder(): string {
    return randomBytes(8).readBigInt64BE().toString();
  }

  async take(lane: number, holder: string, { queue, providers, window, sources }: TakeOptions): Promise<Window> {
    const takenAt = performance.now();
    const of = <K extends keyof Source>(key: K): Source[K][] => sources.map((source) => source[key]);
    const values = [lane, holder, window, queue, this.config.LEASE_MS, of('class'), of('tenant'), of('level'), of('slices'), providers];
    const rows = await run<TakenRow>(this.pools.pool, TAKE, values);
    const entries = rows.map((row) => ({
      requestId: row.request_id,
      first: row.first,
      entryId: row.entry_id,
      address: row.address,
      channel: this.channels.find(row.channel)?.name ?? null,
      variables: row.variables,
      attempt: row.attempts + 1,
      // Counted from before the take was sent: early rather than late.
      expiresAt: row.expires_in === null ? null : takenAt + Number(row.expires_in),
    }));
    return { lane, holder, takenAt, heldProviders: rows[0]?.held_providers ?? [], entries };
  }

  /** Answers the slices that were still held; the outcomes of the others are late ones. */
  async record(window: Window, results: readonly AttemptResult[]): Promise<SliceKey[]> {
    const rows = await run<{ request_id: string; first: number }>(this.pools.pool, RECORD, recordValues(window, results));
    return rows.map((row) => ({ requestId: row.request_id, first: row.first }));
  }

  /** The number of slices that the take had, 0 while it hasn't arrived (or it had nothing). */
  async giveBack(lane: number, holder: string): Promise<number> {
    const [row] = await run<{ slices: number }>(this.pools.pool, GIVE_BACK, [lane, holder]);
    return row?.slices ?? 0;
  }

  async rescue(lane: number): Promise<{ slices: number; entries: number }> {
    const [row] = await run<{ slices: number; entries: number }>(this.pools.pool, RESCUE, [lane]);
    return row ?? { slices: 0, entries: 0 };
  }

  async expire(lane: number): Promise<number> {
    const [row] = await run<{ slices: number }>(this.pools.pool, EXPIRE, [lane]);
    return row?.slices ?? 0;
  }

  resolve(lane: number, limit = 500): Promise<Resolved[]> {
    return run<Resolved & Record<string, unknown>>(this.pools.pool, RESOLVE, [
      ...[lane, limit],
      ...[this.config.RETRY_ATTEMPTS, this.config.RETRY_BASE_MS, this.config.RETRY_MAX_MS],
    ]);
  }

  async sources(lane: number, queue: string, providers: readonly string[]): Promise<SourceRow[]> {
    const rows = await run<{ class: number; tenant: string; wait: string }>(this.pools.pool, SOURCES, [
      ...[lane, queue, '', TENANTS_A_LOOK, providers],
    ]);
    return rows.map((row) => ({ ...row, wait: Number(row.wait) }));
  }

  /** The names of the queues that something is open in. */
  async openQueues(lane: number): Promise<string[]> {
    return (await run<{ queue: string }>(this.pools.pool, OPEN_QUEUES, [lane])).map(({ queue }) => queue);
  }

  messages(lane: number, requestIds: string[]): Promise<RequestMessage[]> {
    return run<RequestMessage & Record<string, unknown>>(this.pools.pool, MESSAGES, [lane, numbers(requestIds)]);
  }
}
