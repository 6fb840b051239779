// Which provider a message goes by: rules by channel, tenant, sender and number, each way a queue of its own; what waits for a route that
// is gone goes by the providers of its channel.
import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Provider } from '../../src/providers/provider.js';
import { Control } from '../../src/queue/control/control.js';
import { senderRateLimit } from '../../src/queue/control/rate-limits.js';
import { eventually, inAnHour } from '../support/client.js';
import { startServer, TEST_LANES, type TestServer } from '../support/server.js';
import { Told } from '../support/told-provider.js';

const LANES = (TEST_LANES.LANES ?? '0').split(',').map(Number);

let server: TestServer | undefined;
let folder: string | undefined;
afterEach(async () => {
  await server?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
  server = folder = undefined;
});

async function start(providers: readonly Provider[], routes: object[], settings = {}): Promise<TestServer> {
  folder ??= mkdtempSync(join(tmpdir(), 'engagement-routes-'));
  const path = join(folder, `routes-${routes.length}.json`);
  writeFileSync(path, JSON.stringify({ routes }));
  return (server = await startServer({ PROVIDERS_FILE: path, ...settings }, { providers }));
}

const numbers = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${String(i).padStart(4, '0')}`);
const INDIA = (count: number): string[] => numbers('+91986669', count + 4_000).slice(4_000);
const US = (count: number): string[] => numbers('+1202555', count);

const queuesOf = async (id: string): Promise<{ queue: string; first: number; last: number }[]> => {
  const { rows } = (await server?.sql.query('select queue, first, last from queue_slice where request_id = $1 order by first', [id])) ?? {};
  return (rows ?? []) as { queue: string; first: number; last: number }[];
};

describe('a request', () => {
  it('whose recipients go different ways has its entries in the order of the ways, in slices of their own', async () => {
    const [a, b, c] = [new Told('A'), new Told('B'), new Told('C')];
    const running = await start(
      [a, b, c],
      [
        { name: 'india', channel: 'text', prefix: '+91', providers: ['C'] },
        { name: 'america', prefix: ['+1', '+52'], providers: ['B'] },
      ],
    );
    const mixed = US(700).flatMap((each, i) => [
      each,
      INDIA(700)[i] ?? '',
      ...(i < 10 ? [`+4477009000${String(i).padStart(2, '0')}`] : []),
    ]);
    const id = await running.client.submitted({ mobiles: mixed, startTimestamp: inAnHour() });
    const slices = await queuesOf(id);
    expect(slices.map(({ queue }) => queue)).toEqual(['text/india', 'text/india', 'text/america', 'text/america', 'text']);
    expect(slices.at(-1)).toMatchObject({ first: 1_401, last: 1_410 });
    const entries = await running.sql.query<{ mobile: string }>('select address as mobile from queue_entry order by entry_id');
    const way = (mobile: string): number => ['+91', '+1', '+'].findIndex((prefix) => mobile.startsWith(prefix));
    expect(entries.rows.map(({ mobile }) => mobile)).toEqual(mixed.toSorted((one, other) => way(one) - way(other)));
    expect((await running.client.schedule(id, { startsAt: 0 })).status).toBe(200);
    expect((await running.client.settled(id)).counts.Submitted).toBe(1_410);
    expect([a, b, c].map(({ had }) => had.length)).toEqual([10, 700, 700]);
    expect(c.mobiles()).toEqual(INDIA(700));
    const call = await running.client.submitted({ channel: 'voicesms', mobiles: INDIA(3) });
    await running.client.settled(call);
    expect(a.had.filter(({ channel }) => channel === 'voice')).toHaveLength(3);
  });

  it('goes the first way that its tenant and sender meet', async () => {
    const [a, b, c] = [new Told('A'), new Told('B'), new Told('C')];
    const running = await start(
      [a, b, c],
      [
        { name: 'acme-as-acme', tenant: 'acme', sender: ['ACME', 'ACME2'], providers: ['C'] },
        { name: 'acme', tenant: 'acme', providers: ['B'] },
      ],
    );
    const ids = [
      await running.client.submitted({ sender: 'ACME2', mobiles: ['+919866694001'] }),
      await running.client.submitted({ sender: 'OTHER', mobiles: ['+919866694002'] }),
      await running.client.submitted({ mobiles: ['+919866694003'] }),
    ];
    const foreign = running.client.as({ tenant: 'other' });
    const theirs = await foreign.submitted({ sender: 'ACME', mobiles: ['+919866694004'] });
    for (const id of ids) await running.client.settled(id);
    await foreign.settled(theirs);
    expect([a, b, c].map((each) => each.mobiles())).toEqual([['+919866694004'], ['+919866694002', '+919866694003'], ['+919866694001']]);
  });

  it('calls by the voice route of the number after its text failed', async () => {
    const [texts, calls, india] = [new Told('TEXTS', ['text']), new Told('CALLS', ['voice']), new Told('INDIA', ['voice'])];
    texts.says = () => ({ kind: 'refused', reason: 'no' });
    const running = await start([texts, calls, india], [{ name: 'india', prefix: '+91', providers: ['INDIA'] }]);
    const id = await running.client.submitted({ mobiles: [...INDIA(5), ...US(5)], sendVoiceSmsOnFailure: 'true' });
    await eventually(
      () => running.client.request(id),
      ({ counts }) => counts.Submitted === 10,
    );
    expect([calls.mobiles(), india.mobiles()]).toEqual([US(5), INDIA(5)]);
  });
});

describe('what waits', () => {
  it('for a route that is configured no more goes by the providers of its channel', async () => {
    const [a, b] = [new Told('A'), new Told('B')];
    const running = await start([a, b], []);
    const id = await running.client.submitted({ mobiles: US(50), startTimestamp: inAnHour() });
    await running.sql.query(`update queue_slice set queue = 'text/gone'`);
    await running.client.schedule(id, { startsAt: 0 });
    expect((await running.client.settled(id)).counts.Submitted).toBe(50);
    expect([a.had.length, b.had.length]).toEqual([50, 0]);
  });

  it('for a sender whose rate limit was taken away before a start leaves too', async () => {
    const a = new Told('A');
    const running = await start([a], []);
    const id = await running.client.submitted({ mobiles: US(5), sender: 'SLOW', startTimestamp: inAnHour() });
    await running.sql.query(`update queue_slice set queue = 'text:SLOW'`);
    await running.client.schedule(id, { startsAt: 0 });
    expect((await running.client.settled(id)).counts.Submitted).toBe(5);
  });

  it('of a sender that is given a rate limit moves within its way', async () => {
    const [a, b] = [new Told('A'), new Told('B')];
    const running = await start([a, b], [{ name: 'india', prefix: '+91', providers: ['B'] }]);
    const operator = await Control.of(running.sql, LANES);
    await operator.hold({ kind: 'all', name: '' });
    const id = await running.client.submitted({ mobiles: [...US(5), ...INDIA(5)], sender: 'SLOW' });
    await operator.setRateLimit(senderRateLimit('sms', 'SLOW'), 1_000);
    await operator.resume({ kind: 'all', name: '' });
    expect((await running.client.settled(id)).counts.Submitted).toBe(10);
    expect((await queuesOf(id)).map(({ queue }) => queue)).toEqual(['text/india:SLOW', 'text:SLOW']);
    expect([a.mobiles(), b.mobiles()]).toEqual([US(5), INDIA(5)]);
  });
});
