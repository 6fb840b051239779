// The checks after a run: the database, the provider's own ledger and the answers to the clients must agree. Each check returns the
// contradictions.
import { scheduleChecks } from './schedule-checks.mjs';
import { VENDOR_CHECKS } from './vendors/checks.mjs';
import { ATTEMPTS, LEASE_MS } from './world.mjs';

/** The scheduler of a busy machine may pause a process between its last test of a deadline and the hand-over. */
const ALLOWED_MS = 100;

const groupBy = (list, key) => Map.groupBy(list, key);
const sumOf = (list, value) => list.reduce((sum, each) => sum + value(each), 0);

/** The data of the checks, read once. */
export async function readStory(world, book, rescued) {
  const { composed } = await world.load('queue/statements.js');
  // The product's own fragments define statuses and sums.
  const textOf = (sql) => composed('faults', sql).text;
  const all = async (text) =>
    (await Promise.all(world.options.lanes.map((lane) => world.sql.query(text, [lane])))).flatMap(({ rows }) => rows);
  const requests = await all('select r.id, r.payload as content, r.recipient_count from request r where r.lane = $1');
  const entries = await all(
    textOf(`select r.id as request_id, e.entry_id, e.address, e.channel, e.attempts, e.reason, e.outcome_at, s.stop_reason,
       :entry_status(e, s) as status
     from request r join queue_entry e on e.lane = :lane and e.entry_id between r.id and r.id + 1048575
     join queue_slice s on :is_slice_of(s, e, r)
     where r.lane = :lane`),
  );
  const sums = await all(textOf('select s.request_id, :slice_sums(s) from queue_slice s where s.lane = :lane group by s.request_id'));
  const [{ orphans }] = await all(
    `select count(*)::int as orphans from queue_entry e where e.lane = $1
     and not exists (select from request r where r.lane = $1 and r.id = (e.entry_id >> 20) << 20)`,
  );
  const { ledger, ...said } = world.account();
  return {
    ...{ world, book, requests, entries, ledger, ...said, orphans, rescued: rescued.seen },
    sums: new Map(sums.map((row) => [row.request_id, row])),
    entriesOf: groupBy(entries, ({ request_id }) => request_id),
    linesOf: groupBy(ledger, ({ entryId }) => entryId),
    linesOfRequest: groupBy(ledger, ({ requestId }) => requestId),
    /** The book by the request's ID; requests with a lost answer are found by their content. */
    asked: new Map(requests.map(({ id, content }) => [id, book.requests.find((each) => each.content === content)])),
  };
}

const channelName = ({ channel }) => (channel === 2 ? 'voice' : 'text');
const linesFor = ({ linesOf }, entry) => (linesOf.get(entry.entry_id) ?? []).filter(({ channel }) => channel === channelName(entry));

/** A process that was stopped at a random point may have been at the write to the provider, and made it when it continued. */
const wasAtTheSocket = ({ world }, { pid, at }, since) =>
  world.processes.some(
    ({ stops, pids }) =>
      pids.has(pid) &&
      stops.some(({ from, to, point }) => point === undefined && from <= since + ALLOWED_MS && at >= from && at <= to + 250),
  );

const COUNT_OF = {
  ...{ Submitted: 'submitted', Delivered: 'delivered', Rejected: 'rejected', Undelivered: 'undelivered', Cancelled: 'cancelled' },
  ...{ 'Not Attempted': 'not_attempted', 'In doubt': 'in_doubt', Sending: 'sending', Expired: 'expired' },
};

