// Who dispatches: each process keeps a row of its own, so that any process can tell, and one that was killed is missed. The rows lie in
// one lane, as rate limits do: where that lane's machine is away, nobody can be seen.
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
/** Not seen for so long, by the database's clock: it answers no more. */
export const ALIVE_MS = 10_000;

/** Why a provider takes nothing (it can't be reached or doesn't answer; its account or settings are wrong), or less than there is. */
export interface Trouble {
  kind: 'outage' | 'configuration' | 'throttled';
  /** The adapter's own sentence: no words of the vendor, no numbers of people. */
  reason: string;
  /** ISO 8601: the first answer of the kind, and the last. */
  since: string;
  at: string;
}

/** What a process reports of a provider. */
export interface ProviderReport {
  provider: string;
  channels: readonly string[];
  /** As configured; 0 = no limit. */
  ratePerSecond: number;
  /** Open: held to be dead, or one message tries. */
  breaker: 'closed' | 'open';
  inFlight: number;
  maxInFlight: number;
  /** ISO 8601: from when on it is as fast as ever again, where the provider says no more that it is too fast; null = it is. */
  throttledUntil: string | null;
  /** ISO 8601; null = none yet. */
  lastAnswerAt: string | null;
  /** What it said of messages that it was not handed, since the process began; absent in an older version's report. */
  foreignReceipts?: number;
  /** What it was brought and could make nothing of, since the process started; absent: of a process of before. */
  unread?: { receipts: number; messages: number };
  /** Null = none; absent in what an older version reports. */
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
 * The trouble with a provider over all that report it: the newest, unless another has had an answer since. One that has handed over nothing
 * knows nothing of it.
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

/** Of the providers that a worker which is alive reports trouble with. */
export function troublesOf(workers: readonly SeenWorker[]): (Trouble & { provider: string })[] {
  const reports = workers.flatMap((worker) => (worker.alive ? worker.providerReports : []));
  return [...new Set(reports.map(({ provider }) => provider))].sort().flatMap((provider) => {
    const trouble = troubleOf(reports.filter((report) => report.provider === provider));
    return trouble === null ? [] : { provider, ...trouble };
  });
}

/** The oldest first. */
export async function workersOf(pool: Pool): Promise<SeenWorker[]> {
  const rows = await run(pool, READ, { lane: WORKER_LANE, aliveFor: ALIVE_MS });
  return rows.map(({ started_at: startedAt, seen_at: seenAt, id, host, pid, role, version, alive, provider_reports: providerReports }) => ({
    ...{ id, host, pid, role, version, startedAt, seenAt, alive, providerReports },
  }));
}
