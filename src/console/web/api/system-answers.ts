// What the server answers about itself.

import type { WaitAnswer } from './waiting-answers.js';

export interface WorkerAnswer {
  id: string;
  host: string;
  pid: number;
  role: string;
  version: string;
  startedAt: string;
  seenAt: string;
  alive: boolean;
}

export interface ProviderAnswer {
  name: string;
  channels: string[];
  state: 'up' | 'throttled' | 'down' | 'held';
  /** As configured; 0 = no limit. */
  ratePerSecond: number;
  /** As an operator has set it; 0 = no limit, null = as configured. */
  rateLimitPerSecond: number | null;
  inFlight: number;
  maxInFlight: number;
  throttledUntil: string | null;
  unreadReceipts: number;
  unreadMessages: number;
  trouble: (Pick<WaitAnswer, 'kind' | 'reason'> & { since: string }) | null;
  workers: {
    id: string;
    breaker: 'closed' | 'open';
    inFlight: number;
    maxInFlight: number;
    throttledUntil: string | null;
    lastAnswerAt: string | null;
  }[];
}

export interface BacklogAnswer {
  at: string;
  waiting: number;
  due: number;
  oldestDueAt: string | null;
  byAge: { upToSeconds: number | null; due: number }[];
  byQueue: { channel: string; route: string | null; sender: string | null; waiting: number; due: number; oldestDueAt: string | null }[];
}

export interface SystemAnswer {
  at: string;
  workers: WorkerAnswer[];
  providers: ProviderAnswer[];
  /** Not `everywhere`: it does not hold in a lane that was added since. */
  holds: { what: 'all' | 'channel' | 'tenant' | 'provider'; name: string | null; since: string; everywhere: boolean }[];
  backlog: BacklogAnswer;
  inDoubt: number;
  /** Lanes that could not be asked: what waits there is not counted. */
  lanesAway: number[];
}
