// What is in doubt is resolved by asking those that may have had it; sent again is only what certainly nobody has.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Known } from '../../src/providers/provider.js';
import { eventually, mobiles } from '../support/client.js';
import { Asked, askNow, crashed, died, noted, oldRouting } from '../support/in-doubt.js';
import { type Settings, startServer, type TestServer } from '../support/server.js';
import { Told } from '../support/told-provider.js';

let server: TestServer;
let [first, second]: [Asked, Asked] = [new Asked('FIRST'), new Asked('SECOND')];
beforeEach(() => {
  [first, second] = [new Asked('FIRST'), new Asked('SECOND')];
});
afterEach(() => server.close());

const start = async (settings: Settings = {}, ...providers: Told[]): Promise<void> => {
  server = await startServer(settings, { providers: providers.length === 0 ? [first] : providers });
};
const statusOf = async (id: string): Promise<string[]> => (await server.client.entries(id)).map(({ status }) => status).sort();
/** Each of them has been asked about once more. */
const askedAll = (id: string, asks = 1): Promise<unknown> =>
  eventually(
    () => noted(server, id),
    (now) => now.asks >= asks || now.rows === 0,
  );
/** At least so many. */
const counted = (list: readonly unknown[], count: number): Promise<unknown> =>
  eventually(
    () => Promise.resolve(list.length),
    (now) => now >= count,
  );
const lost: Told['says'] = () => ({ kind: 'unknown', reason: 'reset' });

const ANSWERS: [what: string, known: Known, status: string, shown: object][] = [
  ['has it', { kind: 'accepted', providerMessageId: 'm-1' }, 'Submitted', { provider: 'FIRST', providerMessageId: 'm-1' }],
  ['has delivered it', { kind: 'delivered', providerMessageId: 'm-1' }, 'Delivered', { providerMessageId: 'm-1' }],
  ['could not deliver it', { kind: 'undelivered', reason: 'no phone' }, 'Undelivered', { statusMessage: 'Undelivered: no phone' }],
  ['has refused it', { kind: 'refused', reason: 'barred' }, 'Rejected', { statusMessage: 'Rejected: barred' }],
];

describe.each([
  ['after a crash', true],
  ['after a lost answer', false],
])('one provider, %s', (_when, dead) => {
  const inDoubt = async (count = 1, fields: object = {}): Promise<string> => {
    if (dead) return crashed(server, count, fields);
    const says = first.says;
    first.says = lost;
    const id = await server.client.submitted({ mobiles: mobiles(count), ...fields });
    expect((await server.client.settled(id)).counts['In doubt']).toBe(count);
    first.says = says;
    return id;
  };

  it.each(ANSWERS)('says that it %s', async (_what, known, status, shown) => {
    await start();
    first.knows = () => known;
    const id = await inDoubt();
    const before = Date.now();
    await askNow(server, id, 1);
    await eventually(
      () => statusOf(id),
      (statuses) => statuses.join() === status,
    );
    expect((await server.client.entries(id))[0]).toMatchObject({ attempts: 1, ...shown });
    const { content, address, sender, attempt, providerMessageId, at } = first.asked[0] ?? {};
    expect({ content, mobile: address, sender, attempt, providerMessageId }).toEqual({
      ...{ content: 'sample sms message', mobile: mobiles(1)[0], sender: null, attempt: 1, providerMessageId: null },
    });
    expect(Math.abs((at?.getTime() ?? 0) - before)).toBeLessThan(60_000);
    expect(await noted(server, id)).toEqual({ rows: 0, asks: 0 });
    expect(first.had.length).toBe(dead ? 0 : 1);
  });

  it('never got it: it is sent, as the next attempt, once', async () => {
    await start();
    await oldRouting(server);
    first.knows = () => ({ kind: 'absent' });
    const id = await inDoubt(3);
    // Only what is in doubt may begin: the rest of a scheduled request is none.
    await server.sql.query('update queue_slice set not_before = now() where request_id = $1', [id]);
    await askNow(server, id, 3);
    expect(
      await eventually(
        () => statusOf(id),
        (statuses) => !['In doubt', 'Initial', 'Sending'].some((status) => statuses.includes(status)),
      ),
    ).toEqual(Array(3).fill('Submitted'));
    expect(
      first.had
        .filter(({ attempt }) => attempt === 2)
        .map(({ address }) => address)
        .sort(),
    ).toEqual(mobiles(3));
  });

  it.each<[string, () => Known | Promise<Known>]>([
    ['does not know', () => ({ kind: 'unknown', reason: 'x' })],
    ['is away', () => Promise.reject(new Error('ECONNREFUSED'))],
    ['has no time', () => ({ kind: 'temporary', reason: 'busy', throttled: true })],
    ['never answers', () => new Promise(() => undefined)],
  ])('%s: it stays in doubt, and is asked about again later', async (_what, knows) => {
    await start({ PROVIDER_TIMEOUT_MS: '50' });
    await oldRouting(server);
    first.knows = knows;
    const id = await inDoubt();
    await askNow(server, id, 1);
    await askedAll(id);
    await counted(first.asked, 1);
    const { rows } = await server.sql.query(
      `select d.ask_at > now() + interval '10 s' and d.ask_at < now() + interval '1 minute' as later from entry_in_doubt d`,
    );
    expect(rows).toEqual([{ later: true }]);
    expect(await statusOf(id)).toEqual(['In doubt']);
    first.knows = () => ({ kind: 'accepted', providerMessageId: 'm' });
    await askNow(server, id, 1);
    await eventually(
      () => statusOf(id),
      ([status]) => status === 'Submitted',
    );
    expect(first.had.length).toBe(dead ? 0 : 1);
  });
});

