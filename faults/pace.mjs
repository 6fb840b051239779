// A worker whose carrier takes 10 messages a second, with hundreds waiting: it begins what the carrier can take soon, not a window of 40
// or 200, so that a cancel or a kill at any moment finds hardly anything in hand.
import { setTimeout as pause } from 'node:timers/promises';
import { cancel, submit } from './actions.mjs';
import { plainMobiles } from './numbers.mjs';
import { waitForQuiet } from './watch.mjs';

const RATE = 10;
const LOOKS = 15;
const LOOK_MS = 10_000;

/** The other workers are idle meanwhile, or not there. */
export async function pace({ world, book, client, random }) {
  await Promise.all(world.workers.map((worker) => worker.end(15_000)));
  const worker = await world.add('worker paced', { SIMULATOR_RATE: String(RATE), WINDOW: '200' });
  const asked = await submit({ client, book, random }, { mobiles: plainMobiles(300), more: {} });
  let most = 0;
  const until = performance.now() + LOOK_MS;
  for (let looks = 0; asked.id !== undefined && performance.now() < until && (looks < LOOKS || most === 0); looks++) {
    const answer = await client.request(asked.id);
    most = Math.max(most, answer?.body.counts?.Sending ?? 0);
    await pause(1_000 / RATE);
  }
  book.note(`most begun at once of 300, at ${RATE} messages a second`, most);
  if (most > RATE) book.violated('what is begun follows the carrier’s pace', `${most} begun at once at ${RATE} a second`);
  await worker.kill();
  if (asked.id !== undefined) await cancel({ client, book, random }, asked);
  // Another takes up what it left.
  await world.start(world.workers[0]);
  await waitForQuiet(world, book);
}
