// Schedule changes of the clients: pause, resume, and a new start. Each request has one change at a time, so that the checks know their
// order.
import { setTimeout as pause } from 'node:timers/promises';
import { cancel, someMessage, someRequest, submit } from './actions.mjs';
import { begunInPause } from './watch.mjs';

const sumOf = (counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The time by the database's clock; undefined if it is away. */
const databaseTime = (world) =>
  world.sql.query('select clock_timestamp() as at').then(
    ({ rows: [{ at }] }) => at.getTime(),
    () => undefined,
  );

/**
 * @param change { paused, startsAt } as in the body
 * @returns the answer, if there was one
 */
export async function schedule({ world, client, book }, asked, change) {
  if (asked.isScheduling) return undefined;
  asked.isScheduling = true;
  try {
    const scheduleChange = { ...change, sentAt: Date.now() };
    asked.scheduleChanges.push(scheduleChange);
    if (change.paused === false) asked.goesOn(scheduleChange.sentAt);
    const answer = await client.schedule(asked.id, change);
    if (answer === undefined) {
      book.note('answers to scheduleChanges lost');
      return undefined;
    }
    Object.assign(scheduleChange, { status: answer.status, answeredAt: Date.now() });
    if (answer.status === 200) {
      readScheduleChange(book, asked, change, answer.body);
      if (change.paused)
        asked.isPaused({ from: scheduleChange.answeredAt, since: await databaseTime(world), sending: answer.body.counts.Sending });
    } else readRefusal(book, asked, change, answer);
    return answer;
  } finally {
    asked.isScheduling = false;
  }
}

const wordOf = ({ paused }) => (paused === undefined ? 'reschedules' : paused ? 'pauses' : 'resumes');

function readScheduleChange(book, asked, change, { changed, counts, recipientCount }) {
  book.note(`${wordOf(change)} that reached something`);
  const recipients = asked.addresses.length;
  if (sumOf(counts) !== recipients || recipientCount !== recipients)
    book.violated('the sum over the statuses is the recipients', `request ${asked.id} of ${recipients}: ${JSON.stringify(counts)}`);
  if (!(changed >= 1 && changed <= recipients))
    book.violated('a schedule change’s count is exact', `request ${asked.id}: ${changed} of ${recipients}`);
  if (asked.expiresAt !== undefined && change.startsAt >= asked.expiresAt)
    book.violated('a start is before the expiry', `request ${asked.id}: ${change.startsAt}, ${asked.expiresAt}`);
}

function readRefusal(book, asked, change, { status, body }) {
  const late = body.errors?.[0]?.field === 'startsAt' && asked.expiresAt !== undefined && change.startsAt !== undefined;
  if (late) return book.note('reschedules refused: not before the expiry');
  if (status === 400 && body.message === 'No cancellable messages found') return book.note(`${wordOf(change)} that came too late`);
  return book.violated('answers are those of the contract', `a schedule change: ${status} ${body.message}`);
}

/** A request that was just accepted and has waiting entries most often, or another one. */
async function someToSchedule(caller) {
  const { random } = caller;
  if (random.chance(0.3)) return someRequest(caller);
  const asked = await submit(caller, someMessage(caller, random.between(5, 200)));
  await pause(random.between(0, 100));
  return asked.state === 'accepted' ? asked : undefined;
}

async function pauseSome(caller) {
  const asked = await someToSchedule(caller);
  if (asked !== undefined) await schedule(caller, asked, { paused: true });
}

async function resumeSome(caller) {
  const paused = caller.book.accepted.filter(({ mayBePaused, isScheduling, counted }) => mayBePaused && !isScheduling && counted === 0);
  if (paused.length > 0) await schedule(caller, caller.random.pick(paused), { paused: false });
}

/** Moves the start to the next moment or a later one; sometimes also pauses or resumes. */
async function rescheduleSome(caller) {
  const { random } = caller;
  const asked = await someToSchedule(caller);
  if (asked === undefined) return;
  const startsAt = Date.now() + (random.chance(0.2) ? -1_000 : random.between(200, 2_500));
  const paused = random.chance(0.15) ? { paused: random.chance(0.5) } : {};
  await schedule(caller, asked, { startsAt, ...paused });
}

/** Checks that the count of a cancel is the count of the pause, plus the entries that came back from a lease or out of doubt meanwhile. */
async function pauseAndCancel(caller) {
  const { random, book, world } = caller;
  const asked = await submit(caller, someMessage(caller, random.between(5, 200)));
  if (asked.state !== 'accepted') return;
  await pause(random.between(0, 100));
  const answer = await schedule(caller, asked, { paused: true });
  if (answer?.status !== 200) return;
  await pause(random.between(0, 300));
  // It stays paused, since it cannot be rescheduled meanwhile.
  if (asked.isScheduling) return;
  asked.isScheduling = true;
  await cancel(caller, asked).finally(() => (asked.isScheduling = false));
  const [{ status, count = 0 }, ...others] = asked.cancels;
  if (status === undefined || others.length > 0 || asked.scheduleChanges.length > 1) return;
  const { changed, counts } = answer.body;
  const most = counts.Initial + counts['Queue Full'] + counts.Sending + counts['In doubt'] + counts.Submitted;
  // An entry that was delivered, then not, and so waits for its call, may end by a repeat of the first receipt.
  const out = asked.calls ? asked.addresses.filter((address) => world.provider.contradicts(address)).length : 0;
  const expired = asked.expiresAt !== undefined && asked.expiresAt < Date.now() + 100;
  book.note('pauses whose count a cancel confirmed');
  if (count > Math.max(most, changed) || (count < changed - out && !expired))
    book.violated(
      'a schedule change’s count is exact',
      `request ${asked.id}: the pause said ${changed}, the cancel ${count}, ${JSON.stringify(counts)}`,
    );
}

/** @type {{ name: string, weight: number, run: (caller: import('./actions.mjs').Caller) => Promise<unknown> }[]} */
export const SCHEDULE_CHANGES = [
  { name: 'pause', weight: 5, run: pauseSome },
  { name: 'resume', weight: 5, run: resumeSome },
  { name: 'reschedule', weight: 4, run: rescheduleSome },
  { name: 'pause and cancel', weight: 2, run: pauseAndCancel },
];

/** Resumes all requests that are paused according to the database, so that a run can finish. */
export async function letGoOn(caller) {
  const { world, book } = caller;
  await begunInPause(world, book);
  const { rows } = await world.sql.query(
    `select distinct s.request_id from queue_slice s where s.not_before = 'infinity' and s.stop_reason is null
     and (s.lease_token is not null or s.next_position <= s.last or cardinality(s.retry_positions) > 0)`,
  );
  for (const { request_id } of rows) {
    const asked = book.accepted.find(({ id }) => id === request_id);
    if (asked?.isScheduling) continue;
    if (asked === undefined || !asked.mayBePaused) {
      book.violated('only what was paused is paused', `request ${request_id}: ${JSON.stringify(asked?.scheduleChanges)}`);
      continue;
    }
    await schedule(caller, asked, { paused: false });
  }
}
