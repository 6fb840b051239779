// A channel that no file of src/ knows (examples/channel-pager) has the core's promises, and stays apart from SMS.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PAGER_MODULE, type Page } from '../../examples/channel-pager/pager-module.js';
import { MODULES } from '../../src/modules.js';
import type { Answer, Message, Provider, Receipt } from '../../src/providers/provider.js';
import { eventually } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';
import { Told } from '../support/told-provider.js';

/** Serves pagers, at the speed and with the answers that a test asks for. */
class PagerProvider implements Provider<Page> {
  readonly name = 'PAGERS';
  readonly channels = ['page'];
  readonly maxInFlight = 50;
  readonly ratePerSecond = 0;
  had: Message<Page>[] = [];
  says: (message: Message<Page>) => Answer | Promise<Answer> = ({ entryId }) => ({ kind: 'accepted', providerMessageId: entryId });
  tell: (receipt: Receipt) => Promise<void> = () => Promise.reject(new Error('nobody listens'));

  handOver(message: Message<Page>): Promise<Answer> {
    this.had.push(message);
    return Promise.resolve(this.says(message));
  }

  onReceipt(handler: (receipt: Receipt) => Promise<void>): void {
    this.tell = handler;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const pagers = new PagerProvider();
const phones = new Told('PHONES');
let server: TestServer;
beforeAll(async () => {
  server = await startServer({}, { providers: [phones, pagers] }, [...MODULES, PAGER_MODULE]);
});
afterAll(() => server.close());
beforeEach(() => {
  pagers.had = [];
  pagers.says = ({ entryId }) => ({ kind: 'accepted', providerMessageId: entryId });
  phones.had.length = 0;
});

const beds = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ address: `ward-${Math.floor(i / 500) + 1}/bed-${(i % 500) + 1}` }));
const send = async (body: object): Promise<string> => {
  const { status, body: answer } = await server.client.ask<{ id: string }>('POST', '/api/v1/pages', body);
  expect(status).toBe(201);
  return answer.id;
};
const cancel = (id: string) => server.client.ask<{ cancelled: number; total: number }>('DELETE', `/api/v1/pages/${id}`);

interface Sums {
  waiting: number;
  submitted: number;
  rejected: number;
  in_doubt: number;
  delivered: number;
}
const sums = async (id: string): Promise<Sums> => {
  const { rows } = await server.sql.query<Sums>(
    `select sum(s.last - s.next_position + 1 + cardinality(s.retry_positions) + s.leased_count + cardinality(s.leased_retries))::int as waiting,
       sum(s.submitted)::int as submitted, sum(s.rejected)::int as rejected, sum(s.in_doubt)::int as in_doubt, sum(s.delivered)::int as delivered
     from queue_slice s where s.request_id = $1`,
    [id],
  );
  return rows[0] ?? { waiting: -1, submitted: 0, rejected: 0, in_doubt: 0, delivered: 0 };
};
const settled = (id: string): Promise<Sums> =>
  eventually(
    () => sums(id),
    ({ waiting }) => waiting === 0,
  );

describe('a foreign channel', () => {
  it('hands over what its module renders, for each recipient', async () => {
    const id = await send({ text: 'Call {name}', beds: [{ address: ' Ward-7/bed-2', name: 'Ana' }, { address: 'ward-7/bed-3' }] });
    expect(await settled(id)).toMatchObject({ submitted: 1, rejected: 1 });
    expect(pagers.had).toMatchObject([{ channel: 'page', address: 'ward-7/bed-2', content: { text: 'Call Ana', urgent: false } }]);
    expect(phones.had).toEqual([]);
  });

  it('cancels 10,000 exactly in mid-flight', async () => {
    const id = await send({ text: 'drill', beds: beds(10_000) });
    await eventually(
      () => Promise.resolve(pagers.had.length),
      (had) => had > 200,
    );
    const { body } = await cancel(id);
    expect(body.total).toBe(10_000);
    await eventually(
      () => sums(id),
      ({ submitted }) => submitted === 10_000 - body.cancelled,
    );
    expect(pagers.had.filter(({ requestId }) => requestId === id)).toHaveLength(10_000 - body.cancelled);
  });

  it('tries again, is in doubt, and takes receipts, as any other', async () => {
    let calls = 0;
    pagers.says = ({ address, entryId, attempt }) => {
      if (address.endsWith('bed-1')) return Promise.reject(new Error('lost'));
      calls++;
      return attempt === 1 ? { kind: 'temporary', reason: 'busy' } : { kind: 'accepted', providerMessageId: entryId };
    };
    const id = await send({ text: 'x', beds: beds(2) });
    expect(await settled(id)).toMatchObject({ submitted: 1, in_doubt: 1 });
    expect(calls).toBe(2);
    for (const place of [1, 2]) {
      const attempt = place === 1 ? 1 : 2;
      await pagers.tell({ entryId: (BigInt(id) + BigInt(place)).toString(), attempt, status: 'delivered' });
    }
    await eventually(
      () => sums(id),
      ({ delivered }) => delivered === 2,
    );
  });

  it('is neither shown nor reached by the routes of SMS', async () => {
    const id = await send({ text: 'x', beds: beds(3) });
    await settled(id);
    const waits = await server.client.submitted({ content: 'hi' });
    await server.client.settled(waits);
    for (const path of [`/api/v1/messages/sms/${id}`, `/api/v1/messages/sms/${id}/entries`])
      expect((await server.client.ask('GET', path)).status).toBe(404);
    expect((await server.client.cancel(id)).status).toBe(400);
    const listed = await server.client.ask<{ items: { id: string }[] }>('GET', '/api/v1/messages/sms?limit=100');
    expect(listed.body.items.map((item) => item.id)).not.toContain(id);
    const entries = await server.client.ask<{ items: { requestId: string }[] }>('GET', '/api/v1/messages/sms/entries?limit=100');
    expect(entries.body.items.map(({ requestId }) => requestId)).not.toContain(id);
    expect((await cancel(waits)).status).toBe(400);
  });

  it('is refused a pause and a reschedule by the routes of SMS', async () => {
    pagers.says = () => ({ kind: 'temporary', reason: 'busy', retryAfterMs: 60_000 });
    const id = await send({ text: 'x', beds: beds(2) });
    await eventually(
      async () =>
        (await server.sql.query('select from queue_slice where request_id = $1 and cardinality(retry_positions) = 2', [id])).rowCount,
      (count) => count === 1,
    );
    const { status } = await server.client.ask('PATCH', `/api/v1/messages/sms/${id}`, { paused: true });
    expect(status).toBeGreaterThanOrEqual(400);
    expect((await cancel(id)).body.total).toBe(2);
  });
});

it('waits where no module has registered the channel of its queue, and hinders no other', async () => {
  const id = await server.client.submitted({ content: 'hi', startTimestamp: String(Date.now() + 3_600_000) });
  await server.sql.query(`update queue_slice set queue = 'fax', not_before = now(), due_at = now() where request_id = $1`, [id]);
  const other = await server.client.submitted({ content: 'hi' });
  await server.client.settled(other);
  expect(phones.had.map(({ requestId }) => requestId)).not.toContain(id);
  expect((await server.client.cancel(id)).status).toBe(200);
});
