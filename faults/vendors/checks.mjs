// The checks of providers' reports: for all providers that no status is invented; for those with a process of their own that it agrees with
// their journal.
import { ATTEMPTS } from '../world.mjs';

/** Allowed beside the deadline: both ends are on a busy machine. */
const ARRIVAL_MS = 1_500;

const keyOf = ({ entryId, attempt }) => `${entryId}.${attempt}`;
const overlaps = (spans, from, to) => spans.some((span) => span.from <= to && span.to >= from);

/** True if neither a process nor the way to the provider was held up meanwhile. */
const wasFree = ({ world, evidence }, { pid, at, arrivedAt }) =>
  !overlaps(evidence.troubles, at, arrivedAt) &&
  !world.processes.some(({ pids, stops }) => pids.has(pid) && overlaps(stops, at, arrivedAt));

export const VENDOR_CHECKS = {
  'what is shown as delivered or not was said by the provider': ({ entries, told }) => {
    const said = Map.groupBy(told, keyOf);
    return entries.flatMap(({ entry_id, attempts, status, address, reason }) => {
      if (status !== 'Delivered' && status !== 'Undelivered') return [];
      // It is given up after its last attempt.
      if (status === 'Undelivered' && attempts >= ATTEMPTS) return [];
      const words = said.get(`${entry_id}.${attempts}`)?.map((each) => each.status) ?? [];
      return words.includes(status.toLowerCase())
        ? []
        : [`${entry_id}.${attempts} (${address}) is ${status} (${reason}), and the provider said ${words}`];
    });
  },

  'the provider has nothing that no process handed over, by its reference': ({ evidence }) => evidence?.strange ?? [],

  'no attempt and no part of one is accepted twice': ({ evidence }) =>
    [...Map.groupBy(evidence?.parts ?? [], ({ entryId, channel, part }) => `${entryId} ${channel} ${part}`).values()]
      .filter((lines) => lines.length > 1)
      .map((lines) => JSON.stringify(lines)),

  'the provider is spoken to as it should be, and no forged receipt is believed': ({ evidence }) => evidence?.complaints ?? [],

  'what left reached the provider within its deadline': (story) =>
    (story.evidence?.parts ?? [])
      .filter(({ at, arrivedAt }) => arrivedAt - at > story.world.timeoutMs + ARRIVAL_MS)
      .filter((line) => wasFree(story, line))
      .map((line) => `${keyOf(line)} (${line.address}) left, and arrived ${line.arrivedAt - line.at} ms later`),
};
