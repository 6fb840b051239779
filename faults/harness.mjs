// One fault run: load and faults for so many seconds, the end of all work, the checks, and a table of the results.
import { setTimeout as pause } from 'node:timers/promises';
import { ACTIONS } from './actions.mjs';
import { Book } from './book.mjs';
import { CHECKS, readStory } from './checks.mjs';
import { Client } from './client.mjs';
import { DATABASE_FAULTS } from './database-faults.mjs';
import { OPERATOR_FAULTS } from './operator.mjs';
import { PROCESS_FAULTS, revive } from './process-faults.mjs';
import { Random } from './random.mjs';
import { rateLimit } from './rate-limit.mjs';
import { letGoOn, SCHEDULE_CHANGES } from './schedule-changes.mjs';
import { tidyLater } from './tidy.mjs';
import { VENDOR_FAULTS } from './vendors/faults.mjs';
import { begunInPause, look, Rescued, waitForQuiet } from './watch.mjs';
import { World } from './world.mjs';

const CALLERS = 4;
/** Receipts of unknown messages, which no server takes, are given up after this time. */
const HUSH_MS = 3_000;
/** Recipients a second for each worker, so that some always wait and the run ends soon. */
const RECIPIENTS = 70;

/** Repeats the step until the run is over; a failure of the step fails the run. */
const until = (isOver, step) =>
  (async () => {
    while (!isOver()) await step();
  })();

async function load(world, book, random, { seconds, workers, only }) {
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1_000;
  const isOver = () => elapsed() >= seconds;
  const part = (name) => {
    const stream = random.stream(name);
    return { world, book, random: stream, client: new Client(world, stream.stream('client')) };
  };
  let asked = 0;
  const caller = (n) => {
    const room = () =>
      Math.max(
        1,
        Math.floor(RECIPIENTS * workers * (elapsed() + 2) - book.requests.reduce((sum, { addresses }) => sum + addresses.length, 0)),
      );
    const me = { ...part(`caller ${n}`), room };
    return until(isOver, async () => {
      const action = me.random.weighted([...ACTIONS, ...SCHEDULE_CHANGES]);
      asked++;
      await action.run(me);
      await pause(me.random.between(10, 120));
    });
  };
  const injector = (name, all) => {
    const me = part(name);
    const faults = only === undefined ? all : all.filter((fault) => only.includes(fault.name));
    if (faults.length === 0) return undefined;
    return until(isOver, async () => {
      const what = await me.random.weighted(faults).run(me);
      if (what !== undefined) book.note(`injected: ${what}`);
      await pause(me.random.between(100, 500));
    });
  };
  const watcher = part('watcher');
  const rescued = new Rescued();
  await Promise.all([
    ...Array.from({ length: CALLERS }, (_, n) => caller(n)),
    injector('process faults', PROCESS_FAULTS),
    injector('database faults', DATABASE_FAULTS),
    injector('operator', OPERATOR_FAULTS),
    world.vendor && injector('provider faults', VENDOR_FAULTS),
    until(isOver, () => Promise.all([look(watcher), pause(20)])),
    until(isOver, () => Promise.all([begunInPause(world, book).catch(() => undefined), pause(30)])),
    until(isOver, () => Promise.all([rescued.look(world.sql).catch(() => undefined), pause(150)])),
  ]);
  book.note('actions of clients', asked);
  return { rescued, part };
}

/** Runs, and returns its book; everything else of the run is removed. */
export async function runFaults(options) {
  const random = new Random(options.seed);
  const world = new World(options);
  const book = new Book();
  const close = tidyLater(() => world.close());
  try {
    await world.open();
    const { rescued, part } = await load(world, book, random, options);
    for (const server of world.processes) if (!server.alive) await revive(part('revival'), server);
    const end = part('end');
    await waitForQuiet(world, book, () => letGoOn(end));
    // Its last reports come before the end.
    if (world.vendor !== undefined) {
      await world.vendor.command('hush', HUSH_MS);
      await waitForQuiet(world, book);
    }
    await rescued.look(world.sql);
    if (book.violations.length === 0) await rateLimit(part('rate-limit'));
    await Promise.all(
      world.processes.map(async (server) => {
        const how = server.alive ? await server.end(15_000) : 'ended';
        if (how !== 'ended') book.violated('a server ends when it is told to', `${server.name} ${how}`);
      }),
    );
    const story = await readStory(world, book, rescued);
    for (const [check, run] of Object.entries(CHECKS)) for (const fault of run(story)) book.violated(check, fault);
    book.note('requests', story.requests.length);
    book.note('entries', story.entries.length);
    book.note('lines in the ledger', story.ledger.length);
    book.note('receipts stored', story.receipts.length);
    for (const [status, entries] of Map.groupBy(story.entries, (entry) => entry.status)) book.note(`entries ${status}`, entries.length);
    if (options.verbose && book.violations.length > 0)
      for (const { name, said } of world.processes) if (said !== '') console.log(`${name}:\n${said}`);
    return book;
  } finally {
    await close();
  }
}

const SHOWN = 5;

/** The actions, faults and results in words. */
export function report(book, { seed }) {
  const width = Math.max(...book.notes.map(([what]) => what.length));
  const lines = book.notes.map(([what, times]) => `  ${what.padEnd(width)}  ${times}`);
  const checks = [...new Set([...Object.keys(CHECKS), ...book.violations.map(({ check }) => check)])].map((check) => {
    const broken = book.violations.filter((each) => each.check === check);
    const details = broken.slice(0, SHOWN).map(({ detail }) => `\n          ${detail}`);
    return `  ${broken.length === 0 ? 'holds ' : 'BROKEN'}  ${check}${broken.length > SHOWN ? ` (${broken.length} times)` : ''}${details.join('')}`;
  });
  const verdict =
    book.violations.length === 0 ? `All of it holds (seed ${seed}).` : `${book.violations.length} violations with seed ${seed}.`;
  return [...lines, '', ...checks, '', verdict].join('\n');
}
