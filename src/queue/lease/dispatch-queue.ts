// The statements of the dispatcher: claim, complete, release, rescue, expire, resolve. Each is one statement of one lane. The header of
// each file under sql/ states its promise.
import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { CONFIG, type Config } from '../../platform/config/config.js';
import type { AttemptResult, Batch } from './batch.js';
import { Channels } from '../channels.js';
import { type Completion, completionOf, type SliceKey } from './completion.js';
import { OPEN_QUEUES } from '../lanes/open-queues.js';
import { DispatchPool } from '../pools.js';
import { channelOf } from '../queue-name.js';
import { numbers } from '../sql-arrays.js';
import { run, statement } from '../statements.js';

interface ClaimParameters {
  lane: number;
  leaseToken: string;
  most: number;
  queue: string;
  channel: string;
  lease: number;
  classes: number[];
  tenants: string[];
  levels: number[];
  sliceCounts: number[];
  providers: readonly string[];
}

interface ResolveParameters {
  lane: number;
  most: number;
  mostAttempts: number;
  firstPause: number;
  longestPause: number;
}

interface SourcesParameters {
  lane: number;
  queue: string;
  channel: string;
  tenant: string;
  most: number;
  providers: readonly string[];
}

export const CLAIM = statement<ClaimParameters, ClaimedRow>('claim', import.meta.url);
export const COMPLETE = statement<Completion, { request_id: string; first: number }>('complete', import.meta.url);
export const RELEASE = statement<{ lane: number; leaseToken: string }, { slices: number }>('release', import.meta.url);
const RESCUE = statement<{ lane: number }, { slices: number; entries: number }>('rescue', import.meta.url);
const EXPIRE = statement<{ lane: number }, { slices: number }>('expire', import.meta.url);
const RESOLVE = statement<ResolveParameters, Resolved>('resolve', import.meta.url);
const SOURCES = statement<SourcesParameters, Omit<SourceRow, 'wait'> & { wait: string }>('sources', import.meta.url);
const MESSAGES = statement<{ lane: number; requestIds: string }, RequestMessage>('messages', import.meta.url);

interface ClaimedRow {
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

/** The content of a request for its recipients; it never changes. */
export interface RequestMessage {
  id: string;
  tenant: string;
  /** Opaque to the core. */
  payload: string;
  sender: string | null;
  /** The code of the fallback channel; null = none. */
  fallback: number | null;
}

/**
 * An applied receipt. `contradiction`: the message left although a cancel or expiry had counted it. `foreign`: it came from an account that
 * was not handed the attempt.
 */
export interface Resolved {
  entry_id: string;
  attempt: number;
  provider: string;
  resolution: 'move' | 'out' | 'later' | 'nothing' | 'contradiction' | 'foreign' | 'unknown';
}

/** A source of a claim: one class of one tenant. */
export interface Source {
  class: number;
  tenant: string;
  /** Sources of one level share the batch; the lowest level goes first. */
  level: number;
  /** The most slices from this source. */
  slices: number;
}

export interface ClaimOptions {
  queue: string;
  /** The providers of the queue's route. If an operator holds all of them, nothing is claimed. */
  providers: readonly string[];
  batch: number;
  sources: readonly Source[];
}

/** A class of a tenant with open slices. */
export interface SourceRow {
  class: number;
  tenant: string;
  /** Milliseconds until its earliest slice is due; 0 or less: now. */
  wait: number;
}

/** Tenants of a class that one read finds. The others are found when these are done. */
const TENANTS_A_LOOK = 1_000;

@Injectable()
export class DispatchQueue {
  constructor(
    private readonly pools: DispatchPool,
    @Inject(CONFIG) private readonly config: Config,
    private readonly channels: Channels,
  ) {}

  /** The lease token for the next claim. */
  newLeaseToken(): string {
    return randomBytes(8).readBigInt64BE().toString();
  }

  async claim(lane: number, leaseToken: string, { queue, providers, batch, sources }: ClaimOptions): Promise<Batch> {
    const claimedAt = performance.now();
    const of = <K extends keyof Source>(key: K): Source[K][] => sources.map((source) => source[key]);
    const each = { classes: of('class'), tenants: of('tenant'), levels: of('level'), sliceCounts: of('slices') };
    const { LEASE_MS: lease } = this.config;
    const parameters = { lane, leaseToken, most: batch, queue, channel: channelOf(queue), lease, ...each, providers };
    const rows = await run(this.pools.pool, CLAIM, parameters);
    const entries = rows.map((row) => ({
      requestId: row.request_id,
      first: row.first,
      entryId: row.entry_id,
      address: row.address,
      channel: this.channels.find(row.channel)?.name ?? null,
      variables: row.variables,
      attempt: row.attempts + 1,
      // From the time before the claim was sent: rather too early than too late.
      expiresAt: row.expires_in === null ? null : claimedAt + Number(row.expires_in),
    }));
    return { lane, leaseToken, claimedAt, heldProviders: rows[0]?.held_providers ?? [], entries };
  }

  /** @returns the slices that were still leased; the outcomes of the others are late ones */
  async complete(batch: Batch, results: readonly AttemptResult[]): Promise<SliceKey[]> {
    const rows = await run(this.pools.pool, COMPLETE, completionOf(batch, results));
    return rows.map((row) => ({ requestId: row.request_id, first: row.first }));
  }

  /** @returns the number of released slices; 0 if the claim has not reached the database yet, or leased nothing */
  async release(lane: number, leaseToken: string): Promise<number> {
    const [row] = await run(this.pools.pool, RELEASE, { lane, leaseToken });
    return row?.slices ?? 0;
  }

  async rescue(lane: number): Promise<{ slices: number; entries: number }> {
    const [row] = await run(this.pools.pool, RESCUE, { lane });
    return row ?? { slices: 0, entries: 0 };
  }

  async expire(lane: number): Promise<number> {
    const [row] = await run(this.pools.pool, EXPIRE, { lane });
    return row?.slices ?? 0;
  }

  resolve(lane: number, limit = 500): Promise<Resolved[]> {
    const { RETRY_ATTEMPTS: mostAttempts, RETRY_BASE_MS: firstPause, RETRY_MAX_MS: longestPause } = this.config;
    return run(this.pools.pool, RESOLVE, { lane, most: limit, mostAttempts, firstPause, longestPause });
  }

  async sources(lane: number, queue: string, providers: readonly string[]): Promise<SourceRow[]> {
    const parameters = { lane, queue, channel: channelOf(queue), tenant: '', most: TENANTS_A_LOOK, providers };
    const rows = await run(this.pools.pool, SOURCES, parameters);
    return rows.map((row) => ({ ...row, wait: Number(row.wait) }));
  }

  /** The names of the queues with open entries. */
  async openQueues(lane: number): Promise<string[]> {
    return (await run(this.pools.pool, OPEN_QUEUES, { lane })).map(({ queue }) => queue);
  }

  messages(lane: number, requestIds: string[]): Promise<RequestMessage[]> {
    return run(this.pools.pool, MESSAGES, { lane, requestIds: numbers(requestIds) });
  }
}
