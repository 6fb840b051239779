// Bugs planted in the servers, which the harness must find with these faults.

/** @type {import('./mutants.mjs').Mutant[]} */
export const SERVER_MUTANTS = [
  {
    name: 'release-after-partial',
    about: 'a batch that was handed over in part is released whole',
    finder: 'harness',
    edits: [
      [
        'dispatch/worker/runner.ts',
        'await recorder.complete(batch, results, this.giveUp);',
        `if (results.some(({ kind }) => kind === 'untouched')) recorder.release(batch.lane, batch.leaseToken, batch.claimedAt, this.giveUp);
    else await recorder.complete(batch, results, this.giveUp);`,
      ],
    ],
    only: ['end worker'],
  },
  {
    name: 'hand-over-ignores-deadline',
    about: 'a worker that hung past its lease hands over entries that were rescued',
    finder: 'harness',
    edits: [['dispatch/attempt/attempts.ts', 'stopping.aborted || now >= by ||', 'stopping.aborted ||']],
    only: ['hang worker'],
  },
  {
    name: 'hand-over-ignores-expiry',
    about: 'an entry that expires between its claim and its turn is handed over',
    finder: 'harness',
    edits: [['dispatch/attempt/attempts.ts', ' || (entry.expiresAt !== null && now >= entry.expiresAt)', '']],
    only: ['pause worker'],
  },
  {
    name: 'claim-ignores-dispatch-hold',
    about: 'a claim begins messages that an operator holds',
    finder: 'harness',
    edits: [
      ['queue/lease/sql/claim.sql', "where x.lane = :lane and (x.kind = 'all'", "where x.lane = :lane and false and (x.kind = 'all'"],
      ['queue/lease/sql/sources.sql', "where x.lane = :lane and (x.kind = 'all'", "where x.lane = :lane and false and (x.kind = 'all'"],
    ],
    seconds: 6,
    only: ['hold dispatch'],
  },
  {
    name: 'rate-limit-of-each-worker',
    about: 'a grant of one worker is granted to another worker too',
    finder: 'harness',
    edits: [['queue/control/sql/rate-limit-grant.sql', 'set next_at = m.next_at', 'set next_at = p.next_at']],
    seconds: 2,
    only: [],
  },
  {
    name: 'rate-limit-ignored',
    about: 'a batch is begun whole, whatever the provider’s rate limit',
    finder: 'harness',
    edits: [
      [
        'dispatch/admission/provider-limiter.ts',
        'rateLimits.filter((rateLimit) => this.rows.isLimited(rateLimit))',
        'rateLimits.filter(() => false)',
      ],
    ],
    seconds: 3,
    only: [],
  },
  {
    name: 'start-ignored',
    about: 'slices are due at once whatever the start',
    finder: 'harness',
    edits: [
      [
        'queue/enqueue/sql/enqueue-slices.sql',
        'greatest(:startsAt::timestamptz, now()), greatest(:startsAt::timestamptz, now())',
        'greatest(:startsAt::timestamptz, now()), now()',
      ],
    ],
    seconds: 5,
    only: [],
  },
  {
    name: 'pause-leaves-what-is-due',
    about: 'a pause or a later start leaves due entries due',
    finder: 'harness',
    edits: [['queue/control/sql/schedule.sql', 'set not_before = c.not_before, due_at = c.due_at', 'set not_before = c.not_before']],
    seconds: 8,
    only: [],
  },
  {
    name: 'start-by-own-clock',
    about: 'an API decides by its own clock that a start has passed',
    finder: 'harness',
    edits: [
      [
        'messages/submit/read-submit.ts',
        'startsAt: start, expiresAt',
        'startsAt: start !== null && start <= now ? null : start, expiresAt',
      ],
    ],
    only: ['clock'],
  },
  {
    name: 'slices-before-entries',
    about: 'a submit’s slices are committed before its entries',
    finder: 'harness',
    edits: [
      [
        'queue/enqueue/enqueue.ts',
        '    if (recipients.length <= SMALL || (await this.spread.is(client)))',
        `    const early = { lane, requestId: id, tenant, startsAt, expiresAt, class: this.classOf(request), sliceSize: sliceSize(recipients.length) };
    const slices = { ...early, lastPositions: [recipients.length], queues: [channel] };
    await this.database.query(SLICES.text, SLICES.parameters.map((name) => slices[name]));
    if (recipients.length <= SMALL || (await this.spread.is(client)))`,
      ],
      ['queue/enqueue/enqueue.ts', 'await run(client, SLICES, {', 'void ({'],
    ],
    only: ['kill api'],
  },
  {
    name: 'key-outside-transaction',
    about: 'an idempotency key is stored before the request that it protects',
    finder: 'harness',
    edits: [
      [
        'requests/idempotency/idempotency.ts',
        `await client.query('set local lock_timeout = 0');`,
        `await client.query('commit');
  await client.query('begin');`,
      ],
    ],
    seconds: 25,
    only: ['kill api', 'cut'],
  },
  {
    name: 'receipt-confirmed-unstored',
    about: 'a receipt is confirmed to the provider before it is stored',
    finder: 'harness',
    edits: [
      [
        'dispatch/intake/receipt-intake.ts',
        'await this.store({ entryId, attempt, status: outcome, provider, tenant, providerMessageId, reason });',
        'void this.store({ entryId, attempt, status: outcome, provider, tenant, providerMessageId, reason }).catch(() => undefined);',
      ],
    ],
    only: ['cut', 'freeze', 'restart'],
  },
];
