// All workers together at 10 messages a second, with hundreds waiting. They begin only messages that the provider can take soon, not a
// batch of 40 each, so that a cancel or a kill at any time finds few leased entries; and they keep the rate limit.
import { setTimeout as pause } from 'node:timers/promises';
import { cancel, submit } from './actions.mjs';
import { plainMobiles } from './numbers.mjs';
import { waitForQuiet } from './watch.mjs';

const RATE = 10;
const LOOKS = 30;
const LOOK_MS = 10_000;
/** Messages that may be begun ahead of their turn in a rate limit. */
const AHEAD_MS = 100;

export async function rateLimit({ world, book, client, random }) {
  const control = await world.operator();
  const rateLimit = `provider ${world.provider.name}`;
  await control.setRateLimit(rateLimit, RATE);
  const since = Date.now();
  const asked = await submit({ client, book, random }, { addresses: plainMobiles(300), more: {} });
  let most = 0;
  const until = performance.now() + LOOK_MS;
  for (let looks = 0; asked.id !== undefined && performance.now() < until && (looks < LOOKS || most === 0); looks++) {
    const answer = await client.request(asked.id);
    most = Math.max(most, answer?.body.counts?.Sending ?? 0);
    await pause(1_000 / RATE);
  }
  book.note(`most begun at once of 300, at ${RATE} messages a second`, most);
  if (most > RATE) book.violated('what is begun follows the provider’s rate limit', `${most} begun at once at ${RATE} a second`);
  const left = world.account().ledger.filter(({ requestId }) => requestId === asked.id);
  const allowed = ((Date.now() - since + AHEAD_MS) / 1_000) * RATE + 1;
  if (left.length > allowed)
    book.violated('a rate limit holds over all workers', `${left.length} left in ${Date.now() - since} ms at ${RATE} a second`);
  if (asked.id !== undefined) await cancel({ client, book, random }, asked);
  await control.setRateLimit(rateLimit, null);
  await waitForQuiet(world, book);
}
