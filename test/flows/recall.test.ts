// A cancel asks the provider to take back what it has accepted and not sent. What it answers itself stays what it was.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, type RequestBody } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

const DELIVERED_LATER = ['+15005551001', '+15005551002'];
const SENT = '+15005550001';
const WAITING = '+15005555001';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ SIMULATOR_RECEIPT_MS: '3600000', RETRY_BASE_MS: '3600000', RETRY_MAX_MS: '3600000' });
});
afterAll(() => server.close());

/** Submitted to the provider, all but what waits for another try. */
async function submitted(mobiles: string[], fields = {}): Promise<string> {
  const id = await server.client.submitted({ mobiles, ...fields });
  await eventually(
    () => server.client.request(id),
    ({ counts }) => counts.Submitted === mobiles.filter((mobile) => mobile !== WAITING).length && counts.Sending === 0,
  );
  return id;
}

/** Once the provider has been asked for everything. */
async function asked(id: string): Promise<RequestBody> {
  await eventually(
    () => server.sql.query('select from request where id = $1 and recall_at is null', [id]),
    ({ rowCount }) => rowCount === 1,
  );
  // Stored before that; applied behind it.
  await eventually(
    () => server.sql.query('select from delivery_receipt'),
    ({ rowCount }) => rowCount === 0,
  );
  return server.client.request(id);
}

const sumOf = ({ counts }: RequestBody): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

describe('a cancel', () => {
  it('counts what waited, and has the provider take back what it has not sent', async () => {
    const id = await submitted([...DELIVERED_LATER, SENT, WAITING]);
    const { body } = await server.client.cancel(id, { prefer: 'return=representation' });
    expect(body).toMatchObject({ total: 4, cancelled: 1, handedOver: 3, inFlight: 0, inDoubt: 0, failed: 0, recalled: 0 });
    const request = await asked(id);
    expect(request).toMatchObject({
      state: 'cancelled',
      counts: { Cancelled: 1, Submitted: 1, Undelivered: 0, recalled: 2, Delivered: 0 },
    });
    expect(sumOf(request)).toBe(4);
    expect((await server.client.entries(id)).map(({ status, statusMessage }) => [status, statusMessage])).toEqual([
      ['Cancelled', 'Cancelled'],
      ['Submitted', 'SMS request sent to SIMULATOR Gateway'],
      ['Undelivered', 'Undelivered: recalled'],
      ['Undelivered', 'Undelivered: recalled'],
    ]);
    expect(await server.client.entries(id, '&status=Undelivered')).toHaveLength(2);
  });

  it('that came too late to count anything asks too, answers as ever, and leaves the request as it was', async () => {
    const id = await submitted(DELIVERED_LATER);
    const before = await server.client.request(id);
    const { status, body } = await server.client.cancel(id, { prefer: 'return=representation' });
    expect([status, body]).toEqual([400, { id: '', message: 'No cancellable messages found' }]);
    const after = await asked(id);
    expect(after).toEqual({ ...before, counts: { ...before.counts, Submitted: 0, recalled: 2 } });
    expect(after).toMatchObject({ state: 'finished', cancelledAt: null, cancelledBy: null });
    // Again, it finds nothing to ask for.
    expect((await server.client.cancel(id)).status).toBe(400);
    expect((await asked(id)).counts).toEqual(after.counts);
  });

  it('with a key asks once, and its repeat answers the first answer', async () => {
    const id = await submitted([...DELIVERED_LATER, WAITING]);
    const key = { 'idempotency-key': `recall-${id}`, prefer: 'return=representation' };
    const first = await server.client.cancel(id, key);
    expect((await asked(id)).counts).toMatchObject({ recalled: 2, Cancelled: 1 });
    expect((await server.client.cancel(id, key)).body).toEqual(first.body);
  });

  it('of another tenant asks nothing', async () => {
    const id = await submitted(DELIVERED_LATER);
    expect((await server.client.as({ tenant: 'other' }).cancel(id)).status).toBe(400);
    const { rows } = await server.sql.query('select recall_at from request where id = $1', [id]);
    expect(rows).toEqual([{ recall_at: null }]);
  });

  it('of what waits alone asks nothing', async () => {
    const id = await server.client.submitted({ mobiles: [WAITING], startTimestamp: String(Date.now() + 3_600_000) });
    expect((await server.client.cancel(id)).status).toBe(200);
    const { rows } = await server.sql.query('select recall_at from request where id = $1', [id]);
    expect(rows).toEqual([{ recall_at: null }]);
  });
});

describe('what was recalled', () => {
  it('is not called instead', async () => {
    const id = await submitted(DELIVERED_LATER, { sendVoiceSmsOnFailure: true });
    await server.client.cancel(id);
    expect((await asked(id)).counts).toMatchObject({ recalled: 2, Initial: 0, Sending: 0 });
    expect((await server.client.entries(id)).map(({ channel }) => channel)).toEqual(['text', 'text']);
  });

  it('is counted apart in the Volt MX API’s status, which says so only where there is any', async () => {
    const id = await submitted(DELIVERED_LATER);
    const report = async (selection: object) => (await server.client.ask('POST', '/api/v1/status/sms', selection)).body;
    expect(await report({ requestId: id })).not.toHaveProperty('recalled');
    await server.client.cancel(id);
    await asked(id);
    expect(await report({ requestId: id })).toMatchObject({
      ...{ submitted: 0, undelivered: 0, recalled: 2, total: 2 },
      messages: DELIVERED_LATER.map(() => ({ status: 'Undelivered', statusMessage: 'Undelivered: recalled' })),
    });
    const [mobile] = DELIVERED_LATER;
    expect(await report({ requestId: id, mobileNumber: mobile })).toMatchObject({ undelivered: 0, recalled: 1, total: 1 });
  });
});
