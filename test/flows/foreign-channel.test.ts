// A channel that no file of src/ knows (examples/channel-pager) has the core's promises, and stays apart from SMS. What an operator does
// with it is in foreign-channel-operation.test.ts.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { homeOf, placeOf } from '../../src/queue/suppression/home.js';
import { eventually } from '../support/client.js';
import { beds, OWNER, PagerRig } from '../support/pager-rig.js';
import { LANES } from '../support/server.js';

let rig: PagerRig;
beforeAll(async () => {
  rig = await PagerRig.start();
});
afterAll(() => rig.server.close());
beforeEach(() => {
  rig.reset();
});

const HOUR_MS = 3_600_000;

describe('a foreign channel', () => {
  it('hands over what its module renders, for each recipient', async () => {
    const id = await rig.send({ text: 'Call {name}', beds: [{ address: ' Ward-7/bed-2', name: 'Ana' }, { address: 'ward-7/bed-3' }] });
    expect(await rig.settled(id)).toMatchObject({ submitted: 1, rejected: 1 });
    expect(rig.pagers.had).toMatchObject([{ channel: 'page', address: 'ward-7/bed-2', content: { text: 'Call Ana', urgent: false } }]);
    expect(rig.phones.had).toEqual([]);
  });

  it('cancels 10,000 exactly in mid-flight', async () => {
    const id = await rig.send({ text: 'drill', beds: beds(10_000) });
    await eventually(
      () => Promise.resolve(rig.pagers.had.length),
      (had) => had > 200,
    );
    const { body } = await rig.cancel(id);
    expect(body.total).toBe(10_000);
    await rig.become(id, ({ submitted }) => submitted === 10_000 - body.cancelled);
    expect(rig.of(id)).toHaveLength(10_000 - body.cancelled);
  });

  it('tries again, is in doubt, and takes receipts, as any other', async () => {
    let calls = 0;
    rig.pagers.says = ({ address, entryId, attempt }) => {
      if (address.endsWith('bed-1')) return Promise.reject(new Error('lost'));
      calls++;
      return attempt === 1 ? { kind: 'temporary', reason: 'busy' } : { kind: 'accepted', providerMessageId: entryId };
    };
    const id = await rig.send({ text: 'x', beds: beds(2) });
    expect(await rig.settled(id)).toMatchObject({ submitted: 1, in_doubt: 1 });
    expect(calls).toBe(2);
    for (const place of [1, 2]) {
      const attempt = place === 1 ? 1 : 2;
      await rig.pagers.tell({ entryId: (BigInt(id) + BigInt(place)).toString(), attempt, status: 'delivered' });
    }
    await rig.become(id, ({ delivered }) => delivered === 2);
  });

  it('takes a receipt from the account alone that was handed the message', async () => {
    const id = await rig.send({ text: 'x', beds: beds(1) });
    await rig.settled(id);
    const receipt = { entryId: (BigInt(id) + 1n).toString(), attempt: 1, status: 'delivered' } as const;
    await rig.elsewhere.tell(receipt);
    const operator = rig.server.client.as({ scope: 'system:read' });
    await eventually(
      async () => {
        const { body } = await operator.ask<{ providers: { name: string; foreignReceipts: number }[] }>('GET', '/api/v1/system');
        return body.providers.find(({ name }) => name === 'ELSEWHERE')?.foreignReceipts;
      },
      (count) => count === 1,
    );
    expect(await rig.sums(id)).toMatchObject({ submitted: 1, delivered: 0 });
    await rig.pagers.tell(receipt);
    await rig.become(id, ({ delivered }) => delivered === 1);
  });

  it('hands nothing to an address that is on its own module’s suppression list', async () => {
    const suppress = (module: string, address: string) =>
      rig.server.sql.query(`insert into suppression (lane, module, address, sender, keyword) values ($1, $2, $3, '', 'STOP')`, [
        homeOf(LANES, placeOf(address)),
        module,
        address,
      ]);
    await suppress(OWNER.module, 'ward-9/bed-9');
    await suppress('sms', 'ward-9/bed-8');
    // That a list is empty is believed for a moment.
    await eventually(
      async () => rig.settled(await rig.send({ text: 'x', beds: [{ address: 'ward-9/bed-9' }] })),
      ({ rejected }) => rejected === 1,
    );
    const id = await rig.send({ text: 'x', beds: ['ward-9/bed-8', 'ward-9/bed-9'].map((address) => ({ address })) });
    expect(await rig.settled(id)).toMatchObject({ submitted: 1, rejected: 1 });
    expect(rig.of(id).map(({ address }) => address)).toEqual(['ward-9/bed-8']);
  });

  it('is neither shown nor reached by the routes of SMS', async () => {
    const { client } = rig.server;
    const id = await rig.send({ text: 'x', beds: beds(3) });
    await rig.settled(id);
    const waits = await client.submitted({ content: 'hi' });
    await client.settled(waits);
    for (const path of [`/api/v1/messages/sms/${id}`, `/api/v1/messages/sms/${id}/entries`])
      expect((await client.ask('GET', path)).status).toBe(404);
    expect((await client.cancel(id)).status).toBe(400);
    const listed = await client.ask<{ items: { id: string }[] }>('GET', '/api/v1/messages/sms?limit=100');
    expect(listed.body.items.map((item) => item.id)).not.toContain(id);
    const entries = await client.ask<{ items: { requestId: string }[] }>('GET', '/api/v1/messages/sms/entries?limit=100');
    expect(entries.body.items.map(({ requestId }) => requestId)).not.toContain(id);
    expect((await rig.cancel(waits)).status).toBe(400);
  });

  it('is refused a pause and a reschedule by the routes of SMS', async () => {
    rig.pagers.says = () => ({ kind: 'temporary', reason: 'busy', retryAfterMs: 60_000 });
    const id = await rig.send({ text: 'x', beds: beds(2) });
    await eventually(
      async () =>
        (await rig.server.sql.query('select from queue_slice where request_id = $1 and cardinality(retry_positions) = 2', [id])).rowCount,
      (count) => count === 1,
    );
    const { status } = await rig.server.client.ask('PATCH', `/api/v1/messages/sms/${id}`, { paused: true });
    expect(status).toBeGreaterThanOrEqual(400);
    expect((await rig.cancel(id)).body.total).toBe(2);
  });
});

