// Writes requests directly into the tables; the only file here that knows the product's columns. It writes the rows of a submit, or a part
// of them: a slice is enough where its entries are never claimed.

/** The priority class that the product gives a request, by size and priority. */
const BATCH_SIZE = 200;
const classOf = (recipients, priority) => (priority ? 0 : 2) + (recipients <= BATCH_SIZE ? 0 : 1);
const sliceSize = (recipients) => Math.min(50_000, Math.max(500, Math.ceil(recipients / 16)));

export const requestId = (lane, sequence) => ((BigInt(lane) << 53n) | (BigInt(sequence) << 20n)).toString();

const REQUESTS = `
  insert into request (lane, id, module, tenant, submitted_by, channel, payload, priority, recipient_count, starts_at)
  select $1::smallint, ($1::bigint << 53) + (n << 20), 'sms', $4, 'bench', 1, 'sample sms message', $5, $6, now() + $7 * interval '1 second'
  from generate_series($2::bigint, $3::bigint) n`;

const SLICES = `
  insert into queue_slice (lane, request_id, first, last, next_position, tenant, queue, class, not_before, due_at)
  select $1::smallint, ($1::bigint << 53) + (n << 20), f, least(f + $7::int - 1, $5::int), f, $4, 'text', $6::smallint,
    now() + $8 * interval '1 second', now() + $8 * interval '1 second'
  from generate_series($2::bigint, $3::bigint) n cross join generate_series(1, $5::int, $7::int) f`;

const ENTRIES = `
  insert into queue_entry (lane, entry_id, address, channel)
  select $1::smallint, ($1::bigint << 53) + (n << 20) + p, '+1' || (2020000000 + (n * 7 + p) % 900000000), 1
  from generate_series($2::bigint, $3::bigint) n
  cross join generate_series(1, $4::int, $5::int) f
  cross join lateral generate_series(f, least(f + least($5::int, $6::int) - 1, $4::int)) p`;

/**
 * Several equal requests with consecutive sequence numbers.
 * @param first sequence number (below those that a server assigns)
 * @param entries number of entries of each slice that have a row; default: all
 * @param startsIn seconds from now
 * @returns the request IDs
 */
export async function put(client, request) {
  const {
    lane = 0,
    first = 1,
    requests = 1,
    recipients = 1,
    tenant = 'acme',
    priority = false,
    startsIn = 0,
    entries = Infinity,
  } = request;
  const last = first + requests - 1;
  const size = sliceSize(recipients);
  await client.query('begin');
  await client.query(REQUESTS, [lane, first, last, tenant, priority, recipients, startsIn]);
  if (entries > 0) await client.query(ENTRIES, [lane, first, last, recipients, size, Math.min(entries, size)]);
  await client.query(SLICES, [lane, first, last, tenant, recipients, classOf(recipients, priority), size, startsIn]);
  await client.query('commit');
  return Array.from({ length: requests }, (_, i) => requestId(lane, first + i));
}

/**
 * Requests whose entries have all ended, in the state that complete leaves: submitted, and every `rejectedEvery`th rejected; of ten users
 * in turn, one a millisecond, the last of them `ago` seconds before now.
 */
export async function putEnded(client, { first, requests = 1, recipients = 1, rejectedEvery, ago = 0, tenant = 'acme' }) {
  const range = [first, first + requests - 1];
  const at = `now() - ($3::int + ($2::bigint - n) / 1000.0) * interval '1 second'`;
  await client.query('begin');
  await client.query(
    `insert into request (lane, id, module, tenant, submitted_by, channel, payload, priority, recipient_count, created_at, starts_at)
     select 0, n << 20, 'sms', $4, 'user-' || n % 10, 1, 'sample sms message', false, $5, ${at}, ${at} from generate_series($1::bigint, $2::bigint) n`,
    [...range, ago, tenant, recipients],
  );
  await client.query(
    `insert into queue_entry (lane, entry_id, address, channel, attempts, status, provider, provider_message_id, reason, outcome_at)
     select 0, (n << 20) + p, '+1' || (2020000000 + (n * 7 + p) % 900000000), 1, 1, case when (n + p) % $4::int = 0 then 4 else 2 end, 'BENCH',
       'bench-' || n || '.' || p, case when (n + p) % $4::int = 0 then 'refused' end, now() + p / 10000 * interval '1 second'
     from generate_series($1::bigint, $2::bigint) n cross join generate_series(1, $3::int) p`,
    [...range, recipients, rejectedEvery],
  );
  await client.query(
    `insert into queue_slice (lane, request_id, first, last, next_position, tenant, queue, class, not_before, due_at, submitted, rejected)
     select 0, n << 20, f, l, l + 1, $4, 'text', 2, now(), now(), l - f + 1 - x, x
     from generate_series($1::bigint, $2::bigint) n cross join generate_series(1, $3::int, $5::int) f
     cross join lateral (select least(f + $5::int - 1, $3::int) as l) u
     cross join lateral (select (n + l) / $6::int - (n + f - 1) / $6::int as x) v`,
    [...range, recipients, tenant, sliceSize(recipients), rejectedEvery],
  );
  await client.query('commit');
}

/** Brings a table into the state after some time of operation: with statistics, and with all rows frozen. */
export const analyze = (client) => client.query('vacuum (analyze) request, queue_entry, queue_slice');

/** Makes all scheduled requests due at once, and wakes the workers. */
export async function start(client) {
  await client.query('update queue_slice set not_before = now(), due_at = now() where due_at > now()');
  await client.query(`select pg_notify('queue_due', '')`);
}
