// What an operator does during a run, and what a carrier suffers as a whole: stops, paces, an outage. Each is undone before it ends.
import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { LEASE_MS, TENANT } from './world.mjs';

const STOPS = [{ kind: 'all', name: '' }, { kind: 'tenant', name: TENANT }, { kind: 'carrier' }];
const PACES = ['carrier', 'sender SLOW'];
const REPEAT_MS = 100;

/** Takes that began after a stop had been committed, each by the clock of its own snapshot. */
const BEGUN = `select s.request_id, s.first, s.lease_until from queue_slice s
  where s.lease_token is not null and s.lease_until > $1::timestamptz + ${LEASE_MS} * interval '1 millisecond'`;

/** Until it succeeds: the database may be away. */
async function surely(work) {
  for (;;) {
    if (await work().catch(() => false)) return;
    await pause(REPEAT_MS);
  }
}

async function stopForAWhile({ world, book, random }) {
  const stop = { name: world.carrier.name, ...random.pick(STOPS) };
  const operator = () => world.operator();
  try {
    const control = await operator();
    await control.stop(stop);
    if (control.failed.size > 0) return undefined;
    const { rows } = await world.sql.query('select clock_timestamp()::text as at');
    const until = performance.now() + random.between(100, 700);
    while (performance.now() < until) {
      const begun = await world.sql.query(BEGUN, [rows[0].at]);
      if (begun.rowCount > 0) book.violated('nothing begins while dispatch is stopped', `${stop.kind}: ${JSON.stringify(begun.rows[0])}`);
      await pause(20);
    }
    return `dispatch stopped: ${stop.kind}`;
  } catch {
    return undefined;
  } finally {
    await surely(async () => {
      const control = await operator();
      await control.resume(stop);
      return control.failed.size === 0;
    });
  }
}

async function otherPace({ world, random }) {
  const pace = random.pick(PACES);
  const name = pace === 'carrier' ? `carrier ${world.carrier.name}` : pace;
  const set = (perSecond) => async () => (await world.operator()).setPace(name, perSecond).then(() => true);
  await surely(set(random.between(20, 600)));
  await pause(random.between(300, 1_500));
  await surely(set(null));
  return `another pace: ${name}`;
}

async function outage({ world, random }) {
  // One with a process of its own has outages of its own (vendors/faults.mjs).
  if (world.vendor !== undefined) return undefined;
  writeFileSync(world.outageFile, '');
  await pause(random.between(100, 800));
  rmSync(world.outageFile);
  return 'outage of the carrier';
}

/** @type {{ name: string, weight: number, run: (part: object) => Promise<string | undefined> }[]} */
export const OPERATOR_FAULTS = [
  { name: 'stop dispatch', weight: 3, run: stopForAWhile },
  { name: 'change pace', weight: 2, run: otherPace },
  { name: 'carrier outage', weight: 2, run: outage },
];
