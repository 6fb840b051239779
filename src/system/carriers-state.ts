// How each carrier stands over all workers: those that are configured here, and those that a worker has beside them.
import type { Carrier } from '../carriers/carrier.js';
import { carrierPace } from '../queue/paces.js';
import { type CarrierLine, type SeenWorker, troubleOf } from '../queue/workers.js';
import type { CarrierState } from './system.answers.js';

export interface Known {
  /** Of this process. */
  configured: readonly Pick<Carrier, 'name' | 'channels' | 'ratePerSecond'>[];
  workers: readonly SeenWorker[];
  /** All dispatch is stopped, or that of these carriers. */
  stopped: { all: boolean; carriers: ReadonlySet<string> };
  /** What an operator has set, by the name of the pace. */
  paces: ReadonlyMap<string, number>;
}

type Reported = CarrierLine & { id: string };

export function carrierStates({ configured, workers, stopped, paces }: Known): CarrierState[] {
  const reports = new Map<string, Reported[]>(configured.map(({ name }) => [name, []]));
  for (const { id, alive, lines } of workers)
    for (const line of alive ? lines : []) reports.set(line.carrier, [...(reports.get(line.carrier) ?? []), { id, ...line }]);
  return [...reports].map(([name, reported]) => {
    const is = configured.find((each) => each.name === name) ?? reported[0];
    return {
      name,
      channels: [...(is?.channels ?? [])],
      state: stopped.all || stopped.carriers.has(name) ? 'stopped' : stateOf(reported),
      ratePerSecond: is?.ratePerSecond ?? 0,
      pacePerSecond: paces.get(carrierPace(name)) ?? null,
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

const shown = (trouble: ReturnType<typeof troubleOf>): CarrierState['trouble'] =>
  trouble && { kind: trouble.kind, reason: trouble.reason, since: trouble.since };

/** Down: no worker that is alive hands anything over to it. */
function stateOf(reported: readonly Reported[]): CarrierState['state'] {
  if (reported.every(({ breaker }) => breaker === 'open')) return 'down';
  return latest(reported) === null ? 'up' : 'throttled';
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** ISO 8601 sorts as it is. */
const latest = (reported: readonly Reported[]): string | null =>
  reported
    .flatMap(({ throttledUntil }) => throttledUntil ?? [])
    .sort()
    .at(-1) ?? null;
