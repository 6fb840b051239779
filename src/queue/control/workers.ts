// The worker processes. Each keeps a row of its own, so that every process can list them, and a killed worker is noticed. The rows lie in
// one lane, like the rate limits: if the node of that lane is away, no worker can be seen.
import { Injectable } from '@nestjs/common';
import type { Pool } from 'pg';
import { DispatchPool } from '../pools.js';
import { run, statement } from '../statements.js';

interface SeenParameters extends Worker {
  lane: number;
  /** JSON. */
  providerReports: string;
}

const SEEN = statement<SeenParameters>('worker-seen', import.meta.url);
const LEFT = statement<{ lane: number; id: string }>('worker-left', import.meta.url);
const FORGET = statement<{ lane: number }>('workers-forget', import.meta.url);
const READ = statement<{ lane: number; aliveFor: number }, WorkerRow>('workers', import.meta.url);

export const WORKER_LANE = 0;
/** A worker counts as dead after this time without a report, by the database's clock. */
export const ALIVE_MS = 10_000;

/**
 * Why a provider accepts no messages (outage: it cannot be reached or does not answer; configuration: its account or settings are wrong),
 * or fewer (throttled).
 */
export interface Trouble {
  kind: 'outage' | 'configuration' | 'throttled';
  /** The sentence of the provider's adapter: no text of the vendor, no phone numbers. */
  reason: string;
  /** ISO 8601: the time of the first answer of this kind. */
  since: string;
  at: string;
}

/** The report of a process about one provider. */
export interface ProviderReport {
  provider: string;
  channels: readonly string[];
  /** As configured; 0 = no limit. */
  ratePerSecond: number;
  /** Open: the provider counts as dead, or one message tests it. */
  breaker: 'closed' | 'open';
  inFlight: number;
  maxInFlight: number;
  /** ISO 8601: the end of the slow-down, if the provider does not object again; null = no slow-down. */
  throttledUntil: string | null;
  /** ISO 8601; null = none yet. */
  lastAnswerAt: string | null;
  /** Receipts for messages that this provider was not handed, since the process started; absent in the report of an older version. */
  foreignReceipts?: number;
  /**
   * Receipts and messages that the provider's adapter could not read, since the process started; absent in the report of an older version.
   */
  unread?: { receipts: number; messages: number };
  /** Null = none; absent in the report of an older version. */
  trouble?: Trouble | null;
}

export interface Worker {
  id: string;
  host: string;
  pid: number;
  role: string;
  version: string;
}

export interface SeenWorker extends Worker {
  startedAt: Date;
  seenAt: Date;
  alive: boolean;
  providerReports: ProviderReport[];
}

interface WorkerRow extends Worker {
  started_at: Date;
  seen_at: Date;
  alive: boolean;
  provider_reports: ProviderReport[];
}

@Injectable()
export class Workers {
  constructor(private readonly pools: DispatchPool) {}

  async seen({ id, host, pid, role, version }: Worker, providerReports: readonly ProviderReport[]): Promise<void> {
    await run(this.pools.pool, SEEN, { lane: WORKER_LANE, id, host, pid, role, version, providerReports: JSON.stringify(providerReports) });
  }

  async left(id: string): Promise<void> {
    await run(this.pools.pool, LEFT, { lane: WORKER_LANE, id });
  }

  async forget(): Promise<void> {
    await run(this.pools.pool, FORGET, { lane: WORKER_LANE });
  }
}

/**
 * The trouble of a provider over all reports: the newest, unless another worker has had an answer since. A report without an answer counts
 * for nothing.
 */
export function troubleOf(reported: readonly ProviderReport[]): Trouble | null {
  const troubles = reported.flatMap(({ trouble }) => trouble ?? []).sort((a, b) => (a.at < b.at ? 1 : -1));
  const [newest] = troubles;
  if (newest === undefined) return null;
  const isOver =
    newest.kind !== 'throttled' && reported.some(({ trouble, lastAnswerAt }) => trouble == null && (lastAnswerAt ?? '') > newest.at);
  if (isOver) return null;
  const same = troubles.filter(({ kind }) => kind === newest.kind).map(({ since }) => since);
  return { ...newest, since: same.sort()[0] ?? newest.since };
}

/** The troubles of all providers, from the reports of living workers. */
export function troublesOf(workers: readonly SeenWorker[]): (Trouble & { provider: string })[] {
  const reports = workers.flatMap((worker) => (worker.alive ? worker.providerReports : []));
  return [...new Set(reports.map(({ provider }) => provider))].sort().flatMap((provider) => {
    const trouble = troubleOf(reports.filter((report) => report.provider === provider));
    return trouble === null ? [] : { provider, ...trouble };
  });
}

/** Sorted by start, the oldest first. */
export async function workersOf(pool: Pool): Promise<SeenWorker[]> {
  const rows = await run(pool, READ, { lane: WORKER_LANE, aliveFor: ALIVE_MS });
  return rows.map(({ started_at: startedAt, seen_at: seenAt, id, host, pid, role, version, alive, provider_reports: providerReports }) => ({
    ...{ id, host, pid, role, version, startedAt, seenAt, alive, providerReports },
  }));
}
