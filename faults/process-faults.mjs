// Faults of the processes. Each resolves when it is over and everything can work again, and returns a description. A new fault is a
// function here and a line in PROCESS_FAULTS.
import { setTimeout as pause } from 'node:timers/promises';
import { someMessage, submit } from './actions.mjs';
import { someMobiles } from './numbers.mjs';
import { LEASE_MS } from './world.mjs';

/** @typedef {{ world: import('./world.mjs').World, book: import('./book.mjs').Book, random: import('./random.mjs').Random }} Injector */

const POINTS = ['before-claim', 'after-claim', 'hand-over', 'provider-has-it', 'before-complete', 'after-complete'];
/** Points between two steps where a process can be stopped: nothing is on its way to a socket then. */
const STOP_POINTS = ['after-claim', 'provider-has-it', 'before-complete'];
const REACH_MS = 2_500;
const END_MS = 15_000;

const some = ({ random }, servers) => random.pick(servers.filter(({ alive }) => alive));
/** Entries reach their points more often than batches. */
const skip = ({ random }, point) => random.between(0, ['hand-over', 'provider-has-it'].includes(point) ? 60 : 4);

/** Starts it again, sometimes with few connections; repeats the start while the database is away. */
export async function revive({ world, random }, server) {
  await pause(random.between(50, 400));
  const fullPools = random.chance(0.3);
  for (let tries = 0; tries < 20 && !(await world.start(server, {}, fullPools)); tries++) await pause(200);
  return fullPools;
}

async function killWorker(injector) {
  const worker = some(injector, injector.world.workers);
  if (worker === undefined) return undefined;
  const point = injector.random.pick([undefined, ...POINTS]);
  let where = 'at a random moment';
  if (point !== undefined && (await worker.at(point, skip(injector, point), 'SIGKILL', REACH_MS)) !== undefined) where = point;
  else await worker.kill();
  await worker.over;
  await revive(injector, worker);
  return `worker killed: ${where}`;
}

/** Stops it at the point, or at a random place. Returns the place. */
async function stopAt(injector, worker, point, ms) {
  const reached = point && (await worker.at(point, skip(injector, point), 'SIGSTOP', REACH_MS));
  if (reached === undefined) {
    await worker.stop(ms);
    return 'at a random moment';
  }
  worker.disturbed(ms);
  await pause(ms);
  worker.goOn(reached.at, point);
  return point;
}

async function stopWorker(injector) {
  const worker = some(injector, injector.world.workers);
  if (worker === undefined) return undefined;
  const ms = LEASE_MS + injector.random.between(600, 1_500);
  return `worker stopped past its lease: ${await stopAt(injector, worker, injector.random.pick([undefined, ...STOP_POINTS]), ms)}`;
}

/** Beyond its lease, with a claimed batch that it has not begun to hand over. */
async function hangWorker(injector) {
  const { random, world, book, client } = injector;
  const worker = some(injector, world.workers);
  if (worker === undefined) return undefined;
  const [where] = await Promise.all([
    stopAt(injector, worker, 'after-claim', LEASE_MS + random.between(600, 1_000)),
    submit({ client, book, random }, { addresses: someMobiles(random, random.between(20, 200), 0.9), more: {} }),
  ]);
  return `worker stopped past its lease: ${where}`;
}

/** Within its lease, while some of its entries expire. */
async function pauseWorker(injector) {
  const { random, world, book, client } = injector;
  const worker = some(injector, world.workers);
  if (worker === undefined) return undefined;
  const expiring = {
    ...someMessage({ world, random, room: () => 200 }, 100),
    startsAt: undefined,
    expiresAt: Date.now() + random.between(400, 900),
  };
  const [where] = await Promise.all([
    stopAt(injector, worker, random.pick([undefined, 'after-claim', 'after-claim']), random.between(300, 1_000)),
    submit({ client, book, random }, expiring),
  ]);
  return `worker stopped for a moment: ${where}`;
}

async function endWorker(injector) {
  const worker = some(injector, injector.world.workers);
  if (worker === undefined) return undefined;
  // None of its entries may be in doubt: it waits for the provider's answers and releases the rest.
  await worker.end(END_MS);
  await revive(injector, worker);
  return 'worker ended (SIGTERM) and started';
}

async function killApi(injector) {
  const { world, book, random } = injector;
  const api = some(injector, world.apis);
  if (api === undefined) return undefined;
  if (random.chance(0.3)) {
    await api.kill();
    await revive(injector, api);
    return 'API killed: at a random moment';
  }
  // While it stores large and small requests, some with keys; their repeats go to another process.
  const caller = { world, client: injector.client, book, random, room: () => 2_000 };
  const submits = [2_000, 1_500, 500, 1, 1].map((count, n) =>
    submit(caller, { ...someMessage(caller, count), ...(n % 2 === 0 && { key: `key-${random.between(0, 1e12)}` }) }, api),
  );
  await pause(random.between(5, 300));
  await api.kill();
  await Promise.all([revive(injector, api), ...submits]);
  return 'API killed: in the middle of submits';
}

async function stopApi(injector) {
  const api = some(injector, injector.world.apis);
  await api?.stop(injector.random.between(100, 2_000));
  return api && 'API stopped';
}

async function jumpClock(injector) {
  const { random, world, book, client } = injector;
  const server = some(injector, random.chance(0.5) ? world.apis : world.workers);
  if (server === undefined) return undefined;
  server.setClock(random.pick([-1, 1]) * random.pick([1_500, 10_000, 3_600_000]));
  // For a process whose clock is ahead, a start in the next moment must not be in the past.
  const soon = {
    ...someMessage({ world, random, room: () => 5 }),
    startsAt: Date.now() + random.between(1_000, 3_000),
    expiresAt: undefined,
  };
  if (server.role === 'api') await submit({ client, book, random }, soon, server);
  await pause(random.between(500, 2_000));
  server.setClock(0);
  return `${server.role}’s clock jumped there and back`;
}

export const PROCESS_FAULTS = [
  { name: 'kill worker', weight: 5, run: killWorker },
  { name: 'stop worker', weight: 2, run: stopWorker },
  { name: 'hang worker', weight: 2, run: hangWorker },
  { name: 'pause worker', weight: 2, run: pauseWorker },
  { name: 'end worker', weight: 2, run: endWorker },
  { name: 'kill api', weight: 3, run: killApi },
  { name: 'stop api', weight: 1, run: stopApi },
  { name: 'clock', weight: 2, run: jumpClock },
];
