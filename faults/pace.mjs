// A worker whose carrier takes 10 messages a second, with hundreds waiting: it begins what the carrier can take soon, not a window of 40
// or 200, so that a cancel or a kill at any moment finds hardly anything in hand.
import { setTimeout as pause } from 'node:timers/promises';
import { cancel, submit } from './actions.mjs';
import { plainMobiles } from './numbers.mjs';
import { waitForQuiet } from './watch.mjs';

const RATE = 10;
const LOOKS = 15;

/** The other workers are idle meanwhile, or not there. */
export async function pace({ world, book, client, random }) {
  await Promise.all(world.workers.map((worker) => worker.end(15_000)));
  const worker = await world.add('worker paced', { SIMULATOR_RATE: String(RATE), WINDOW: '200' });
  const asked = await submit({ client, book, random }, { mobiles: plainMobiles(300), more: {} });
  const begun = [];
  for (let looks = 0; looks < LOOKS && asked.id !== undefined; looks++) {
    const answer = await client.request(asked.id);
    if (answer?.status === 200) begun.push(answer.body.counts.Sending);
    await pause(1_000 / RATE);
  }
  const most = Math.max(...begun);
  book.note(`most begun at once of 300, at ${RATE} messages a second`, most);
  if (most > RATE || most <= 0) book.violated('what is begun follows the carrier’s pace', `${most} begun at once at ${RATE} a second`);
  await worker.kill();
  await cancel({ client, book, random }, asked);
  // Another takes up what it left.
  await world.start(world.workers[0]);
  await waitForQuiet(world, book);
}
