// Bugs planted in the statements and their parameters, which the model test and the two-session test must find.

const IN_DOUBT = 'update queue_entry e set status = :Outcome.InDoubt, attempts = e.attempts + 1';

/** @type {import('./mutants.mjs').Mutant[]} */
export const STATEMENT_MUTANTS = [
  {
    name: 'complete-without-lease-token',
    about: 'complete writes a batch of another claim',
    finder: 'model',
    edits: [
      [
        'queue/lease/sql/complete.sql',
        's.first = t.first and s.lease_token is not distinct from :leaseToken',
        's.first = t.first and :leaseToken::bigint is not null',
      ],
      [
        'queue/lease/sql/complete.sql',
        '    and s.lease_token is not distinct from :leaseToken\n',
        '    and :leaseToken::bigint is not null\n',
      ],
    ],
  },
  {
    name: 'complete-drops-untouched',
    about: 'an entry that was not handed over in time ends instead of waiting again',
    finder: 'model',
    edits: [
      [
        'queue/lease/completion.ts',
        'kind: COMPLETION.Retry, status: OUTCOME.NotAttempted, waitMs: result.waitMs ?? 0, attempts: 0 }',
        'kind: COMPLETION.Ends, status: OUTCOME.NotAttempted, attempts: 0 }',
      ],
    ],
  },
  {
    name: 'claim-ignores-stop',
    about: 'claim begins entries of a cancelled slice',
    finder: 'model',
    edits: [
      [
        'queue/lease/sql/claim.sql',
        'and :is_free(s)',
        `and s.lease_token is null and (s.next_position <= s.last or s.retry_positions <> '{}')`,
      ],
    ],
  },
  {
    name: 'claim-ignores-lease',
    about: 'claim begins entries of a slice that another claim has leased',
    finder: 'model',
    edits: [['queue/lease/sql/claim.sql', 'and :is_free(s)', 'and :is_waiting(s)']],
  },
  {
    name: 'expiry-missed-while-waiting',
    about: 'neither claim nor expirer looks at the expiry',
    finder: 'model',
    edits: [
      ['queue/lease/sql/claim.sql', 'coalesce(s.expires_at <= now(), false) as is_expired', 'false as is_expired'],
      ['queue/lease/sql/expire.sql', 's.expires_at <= now()', `s.expires_at <= 'epoch'`],
    ],
  },
  {
    name: 'expiry-missed-while-paused',
    about: 'no claim reads a paused request, and the expirer reads only entries that may become due',
    finder: 'model',
    edits: [['queue/lease/sql/expire.sql', 'and :is_free(s)', `and s.due_at < 'infinity' and :is_free(s)`]],
  },
  {
    name: 'complete-forgets-not-before',
    about: 'leased entries of a paused request are due again with their completion',
    finder: 'model',
    edits: [['queue/lease/sql/complete.sql', 'greatest(c.not_before, case when c.has_fresh', 'greatest(case when c.has_fresh']],
  },
  {
    name: 'pause-reaches-waiting-only',
    about: 'a pause skips slices where all entries are leased, so that their retries begin',
    finder: 'model',
    edits: [['queue/control/sql/schedule.sql', 'and h.not_before <> n.not_before', 'and h.not_before <> n.not_before and h.waiting > 0']],
  },
  {
    name: 'retry-after-stop',
    about: 'a temporary failure waits for its retry although its slice was stopped meanwhile',
    finder: 'model',
    edits: [['queue/lease/sql/complete.sql', 's.stop_reason is not null as is_held,', 'false as is_held,']],
  },
  {
    name: 'cancel-stops-waiting-only',
    about: 'cancel skips slices where nothing waits, so that their retries begin',
    finder: 'model',
    edits: [
      [
        'queue/control/sql/cancel.sql',
        's.first = h.first and h.stop_reason is null)',
        's.first = h.first and h.stop_reason is null and h.waiting > 0)',
      ],
    ],
  },
  {
    name: 'rescue-requeues',
    about: 'entries that a dead worker had leased are sent again',
    finder: 'model',
    edits: [
      ['queue/lease/sql/rescue.sql', 's.in_doubt + :leased_total(s) as in_doubt', 's.in_doubt'],
      [
        'queue/lease/sql/rescue.sql',
        ':set_positions(l)',
        `next_position = l.next_position - l.leased_count, retry_positions = l.leased_retries || l.retry_positions,
    retry_at = array_fill(l.at, array[cardinality(l.leased_retries)]) || l.retry_at`,
      ],
      ['queue/lease/sql/rescue.sql', `fresh_entries as (\n  ${IN_DOUBT}`, 'fresh_entries as (\n  update queue_entry e set status = null'],
      [
        'queue/lease/sql/rescue.sql',
        `retried_entries as (\n  ${IN_DOUBT}`,
        'retried_entries as (\n  update queue_entry e set status = null',
      ],
    ],
  },
  {
    name: 'rescue-without-attempts',
    about: 'a rescue does not count as an attempt, so that the next one has the same number',
    finder: 'model',
    edits: [
      [
        'queue/lease/sql/rescue.sql',
        `fresh_entries as (\n  ${IN_DOUBT}`,
        'fresh_entries as (\n  update queue_entry e set status = :Outcome.InDoubt',
      ],
      [
        'queue/lease/sql/rescue.sql',
        `retried_entries as (\n  ${IN_DOUBT}`,
        'retried_entries as (\n  update queue_entry e set status = :Outcome.InDoubt',
      ],
    ],
  },
  {
    name: 'early-receipt-dropped',
    about: 'a receipt of a leased entry is dropped',
    finder: 'model',
    edits: [['queue/lease/sql/resolve.sql', `case when n.attempt > n.attempts then 'later' else 'nothing' end`, `'nothing'`]],
  },
  {
    name: 'resolve-ignores-attempt',
    about: 'the outcome of another attempt counts for this attempt',
    finder: 'model',
    edits: [['queue/lease/sql/resolve.sql', 'when n.attempt <> n.attempts or n.attempts = 0 then', 'when false then']],
  },
  {
    name: 'receipt-of-any-account',
    about: 'a receipt of any account counts',
    finder: 'model',
    edits: [['queue/lease/sql/resolve.sql', `when n.provider not in (n.attempt_provider, '') then`, 'when false then']],
  },
  {
    name: 'receipt-of-any-tenant',
    about: 'a receipt of a tenant’s own account counts for another tenant’s messages',
    finder: 'model',
    edits: [['queue/lease/sql/resolve.sql', 'when n.owner <> r.tenant then', 'when false then']],
  },
  {
    name: 'late-in-doubt-moves',
    about: 'resolve moves in doubt to in doubt, and the account does not close',
    finder: 'model',
    edits: [['queue/lease/sql/resolve.sql', `case when n.reported = :Outcome.InDoubt then 'nothing' else 'move' end`, `'move'`]],
  },
  {
    name: 'old-news-ends-a-call',
    about: 'a repeated acceptance of a text removes the call after its failure',
    finder: 'model',
    edits: [['queue/lease/sql/resolve.sql', 'when n.reported = :Outcome.Submitted and n.channel = r.fallback then', 'when false then']],
  },
  {
    name: 'cancel-without-lock',
    about: 'cancel counts the entries of its snapshot, not the entries that it stops',
    finder: 'sessions',
    edits: [['queue/control/sql/cancel.sql', 'order by s.first\n  for update),', 'order by s.first),']],
  },
  {
    name: 'pause-without-lock',
    about: 'a pause counts the entries of its snapshot, not the entries that it holds back',
    finder: 'sessions',
    edits: [['queue/control/sql/schedule.sql', 'order by s.first\n  for update),', 'order by s.first),']],
  },
  {
    name: 'decide-without-lock',
    about: 'a decision by hand changes the account of its snapshot',
    finder: 'sessions',
    edits: [['queue/control/sql/decide.sql', 'order by s.first\n  for update),', 'order by s.first),']],
  },
  {
    name: 'resend-of-cancelled',
    about: 'entries in doubt of a cancelled request are sent again by hand',
    finder: 'model',
    edits: [
      ['queue/control/sql/decide.sql', 's.stop_reason is null and coalesce(s.expires_at > now(), true) as is_open', 'true as is_open'],
    ],
  },
  {
    name: 'resume-by-old-start',
    about: 'a resume sets the start of its snapshot, not the start that a reschedule has just set',
    finder: 'sessions',
    edits: [['queue/control/sql/schedule.sql', '\n  for update of r),', '),']],
  },
  {
    name: 'early-receipt-in-complete',
    about: 'complete reads receipts itself, in a snapshot that is older than its lock',
    finder: 'sessions',
    edits: [
      ['queue/lease/sql/resolve.sql', `d.at + interval '250 milliseconds' as look_at`, `'infinity'::timestamptz as look_at`],
      ['queue/lease/sql/complete.sql', `and s.retry_positions = '{}' and t.retries is null`, 'and false'],
      [
        'queue/lease/sql/complete.sql',
        '    and s.lease_token is not distinct from :leaseToken\n',
        `    and s.lease_token is not distinct from :leaseToken
  cross join lateral (
    select count(*)::int as n from delivery_receipt p
    where p.lane = :lane and p.status = :Outcome.Delivered and p.entry_id = any (:entryIds::bigint[]) and p.entry_id between s.request_id + s.first and s.request_id + s.last) early
`,
      ],
      [
        'queue/lease/sql/complete.sql',
        's.delivered,\n    s.submitted + u.submitted as',
        's.delivered + early.n as delivered,\n    s.submitted + u.submitted - early.n as',
      ],
      [
        'queue/lease/sql/complete.sql',
        '    u.kind, u.status, u.waiting_status,',
        `    u.kind, case when u.status = :Outcome.Submitted then coalesce((
        select min(p.status) from delivery_receipt p where p.lane = :lane and p.entry_id = u.entry_id), :Outcome.Submitted)
      else u.status end as status, u.waiting_status,`,
      ],
      [
        'queue/lease/sql/complete.sql',
        'updated_entries as (\n',
        `seen as (
  delete from delivery_receipt p using completed_entries d where p.lane = :lane and p.entry_id = d.entry_id and d.ends),
updated_entries as (
`,
      ],
    ],
  },
  {
    name: 'account-from-snapshot',
    about: 'complete adds to the counters of its snapshot',
    finder: 'sessions',
    edits: [
      ['queue/lease/sql/complete.sql', 's.submitted + u.submitted as submitted', 'u.submitted as submitted'],
      [
        'queue/lease/sql/complete.sql',
        'due_at = d.due_at, :set_account(d)',
        `due_at = d.due_at, submitted = s.submitted + d.submitted, delivered = d.delivered, rejected = d.rejected,
    undelivered = d.undelivered, not_attempted = d.not_attempted, in_doubt = d.in_doubt`,
      ],
    ],
  },
  {
    name: 'claim-reads-old-entries',
    about: 'claim locks the newest slice, and answers its entries from an older snapshot',
    finder: 'sessions',
    edits: [['queue/lease/sql/claim.sql', `where s.retry_positions = '{}' or exists (`, 'where true or exists (']],
  },
];
