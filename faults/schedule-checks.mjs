// The checks of the ledger for pauses and moved starts, after a run.
import { LEASE_MS } from './world.mjs';

/** Times come in whole milliseconds from two readings of one clock. */
const ROUNDING_MS = 2;

/** @param wasAtTheSocket of checks.mjs */
export const scheduleChecks = (wasAtTheSocket) => ({
  'nothing leaves before its start': (story) =>
    story.ledger.flatMap((line) => {
      const asked = story.asked.get(line.requestId);
      // It was begun within its lease, by the start of that time.
      const start = asked?.startBetween(line.at - LEASE_MS, line.at) ?? 0;
      const early = line.at < start - ROUNDING_MS && !wasAtTheSocket(story, line, line.at - LEASE_MS);
      return early ? [`${line.entryId} left ${start - line.at} ms too early: ${JSON.stringify(asked.scheduleChanges)}`] : [];
    }),

  'while a request is paused nothing leaves but what was in hand, and that within its lease': (story) =>
    story.book.accepted.flatMap(({ id, pauses }) =>
      pauses.flatMap(({ from, until = Infinity, sending }) => {
        const lines = (story.linesOfRequest.get(id) ?? []).filter(({ at }) => at > from && at < until);
        const own = lines.filter((line) => !wasAtTheSocket(story, line, from));
        const late = own.filter(({ at }) => at > from + LEASE_MS).map((line) => `${line.entryId} left ${line.at - from} ms after a pause`);
        return own.length > sending ? [...late, `request ${id}: ${own.length} left after a pause that saw ${sending} in hand`] : late;
      }),
    ),
});