describe('what no module has registered', () => {
  it('waits where it is the channel of a queue, and hinders no other', async () => {
    const { client, sql } = rig.server;
    const id = await client.submitted({ content: 'hi', startTimestamp: String(Date.now() + HOUR_MS) });
    await sql.query(`update queue_slice set queue = 'fax', not_before = now(), due_at = now() where request_id = $1`, [id]);
    const other = await client.submitted({ content: 'hi' });
    await client.settled(other);
    expect(rig.phones.had.map(({ requestId }) => requestId)).not.toContain(id);
    expect((await client.cancel(id)).status).toBe(200);
  });

  it('is handed to no provider where it is the code of an entry’s channel', async () => {
    const { client, sql } = rig.server;
    const id = await client.submitted({ content: 'hi', startTimestamp: String(Date.now() + HOUR_MS) });
    await sql.query('update queue_entry set channel = 999 where entry_id = $1::bigint + 1', [id]);
    await sql.query('update queue_slice set not_before = now(), due_at = now() where request_id = $1', [id]);
    // It was claimed, and is looked at again in a while.
    await eventually(
      async () =>
        (await sql.query('select from queue_slice s cross join unnest(s.retry_at) u (at) where s.request_id = $1 and u.at > now()', [id]))
          .rowCount,
      (count) => count === 1,
    );
    expect([rig.phones.had, rig.pagers.had]).toEqual([[], []]);
    expect((await client.cancel(id, { prefer: 'return=representation' })).body).toMatchObject({ total: 1, cancelled: 1 });
  });
});
