// The data of the seed, tenant by tenant. The simulator chooses the outcome of a message by its number: `+1500555XNNN`.
import { setTimeout as pause } from 'node:timers/promises';
import { STATUSES } from '../../dist/queue/states.js';

const TENANTS = { shop: 'demo', clinic: 'acme', school: 'globex' };
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Rate limits of two senders, so that their messages are under way for some minutes. */
const BLAST = { sender: 'SALE', perSecond: 20 };
const STEADY = { sender: 'REMINDER', perSecond: 2 };
/** Numbers of these kinds take 3 s to answer, or are throttled once. */
const SLOW = 9_500;
const FULL = 6_000;
const KINDS = 10;
const SETTLED_MS = 60_000;
const LOOK_MS = 250;
/** Numbers of several kinds in the large request, so that it has failures with different reasons. */
const FAILING = [2_000, 3_000, 5_000, 7_000];

const range = (count, number) => Array.from({ length: count }, (_, i) => number(i));
const special = (from, count) => range(count, (i) => `+1500555${String(from + i)}`);
const plain = (count, from = 0) => range(count, (i) => `+120255${String(from + i).padStart(5, '0')}`);
const inFuture = (ms) => String(Date.now() + ms);

function blastTo(count) {
  const failing = FAILING.flatMap((kind) => special(kind, Math.min(100, Math.ceil(count / 50))));
  const rest = plain(Math.max(0, count - failing.length));
  const step = Math.max(1, Math.floor(rest.length / failing.length));
  // Spread over the whole list, since entries are sent in order.
  return failing.flatMap((mobile, i) => [mobile, ...rest.slice(i * step, (i + 1) * step)]).slice(0, count);
}

/** Waits until an entry of the request has that status, at most for the time of a seed. */
async function untilSome(api, id, status) {
  for (const until = Date.now() + SETTLED_MS; Date.now() < until; await pause(LOOK_MS)) if ((await api.counts(id))[status] > 0) return;
}

/** Inbound messages of three people; one of them opts out. */
async function answers(api) {
  const [stranger, customer, gone] = plain(3, 90_000);
  await api.inbound(stranger, 'What are your opening hours?', 'SHOP');
  await api.inbound(customer, 'HELP', 'SHOP');
  await api.inbound(gone, 'STOP', 'SHOP');
  return [api.submit({ mobiles: [customer, gone], content: 'Your order has been shipped.', sender: 'SHOP' })];
}

async function shop(as, recipients) {
  const api = as(TENANTS.shop);
  const boss = as(TENANTS.shop, 'manager');
  const each = range(KINDS, (kind) => `+1500555${kind}001`);
  const ids = [
    api.submit({ mobiles: each, content: 'Your order has been received.' }),
    api.submit({ mobiles: special(3_500, 3), content: 'Your code is 493021.', sendVoiceSmsOnFailure: true, priorityService: true }),
    api.submit({ mobiles: special(1_100, 2), content: 'Your parcel arrives today.', channel: 'voicesms' }),
    api.submit({ mobiles: plain(250, 1_000), content: 'Our summer sale begins tomorrow.', startTimestamp: inFuture(DAY_MS) }),
    boss.submit({ mobiles: plain(40, 2_000), content: 'The shop is closed next week.', startTimestamp: inFuture(7 * DAY_MS) }),
    api.submit({ mobiles: special(7_010, 4), content: 'Please confirm your address.' }),
    ...(await answers(api)),
  ];
  await boss.ask('POST', '/api/v1/system/rate-limit', BLAST);
  await boss.ask('POST', '/api/v1/system/rate-limit', STEADY);
  const steady = range(250, (i) => special(SLOW + i, 1).concat(special(FULL + i, 1))).flat();
  ids.push(
    boss.submit({ mobiles: blastTo(recipients), content: 'The sale has begun: 20 % off everything.', sender: BLAST.sender }),
    api.submit({ mobiles: steady, content: 'You have something in your basket.', sender: STEADY.sender }),
  );
  return Promise.all(ids);
}

async function clinic(as) {
  const api = as(TENANTS.clinic);
  const cancelled = await api.submit({
    mobiles: plain(30, 3_000),
    content: 'Your appointment is on Monday.',
    startTimestamp: inFuture(DAY_MS),
  });
  await api.cancel(cancelled);
  const paused = await api.submit({
    mobiles: plain(60, 4_000),
    content: 'Please bring your card.',
    startTimestamp: inFuture(10 * MINUTE_MS),
  });
  await api.alter(paused, { paused: true });
  // Paused before its start, the request expires without an attempt.
  const times = { startTimestamp: inFuture(2_000), expiryTimestamp: inFuture(3_000) };
  const expired = await api.submit({ mobiles: plain(12, 5_000), content: 'A slot is free for an hour.', ...times });
  await api.alter(expired, { paused: true });
  // Some entries have left when the request is cancelled.
  const partly = await api.submit({ mobiles: plain(2_000, 6_000), content: 'Our new opening hours.', sender: BLAST.sender });
  await untilSome(api, partly, 'Submitted');
  await api.cancel(partly);
  const results = await api.submit({
    mobiles: [...special(1_200, 20), ...special(2_200, 5), ...special(3_200, 3)],
    content: 'Your results are here.',
  });
  return [cancelled, paused, expired, partly, results];
}

async function school(as) {
  const api = as(TENANTS.school);
  // An earlier run has left a hold on it.
  await api.ask('POST', '/api/v1/system/resume', { tenant: TENANTS.school });
  const sent = await api.submit({ mobiles: special(1_300, 15), content: 'School starts at nine.' });
  await untilSome(api, sent, 'Delivered');
  await api.ask('POST', '/api/v1/system/stop', { tenant: TENANTS.school });
  return [sent, await api.submit({ mobiles: plain(80, 9_000), content: 'There is no school on Friday.' })];
}

/** The number of entries in each status, over all these requests. */
async function totals(requests) {
  const counts = await Promise.all(requests.map(({ api, id }) => api.counts(id)));
  return Object.fromEntries(STATUSES.map((status) => [status, counts.reduce((sum, each) => sum + each[status], 0)]));
}

/**
 * @param as returns the API as a tenant
 * @param say prints a line about the step
 */
export async function fill(as, recipients, say) {
  const filled = { shop: await shop(as, recipients), clinic: await clinic(as), school: await school(as) };
  const requests = Object.entries(filled).flatMap(([name, ids]) => ids.map((id) => ({ api: as(TENANTS[name]), id })));
  const until = Date.now() + SETTLED_MS;
  const seen = new Set();
  const missing = () => STATUSES.filter((status) => !seen.has(status));
  let now;
  do {
    await pause(LOOK_MS);
    now = await totals(requests);
    for (const status of STATUSES) if (now[status] > 0) seen.add(status);
    // Not every server supports it.
  } while (missing().some((status) => status !== 'Not Attempted') && Date.now() < until);
  say(`Submitted ${requests.length} requests of the tenants ${Object.values(TENANTS).join(', ')}:`);
  for (const [status, count] of Object.entries(now)) say(`  ${status.padEnd(14)} ${String(count).padStart(6)}`);
  if (missing().length > 0) say(`Not seen so far: ${missing().join(', ')}`);
  const waits = `npm run dispatch -- resume --tenant ${TENANTS.school}`;
  say(`${TENANTS.school} is on hold: ${waits}`);
  say(`${BLAST.sender} sends ${BLAST.perSecond} and ${STEADY.sender} ${STEADY.perSecond} messages a second.`);
}