export const CHECKS = {
  'no process ends of itself': ({ world }) => world.processes.flatMap(({ crashes }) => crashes),

  'a submit is there whole or not at all; answered 200, it is there; refused, it is not': ({
    book,
    requests,
    entriesOf,
    sums,
    orphans,
  }) => {
    const found = groupBy(requests, ({ content }) => content);
    const faults = orphans > 0 ? [`${orphans} entries without their request`] : [];
    for (const asked of book.requests) {
      const rows = found.get(asked.content) ?? [];
      const expected = asked.state === 'accepted' ? [1] : asked.state === 'refused' ? [0] : [0, 1];
      if (!expected.includes(rows.length)) faults.push(`“${asked.content}”, ${asked.state}, is there ${rows.length} times`);
      for (const { id, recipient_count } of rows) {
        const sum = sumOf(
          Object.entries(sums.get(id) ?? {}).filter(([name]) => name !== 'request_id'),
          ([, count]) => count,
        );
        const counts = [recipient_count, entriesOf.get(id)?.length ?? 0, sum];
        if (counts.some((count) => count !== asked.addresses.length)) faults.push(`request ${id} of ${asked.addresses.length}: ${counts}`);
      }
      if (asked.state === 'accepted' && rows.length === 1 && rows[0].id !== asked.id) faults.push(`${asked.id} is there as ${rows[0].id}`);
    }
    return faults;
  },

  'every entry is in one status, and slices and entries agree on it': ({ requests, sums, entriesOf }) =>
    requests.flatMap(({ id }) => {
      const counted = groupBy(entriesOf.get(id) ?? [], ({ status }) => status);
      // Recalled entries are Undelivered and counted separately.
      const slices = { ...sums.get(id), undelivered: sums.get(id)?.undelivered + sums.get(id)?.recalled };
      const differs = Object.entries(COUNT_OF).filter(([status, column]) => (counted.get(status)?.length ?? 0) !== slices[column]);
      return differs.map(
        ([status, column]) => `request ${id}: ${counted.get(status)?.length ?? 0} entries are ${status}, its slices say ${slices[column]}`,
      );
    }),

  'a cancel’s count is the number of entries that are Cancelled': ({ book, sums }) =>
    book.accepted.flatMap((asked) => {
      const { cancelled } = sums.get(asked.id) ?? {};
      const counts = asked.cancels.filter(({ count }) => count > 0);
      const lost = asked.cancels.some(({ status }) => status === undefined);
      // Only one cancel may have a count, since it stops the whole request. A cancel with a lost answer may have been that one.
      const good = counts.length > 1 ? false : counts.length === 1 ? counts[0].count === cancelled : lost || cancelled === 0;
      return good
        ? []
        : [
            `request ${asked.id}: ${cancelled} are Cancelled, the cancels said ${JSON.stringify(asked.cancels.map(({ status, count }) => [status, count]))}`,
          ];
    }),

  'no cancelled entry is in the ledger': (story) =>
    story.entries
      .filter((entry) => entry.status === 'Cancelled' && linesFor(story, entry).length > 0)
      .map((entry) => `${entry.entry_id} (${entry.address}): ${JSON.stringify(linesFor(story, entry))}`),

  'after a cancel nothing leaves but what was in hand, and that within its lease': (story) =>
    story.book.accepted.flatMap(({ id, cancels }) =>
      cancels.flatMap(({ answeredAt, account }) => {
        if (answeredAt === undefined) return [];
        const after = (story.linesOfRequest.get(id) ?? []).filter(({ at }) => at > answeredAt);
        const late = after.filter((line) => line.at > answeredAt + LEASE_MS && !wasAtTheSocket(story, line, answeredAt + LEASE_MS));
        const faults = late.map((line) => `${line.entryId} left ${line.at - answeredAt} ms after a cancel`);
        if (account !== undefined && after.length > account.inFlight)
          faults.push(`request ${id}: ${after.length} left after a cancel that saw ${account.inFlight} in hand`);
        return faults;
      }),
    ),

  'no entry is in the ledger twice': ({ ledger, entries }) =>
    [...groupBy(ledger, ({ entryId, channel }) => `${entryId} ${channel}`).values()]
      .filter((lines) => lines.length > 1)
      .map((lines) => JSON.stringify([lines, entries.find(({ entry_id }) => entry_id === lines[0].entryId)])),

  'the statuses say what the ledger says': (story) =>
    story.entries.flatMap((entry) => {
      const { status, entry_id, attempts } = entry;
      // A call that was cancelled because the text was delivered after all has no line of its own.
      const lines = status === 'Delivered' ? (story.linesOf.get(entry_id) ?? []) : linesFor(story, entry);
      const left = lines.length > 0;
      // Given up after its last attempt, it never left.
      const undelivered = attempts < ATTEMPTS ? [true] : [true, false];
      const expected = { Submitted: [true], Delivered: [true], Undelivered: undelivered, 'In doubt': [true, false] }[status] ?? [false];
      return expected.includes(left)
        ? []
        : [`${entry_id} (${entry.address}) is ${status} after ${attempts} attempts, and ${left ? 'left' : 'did not leave'}`];
    }),

  'what was not attempted had been stopped': ({ entries, asked }) =>
    entries
      .filter(
        ({ status, stopped, request_id }) =>
          status === 'Not Attempted' && stopped === null && asked.get(request_id)?.expiresAt === undefined,
      )
      .map(({ entry_id }) => `${entry_id} is Not Attempted`),

  ...scheduleChecks(wasAtTheSocket),

  'nothing leaves after its expiry': (story) =>
    story.ledger
      .filter((line) => {
        const expiresAt = story.asked.get(line.requestId)?.expiresAt ?? Infinity;
        return line.at > expiresAt + ALLOWED_MS && !wasAtTheSocket(story, line, expiresAt);
      })
      .map((line) => `${line.entryId} left ${line.at - story.asked.get(line.requestId).expiresAt} ms too late`),

  'nothing leaves once its lease was over and it was given up': (story) =>
    story.ledger
      .filter((line) => {
        const at = story.rescued.get(`${line.entryId}.${line.attempt}`) ?? Infinity;
        return line.at > at + ALLOWED_MS && !wasAtTheSocket(story, line, at);
      })
      .map(
        ({ entryId, attempt, at }) =>
          `${entryId}.${attempt} left ${at - story.rescued.get(`${entryId}.${attempt}`)} ms after it was given up`,
      ),

  'no receipt that was stored is lost': ({ entries, receipts }) => {
    const words = { delivered: 'Delivered', undelivered: 'Undelivered' };
    const said = groupBy(receipts, ({ entryId, attempt }) => `${entryId}.${attempt}`);
    // An entry whose text failed may have waited for its call since.
    return entries
      .filter(({ status }) => !['Cancelled', 'Expired', 'Not Attempted'].includes(status))
      .map((entry) => ({ ...entry, told: said.get(`${entry.entry_id}.${entry.attempts}`)?.map(({ status }) => words[status]) }))
      .filter(({ told, status }) => told !== undefined && !told.includes(status))
      .map(
        ({ entry_id, attempts, status, address, told }) => `${entry_id}.${attempts} (${address}) is ${status}; its receipt said ${told}`,
      );
  },

  'in doubt is at most what was in hand where something broke, and what the provider left open': ({ world, book, entries, leftOpen }) => {
    const unexplained = entries.filter(({ status, entry_id }) => status === 'In doubt' && !leftOpen.has(entry_id));
    const exposed = sumOf(world.processes, (each) => each.exposed);
    book.note('in doubt, left open by the provider', entries.filter(({ status }) => status === 'In doubt').length - unexplained.length);
    book.note('in doubt for another reason', unexplained.length);
    book.note('…of which at most this many could be', exposed);
    return unexplained.length <= exposed ? [] : [`${unexplained.length} in doubt, ${exposed} were exposed: ${unexplained[0].entry_id}`];
  },

  'the provider never contradicts a cancel': ({ world, entries }) => {
    const logged = new Set(world.processes.flatMap(({ contradictions }) => contradictions));
    // One scenario contradicts itself: delivered, and not.
    return entries
      .filter(({ entry_id, address }) => logged.has(entry_id) && !world.provider.contradicts(address))
      .map(({ entry_id, address }) => `${entry_id} (${address}) was counted by a cancel, and left`);
  },

  ...VENDOR_CHECKS,
};
