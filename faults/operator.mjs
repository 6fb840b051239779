// The operator's actions during a run, and faults of a provider as a whole: holds, rate limits, an outage. Each is undone before it ends.
import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { LEASE_MS, TENANT } from './world.mjs';

const HOLDS = [{ kind: 'all', name: '' }, { kind: 'tenant', name: TENANT }, { kind: 'provider' }];
const RATE_LIMITS = ['provider', 'sender sms/SLOW'];
const REPEAT_MS = 100;

/** Claims that began after a hold was committed, each by the clock of its own snapshot. */
const BEGUN = `select s.request_id, s.first, s.lease_until from queue_slice s
  where s.lease_token is not null and s.lease_until > $1::timestamptz + ${LEASE_MS} * interval '1 millisecond'`;

/** Repeats until it succeeds: the database may be away. */
async function surely(work) {
  for (;;) {
    if (await work().catch(() => false)) return;
    await pause(REPEAT_MS);
  }
}

async function holdForAWhile({ world, book, random }) {
  const hold = { name: world.provider.name, ...random.pick(HOLDS) };
  const operator = () => world.operator();
  try {
    const control = await operator();
    await control.hold(hold);
    if (control.failed.size > 0) return undefined;
    const { rows } = await world.sql.query('select clock_timestamp()::text as at');
    const until = performance.now() + random.between(100, 700);
    while (performance.now() < until) {
      const begun = await world.sql.query(BEGUN, [rows[0].at]);
      if (begun.rowCount > 0) book.violated('nothing begins while dispatch is held', `${hold.kind}: ${JSON.stringify(begun.rows[0])}`);
      await pause(20);
    }
    return `dispatch held: ${hold.kind}`;
  } catch {
    return undefined;
  } finally {
    await surely(async () => {
      const control = await operator();
      await control.resume(hold);
      return control.failed.size === 0;
    });
  }
}

async function otherRateLimit({ world, random }) {
  const rateLimit = random.pick(RATE_LIMITS);
  const name = rateLimit === 'provider' ? `provider ${world.provider.name}` : rateLimit;
  const set = (perSecond) => async () => (await world.operator()).setRateLimit(name, perSecond).then(() => true);
  await surely(set(random.between(20, 600)));
  await pause(random.between(300, 1_500));
  await surely(set(null));
  return `another rate limit: ${name}`;
}

async function outage({ world, random }) {
  // A provider with a process of its own has outages of its own (vendors/faults.mjs).
  if (world.vendor !== undefined) return undefined;
  writeFileSync(world.outageFile, '');
  await pause(random.between(100, 800));
  rmSync(world.outageFile);
  return 'outage of the provider';
}

/** @type {{ name: string, weight: number, run: (part: object) => Promise<string | undefined> }[]} */
export const OPERATOR_FAULTS = [
  { name: 'hold dispatch', weight: 3, run: holdForAWhile },
  { name: 'change rate limit', weight: 2, run: otherRateLimit },
  { name: 'provider outage', weight: 2, run: outage },
];
