// Faults of the database and the connections to it. Each resolves when it is over and everything can work again, and returns a description.
// A new fault is a function here and a line in DATABASE_FAULTS.
import { setTimeout as pause } from 'node:timers/promises';
import { LEASE_MS } from './world.mjs';

/** The time in which a suitable answer may come up. */
const ANSWER_MS = 2_500;
/** The time in which a process has repeated its statement. */
const SETTLE_MS = 500;

async function restartPostgres({ world, random }) {
  if (world.postgres === undefined) return undefined;
  const immediate = random.chance(0.5);
  for (const each of world.processes) each.disturbed(30_000);
  await world.restartPostgres(immediate ? 'SIGQUIT' : 'SIGINT');
  for (const each of world.processes) each.calmsDown(SETTLE_MS);
  return `PostgreSQL restarted: ${immediate ? 'immediate' : 'fast'}`;
}

async function cutConnections({ world, random }) {
  const hit = random.chance(0.3) ? world.processes : [random.pick(world.processes)];
  for (const each of hit) {
    each.disturbed(SETTLE_MS);
    each.link.cut();
  }
  return hit.length > 1 ? 'connections cut: of all' : `connections cut: of one ${hit[0].role}`;
}

async function slowAnswers({ world, random }) {
  const server = random.pick(world.processes);
  server.link.delay(random.between(20, 300));
  await pause(random.between(500, 1_500));
  server.link.delay(0);
  return `answers of the database held back: ${server.role}`;
}

async function freezeLink({ world, random }) {
  const server = random.pick(world.processes);
  const ms = random.between(300, LEASE_MS + 1_000);
  server.disturbed(ms + SETTLE_MS);
  const thaw = server.link.freeze();
  await pause(ms);
  thaw();
  return `link stood still: ${server.role}`;
}

const ANSWERS = {
  worker: [
    'queue claim',
    'queue claim',
    'queue complete',
    'queue complete',
    'queue release',
    'queue resolve',
    'queue rescue',
    'queue store-receipt',
  ],
  api: ['COMMIT', 'COMMIT', 'commit', 'queue cancel', 'queue schedule'],
};

async function loseAnswer({ world, random }) {
  const server = random.pick(world.processes);
  const statement = random.pick(ANSWERS[server.role]);
  const lost = await server.link.loseAnswerTo(statement, ANSWER_MS, () => server.disturbed(SETTLE_MS));
  return lost ? `answer lost after it ran: ${statement.replace('queue ', '').toLowerCase()}` : undefined;
}

/** PostgreSQL waits before it writes a commit, with every lock held. */
async function slowDisk({ world, random }) {
  if (world.postgres === undefined) return undefined;
  const set = async (value) => {
    await world.sql.query(`alter system ${value === undefined ? 'reset commit_delay' : `set commit_delay = ${value}`}`);
    await world.sql.query(`alter system ${value === undefined ? 'reset commit_siblings' : 'set commit_siblings = 0'}`);
    await world.sql.query('select pg_reload_conf()');
  };
  await set(random.between(5_000, 60_000));
  await pause(random.between(500, 1_500));
  await set();
  return 'slow commits';
}

/** Statements that meet a lock wait for it, so that their snapshots are old afterwards. */
async function holdSlices({ world, random }) {
  const client = await world.sql.connect();
  try {
    for (let times = 0; times < 3; times++) {
      await client.query('begin');
      await client.query(
        `select from queue_slice s where s.lane = $1 and (s.request_id >> 20) % 3 = $2
         order by s.request_id desc limit 200 for update skip locked`,
        [random.pick(world.options.lanes), random.between(0, 2)],
      );
      await pause(random.between(20, 150));
      await client.query('commit');
    }
  } finally {
    client.release(true);
  }
  return 'slices locked by another session';
}

export const DATABASE_FAULTS = [
  { name: 'restart', weight: 1, run: restartPostgres },
  { name: 'cut', weight: 3, run: cutConnections },
  { name: 'slow answers', weight: 2, run: slowAnswers },
  { name: 'freeze', weight: 2, run: freezeLink },
  { name: 'lose answer', weight: 6, run: loseAnswer },
  { name: 'slow commits', weight: 1, run: slowDisk },
  { name: 'hold slices', weight: 3, run: holdSlices },
];