describe('a route of two, after a crash', () => {
  const unsure: Known = { kind: 'unknown', reason: 'x' };
  const absent: Known = { kind: 'absent' };
  const has: Known = { kind: 'accepted', providerMessageId: 'm' };
  it.each<[string, Known, Known, string]>([
    ['the second has it', absent, has, 'Submitted'],
    ['the first has it, the second does not know', has, unsure, 'Submitted'],
    ['the first does not know, the second has it', unsure, has, 'Submitted'],
    ['the first does not know, the second never got it', unsure, absent, 'In doubt'],
    ['neither got it', absent, absent, 'Initial'],
  ])('%s', async (_what, one, other, status) => {
    await start({}, first, second);
    await oldRouting(server);
    [first.knows, second.knows] = [() => one, () => other];
    const id = await crashed(server, 1);
    await askNow(server, id, 1);
    await askedAll(id);
    await eventually(
      () => statusOf(id),
      ([now]) => now === status,
    );
    expect([first.had, second.had]).toEqual([[], []]);
  });

  it('is not sent again where one of them can’t be asked', async () => {
    await start({}, first, new Told('SECOND'));
    await oldRouting(server);
    first.knows = () => absent;
    const id = await crashed(server, 1);
    await askNow(server, id, 1);
    await askedAll(id);
    await counted(first.asked, 1);
    await server.client.settled(await server.client.submitted());
    expect(await statusOf(id)).toEqual(['In doubt']);
  });

  it('is not sent again where another provider may have been configured then', async () => {
    await start({}, first, second);
    [first.knows, second.knows] = [() => absent, () => absent];
    const id = await crashed(server, 1);
    await askNow(server, id, 1);
    await askedAll(id);
    await counted(second.asked, 1);
    await server.client.settled(await server.client.submitted());
    expect([first.asked.length, await statusOf(id)]).toEqual([1, ['In doubt']]);
  });

  it('asks the one alone whose answer was lost', async () => {
    await start({}, first, second);
    first.says = () => ({ kind: 'temporary', reason: 'busy' });
    second.says = lost;
    second.knows = () => has;
    const id = await server.client.submitted();
    await server.client.settled(id);
    await askNow(server, id, 1);
    await eventually(
      () => statusOf(id),
      ([now]) => now === 'Submitted',
    );
    expect([first.asked.length, second.asked.length]).toEqual([0, 1]);
  });
});

it('asks about a call by the voice provider, and never by what its text was called', async () => {
  const phone = new Asked('PHONE', ['voice']);
  first = new Asked('FIRST', ['text']);
  await start({}, first, phone);
  first.says = () => ({ kind: 'refused', reason: 'no' });
  phone.says = () => ({ kind: 'temporary', reason: 'busy', retryAfterMs: 3_600_000 });
  phone.knows = () => ({ kind: 'delivered' });
  const id = await server.client.submitted({ sendVoiceSmsOnFailure: 'true' });
  await counted(phone.had, 1);
  await eventually(
    () => server.client.entries(id),
    ([entry]) => entry?.attempts === 2,
  );
  await died(server, id);
  await askNow(server, id, 1);
  await eventually(
    () => statusOf(id),
    ([now]) => now === 'Delivered',
  );
  expect(first.asked).toEqual([]);
  expect(phone.asked).toMatchObject([{ channel: 'voice', attempt: 3, providerMessageId: null }]);
});

it('is asked about by one of several workers', async () => {
  await start();
  await server.worker();
  await server.worker();
  const id = await crashed(server, 30);
  await askNow(server, id, 30);
  await counted(first.asked, 30);
  expect(new Set(first.asked.map(({ entryId }) => entryId)).size).toBe(30);
  expect(first.asked.length).toBe(30);
});

it('is given up after nine asks, and stays visible; a receipt still resolves it', async () => {
  await start();
  const id = await crashed(server, 1);
  await askNow(server, id, 1);
  await askedAll(id);
  await server.sql.query('update entry_in_doubt set asks = 8');
  await askNow(server, id, 1);
  await askedAll(id, 9);
  const { rows } = await server.sql.query(`select d.ask_at = 'infinity' as never from entry_in_doubt d`);
  expect([rows, await statusOf(id)]).toEqual([[{ never: true }], ['In doubt']]);
  await server.sql.query(
    `insert into delivery_receipt (lane, entry_id, attempt, status, provider) values (($1::bigint >> 53) & 1023, $1::bigint + 1, 1, 3, 'FIRST')`,
    [id],
  );
  await eventually(
    () => statusOf(id),
    ([now]) => now === 'Delivered',
  );
  expect(await noted(server, id)).toMatchObject({ rows: 0 });
});
