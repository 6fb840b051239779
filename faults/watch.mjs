// Watches a run: at any time every request with a 200 is there, each entry has one status, and entries that a cancel counted stay
// cancelled. Then waits for the end of all work.
import { setTimeout as pause } from 'node:timers/promises';
import { LEASE_MS } from './world.mjs';

const QUIET_MS = 60_000;

/** One look at one request over HTTP. */
export async function look({ client, book, random }) {
  const { accepted } = book;
  if (accepted.length === 0) return;
  const asked = random.pick(random.chance(0.6) ? accepted.slice(-20) : accepted);
  const { counted } = asked;
  const answer = await client.request(asked.id);
  if (answer === undefined) return;
  if (answer.status !== 200) return book.violated('a submit that was answered 200 is there', `request ${asked.id}: ${answer.status}`);
  const { counts, recipientCount } = answer.body;
  book.note('looks at a request during the run');
  const sum = Object.values(counts).reduce((total, count) => total + count, 0);
  if (sum !== asked.addresses.length || recipientCount !== sum)
    book.violated(
      'the sum over the statuses is the recipients',
      `request ${asked.id} of ${asked.addresses.length}: ${JSON.stringify(counts)}`,
    );
  if (counts.Cancelled < counted)
    book.violated('what a cancel counted stays cancelled', `request ${asked.id}: ${counted} counted, ${counts.Cancelled} cancelled`);
}

/** Entries that a rescue gave up, with the time: no process may hand over that attempt afterwards. Read before anything resolves them. */
export class Rescued {
  seen = new Map();

  async look(sql) {
    const { rows } = await sql.query(
      `select entry_id, attempts, outcome_at from queue_entry where status = 7 and reason = 'the worker stopped before it recorded an answer'`,
    );
    for (const { entry_id, attempts, outcome_at } of rows) this.seen.set(`${entry_id}.${attempts}`, outcome_at.getTime());
  }
}

/** No slice of a paused request is leased by a claim that began after the pause had ended, by the database's clock. */
export async function begunInPause(world, book) {
  const paused = new Map(
    book.accepted.flatMap((asked) => (asked.pauseInForce?.since === undefined ? [] : [[asked.id, [asked, asked.pauseInForce]]])),
  );
  if (paused.size === 0) return;
  const { rows } = await world.sql.query(
    `select s.request_id, s.first, s.lease_until - $2 * interval '1 millisecond' as begun_at
     from queue_slice s where s.request_id = any ($1::bigint[]) and s.lease_token is not null`,
    [[...paused.keys()], LEASE_MS],
  );
  book.note('looks at what is paused');
  for (const { request_id, first, begun_at } of rows) {
    const [asked, pause] = paused.get(request_id);
    if (asked.pauseInForce === pause && begun_at.getTime() > pause.since)
      book.violated(
        'nothing of a paused request begins',
        `slice ${first} of ${request_id}, ${begun_at.getTime() - pause.since} ms after the pause`,
      );
  }
}

const OPEN = `select s.request_id, s.first, s.last, s.next_position, s.retry_positions, s.leased_count, s.leased_retries, s.lease_token, s.lease_until, s.stop_reason, s.due_at, s.expires_at
  from queue_slice s where s.lease_token is not null or s.stop_reason is null and (s.next_position <= s.last or cardinality(s.retry_positions) > 0)`;

/**
 * @param tend a step that runs at every look. Waits until no entry waits, none is leased and no receipt waits to be applied; anything else
 * that stays is a violation.
 */
export async function waitForQuiet(world, book, tend = () => Promise.resolve()) {
  const until = performance.now() + (world.options.quietMs ?? QUIET_MS);
  let open = [];
  for (let quiet = 0; quiet < 3;) {
    await tend();
    const [slices, receipts] = await Promise.all([world.sql.query(OPEN), world.sql.query('select * from delivery_receipt')]);
    open = [...slices.rows, ...receipts.rows];
    quiet = open.length === 0 ? quiet + 1 : 0;
    if (performance.now() > until) break;
    await pause(200);
  }
  if (open.length > 0) book.violated('everything comes to rest', `${open.length} open, the first: ${JSON.stringify(open[0])}`);
}
