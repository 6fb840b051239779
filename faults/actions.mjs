// The actions of the clients of a run, in a random mix. A new action is a function here and a line in ACTIONS.
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { someMobiles } from './numbers.mjs';

/** A repeat of a request with a key gets its answer at some time. */
const TRIES = 12;
const REPEAT_MS = 150;

/**
 * @typedef {{ world: import('./world.mjs').World, client: import('./client.mjs').Client, book: import('./book.mjs').Book, random:
 * import('./random.mjs').Random, room: () => number }} Caller
 */

const SIZES = [
  { weight: 8, low: 1, high: 1 },
  { weight: 5, low: 2, high: 20 },
  { weight: 3, low: 50, high: 300 },
  { weight: 1, low: 1_000, high: 3_000 },
];

/** @param size instead of a random one */
export function someMessage({ world, random, room }, size) {
  const { low, high } = random.weighted(SIZES);
  const count = Math.max(1, Math.min(size ?? random.between(low, high), room()));
  const startsAt = random.chance(0.35) ? Date.now() + random.between(300, 2_500) : undefined;
  const expiresAt = random.chance(0.25) ? (startsAt ?? Date.now()) + random.between(300, 2_500) : undefined;
  const voice = random.chance(0.15) && world.provider.voice;
  const calls = !voice && random.chance(0.25) && world.provider.voice;
  return {
    ...{ startsAt, expiresAt, addresses: someMobiles(random, count, 0.8), calls, long: world.provider.longTexts && random.chance(0.2) },
    ...(random.chance(0.35) && { key: `key-${random.between(0, 1e12)}` }),
    more: {
      ...(voice && { channel: 'voicesms' }),
      ...(calls && { sendVoiceSmsOnFailure: 'true' }),
      ...(random.chance(0.2) && { priorityService: 'true' }),
      ...(random.chance(0.1) && { sender: 'SLOW' }),
    },
  };
}

/** @param via the process that is called first, instead of a random one */
export async function submit(caller, message = someMessage(caller), via = undefined) {
  const { client, book } = caller;
  const asked = book.add(message);
  for (let tries = 1; ; tries++) {
    const answer = await client.submit(asked, tries === 1 ? via : undefined);
    if (answer?.status === 200) {
      const { id } = answer.body;
      if (!/^[1-9]\d*$/.test(id)) book.violated('a submit that was answered 200 is there', `“${asked.content}” was answered without an ID`);
      asked.id = id;
      asked.state = 'accepted';
      book.note(answer.replayed ? 'submits accepted, by a repeat with the key' : 'submits accepted');
      return asked;
    }
    if (answer?.status === 400) {
      asked.state = 'refused';
      book.note('submits refused (an expiry that had passed)');
      return asked;
    }
    if (answer !== undefined && answer.status !== 409) book.violated('answers are those of the contract', `a submit: ${answer.status}`);
    if (answer === undefined) book.note('answers to submits lost');
    if (asked.key === undefined || tries >= TRIES) return asked;
    await pause(REPEAT_MS);
  }
}

export async function cancel({ client, book, random }, asked) {
  const key = random.chance(0.4) ? `key-${random.between(0, 1e12)}` : undefined;
  const cancelled = { sentAt: Date.now(), keyed: key !== undefined };
  asked.cancels.push(cancelled);
  for (let tries = 1; tries <= TRIES; tries++) {
    const answer = await client.cancel(asked.id, key);
    if (answer === undefined) book.note('answers to cancels lost');
    else if (answer.status !== 409) {
      readCancel(book, asked, cancelled, answer);
      if (key !== undefined && random.chance(0.3)) await repeat(client, book, asked, key, answer);
      return;
    }
    if (key === undefined) return;
    await pause(REPEAT_MS);
  }
}

function readCancel(book, asked, cancelled, { status, body }) {
  Object.assign(cancelled, { status, answeredAt: Date.now(), count: Number(/^Cancelled {2}(\d+) /.exec(body.message)?.[1] ?? 0) });
  if (status === 400) return book.note('cancels that came too late');
  if (status !== 200) return book.violated('answers are those of the contract', `a cancel: ${status}`);
  const { total, cancelled: taken, handedOver, inFlight, inDoubt, failed, recalled } = body;
  cancelled.account = body;
  book.note('cancels that took something back');
  if (
    taken !== cancelled.count ||
    total !== asked.addresses.length ||
    taken + handedOver + inFlight + inDoubt + failed + recalled !== total
  )
    book.violated('a cancel’s account closes', `request ${asked.id} of ${asked.addresses.length}: ${JSON.stringify(body)}`);
}

async function repeat(client, book, asked, key, first) {
  const again = await client.cancel(asked.id, key);
  if (again?.status === undefined || again.status === 409) return;
  book.note('cancels repeated with their key');
  if (again.status !== first.status || !isDeepStrictEqual(again.body, first.body))
    book.violated('a repeated key gets the first answer', `cancel of ${asked.id}: ${JSON.stringify([first.body, again.body])}`);
}

/** An accepted request, preferably a recent one. */
export function someRequest({ book, random }) {
  const { accepted } = book;
  return accepted.length === 0 ? undefined : random.pick(random.chance(0.7) ? accepted.slice(-8) : accepted);
}

async function cancelSome(caller) {
  const asked = someRequest(caller);
  if (asked !== undefined) await cancel(caller, asked);
}

/** Cancelled while it is being begun, by one client or two at once. */
async function submitAndCancel(caller) {
  const asked = await submit(caller);
  if (asked.state !== 'accepted') return;
  await pause(caller.random.between(0, 400));
  await Promise.all(Array.from({ length: caller.random.between(1, 2) }, () => cancel(caller, asked)));
}

/** More calls at once than there are connections. */
async function rush(caller) {
  const submits = Array.from({ length: 30 }, () => submit(caller, someMessage(caller, caller.random.between(1, 3))));
  const cancels = Array.from({ length: 10 }, () => cancelSome(caller));
  await Promise.all([...submits, ...cancels]);
}

/** @type {{ name: string, weight: number, run: (caller: Caller) => Promise<unknown> }[]} */
export const ACTIONS = [
  { name: 'submit', weight: 10, run: (caller) => submit(caller) },
  { name: 'submit and cancel', weight: 6, run: submitAndCancel },
  { name: 'cancel', weight: 4, run: cancelSome },
  { name: 'rush', weight: 0.6, run: rush },
];
