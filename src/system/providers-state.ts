// The state of each provider over all workers: the providers of this process, and those of any worker.
import type { Provider } from '../providers/provider.js';
import { providerRateLimit } from '../queue/control/rate-limits.js';
import { type ProviderReport, type SeenWorker, troubleOf } from '../queue/control/workers.js';
import type { ProviderState } from './system.answers.js';

export interface Known {
  /** The providers of this process. */
  configured: readonly Pick<Provider, 'name' | 'channels' | 'ratePerSecond'>[];
  workers: readonly SeenWorker[];
  /** Whether all dispatch is held, and the held providers and channels. */
  held: { all: boolean; providers: ReadonlySet<string>; channels: ReadonlySet<string> };
  /** The rate limits of operators, by name. */
  rateLimits: ReadonlyMap<string, number>;
}

type Reported = ProviderReport & { id: string };

export function providerStates({ configured, workers, held, rateLimits }: Known): ProviderState[] {
  const reports = new Map<string, Reported[]>(configured.map(({ name }) => [name, []]));
  for (const { id, alive, providerReports } of workers)
    for (const report of alive ? providerReports : [])
      reports.set(report.provider, [...(reports.get(report.provider) ?? []), { id, ...report }]);
  return [...reports].map(([name, reported]) => {
    const is = configured.find((each) => each.name === name) ?? reported[0];
    const channels = [...(is?.channels ?? [])];
    const isHeld = held.all || held.providers.has(name) || (channels.length > 0 && channels.every((each) => held.channels.has(each)));
    return {
      name,
      channels,
      state: isHeld ? 'held' : stateOf(reported),
      ratePerSecond: is?.ratePerSecond ?? 0,
      rateLimitPerSecond: rateLimits.get(providerRateLimit(name)) ?? null,
      inFlight: sum(reported.map(({ inFlight }) => inFlight)),
      maxInFlight: sum(reported.map(({ maxInFlight }) => maxInFlight)),
      throttledUntil: latest(reported),
      foreignReceipts: sum(reported.map(({ foreignReceipts = 0 }) => foreignReceipts)),
      unreadReceipts: sum(reported.map(({ unread }) => unread?.receipts ?? 0)),
      unreadMessages: sum(reported.map(({ unread }) => unread?.messages ?? 0)),
      trouble: shown(troubleOf(reported)),
      workers: reported.map(({ id, breaker, inFlight, maxInFlight, throttledUntil: until, lastAnswerAt }) => ({
        ...{ id, breaker, inFlight, maxInFlight, throttledUntil: until, lastAnswerAt },
      })),
    };
  });
}

const shown = (trouble: ReturnType<typeof troubleOf>): ProviderState['trouble'] =>
  trouble && { kind: trouble.kind, reason: trouble.reason, since: trouble.since };

/** Down: no living worker hands anything over to it. */
function stateOf(reported: readonly Reported[]): ProviderState['state'] {
  if (reported.every(({ breaker }) => breaker === 'open')) return 'down';
  return latest(reported) === null ? 'up' : 'throttled';
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** ISO 8601 texts sort in the order of time. */
const latest = (reported: readonly Reported[]): string | null =>
  reported
    .flatMap(({ throttledUntil }) => throttledUntil ?? [])
    .sort()
    .at(-1) ?? null;
