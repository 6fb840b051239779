// Retention: what is finished and old leaves every route, whole; what is younger, unfinished or another's stays as it was.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, eventually, inAnHour, mobiles } from '../support/client.js';
import { laneOf } from '../../src/queue/entry-ids.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  // A pass begins every 60 × POLL_MS.
  server = await startServer({ RETENTION_DAYS: '30', POLL_MS: '10', RETRY_BASE_MS: '600000', RETRY_MAX_MS: '600000' });
});
afterAll(() => server.close());

/** As if all that it did had been done so many days ago. What is planned stays planned. */
async function aged(id: string, days: number): Promise<void> {
  const values = [laneOf(id), id, days];
  await server.sql.query(
    `with a as materialized (
       select o.id, o.created_at - v as created_at, least(o.starts_at, now()) - v as starts_at, o.cancelled_at - v as cancelled_at,
         o.expires_at - v as expires_at
       from request o cross join make_interval(days => $3) v where o.lane = $1 and o.id = $2)
     update request r set created_at = a.created_at, starts_at = a.starts_at, cancelled_at = a.cancelled_at, expires_at = a.expires_at
     from a where r.lane = $1 and r.id = a.id`,
    values,
  );
  await server.sql.query(
    `with a as materialized (
       select o.request_id, o.first, o.due_at - v as due_at, o.expires_at - v as expires_at
       from queue_slice o cross join make_interval(days => $3) v where o.lane = $1 and o.request_id = $2 and o.due_at <= now())
     update queue_slice s set due_at = a.due_at, expires_at = a.expires_at
     from a where s.lane = $1 and s.request_id = a.request_id and s.first = a.first`,
    values,
  );
  await server.sql.query(
    `with a as materialized (
       select o.entry_id, o.outcome_at - v as outcome_at
       from queue_entry o cross join make_interval(days => $3) v
       where o.lane = $1 and o.entry_id between $2::bigint and $2::bigint + 1048575)
     update queue_entry e set outcome_at = a.outcome_at from a where e.lane = $1 and e.entry_id = a.entry_id`,
    values,
  );
}

const gone = (id: string, client: Client = server.client) =>
  eventually(
    () => client.ask('GET', `/api/v1/messages/sms/${id}`),
    ({ status }) => status === 404,
  );

async function count(table: string, column: string, id: string): Promise<number> {
  const { rows } = await server.sql.query<{ n: number }>(
    `select count(*)::int as n from ${table} where ${column} between $1::bigint and $1::bigint + 1048575`,
    [id],
  );
  return rows[0]?.n ?? -1;
}

/** Requests made after all others, one in each of up to ten lanes: once they have left, a pass has looked at whatever is before them. */
async function aPassIsOver(): Promise<void> {
  const client = server.client.as({ tenant: 'marker' });
  const markers: string[] = [];
  while (markers.length < 10) markers.push(await client.submitted());
  for (const marker of markers) await client.settled(marker);
  for (const marker of markers) await aged(marker, 400);
  for (const marker of markers) await gone(marker, client);
}

describe('a finished request whose last move is longer ago than the time', () => {
  it('is gone from every route, with its entries', async () => {
    const recipients = [...mobiles(1_200), '+15005551004', '+15005553004', '+15005557004'];
    const id = await server.client.submitted({ mobiles: recipients });
    const kept = await server.client.submitted({ mobiles: ['+15005551004'] });
    await eventually(
      () => server.client.request(id),
      ({ counts }) => counts.Delivered === 1 && counts.Rejected === 1 && counts['In doubt'] === 1 && counts.Submitted === 1_200,
    );
    await server.client.settled(kept);
    await aged(id, 31);
    await gone(id);
    expect((await server.client.ask('GET', `/api/v1/messages/sms/${id}/entries`)).status).toBe(404);
    expect((await server.client.ask('POST', '/api/v1/status/sms', { requestId: id })).body).toMatchObject({ total: 0, messages: [] });
    const byNumber = await server.client.ask<{ messages: { requestId: string }[] }>('POST', '/api/v1/status/sms', {
      mobileNumber: '+15005551004',
    });
    expect(byNumber.body.messages.map(({ requestId }) => requestId)).toEqual([kept]);
    const list = await server.client.ask<{ items: { id: string }[] }>('GET', '/api/v1/messages/sms?mobile=%2B15005551004');
    expect(list.body.items.map((request) => request.id)).toEqual([kept]);
    const cancel = await server.client.cancel(id);
    expect([cancel.status, cancel.body]).toEqual([400, { id: '', message: 'No cancellable messages found' }]);
    for (const [table, column] of [
      ['queue_entry', 'entry_id'],
      ['queue_slice', 'request_id'],
      ['removal', 'request_id'],
    ] as const)
      await eventually(
        () => count(table, column, id),
        (rows) => rows === 0,
      );
  });

  it.each([
    ['cancelled before its start', { startTimestamp: inAnHour() }, true],
    ['cancelled while it waited for another try', { mobiles: ['+15005555004', '+15005550004'] }, true],
    ['voice', { channel: 'voicesms' }, false],
  ])('leaves when %s', async (_name, fields, cancelled) => {
    const id = await server.client.submitted(fields);
    if (cancelled) {
      if (!('startTimestamp' in fields))
        await eventually(
          () => server.client.request(id),
          ({ counts }) => counts.Submitted === 1 && counts.Sending === 0,
        );
      expect((await server.client.cancel(id)).status).toBe(200);
    } else await server.client.settled(id);
    await aged(id, 31);
    await gone(id);
  });

  it('leaves when it expired', async () => {
    const id = await server.client.submitted({ startTimestamp: inAnHour(), expiryTimestamp: String(Date.now() + 7_200_000) });
    await server.sql.query(`update queue_slice set expires_at = now() - interval '31 days' where request_id = $1`, [id]);
    await eventually(
      () => server.client.request(id),
      ({ counts }) => counts.Expired === 1,
    );
    await aged(id, 31);
    await gone(id);
  });

  it('takes no other tenant’s with it', async () => {
    const other = server.client.as({ tenant: 'other' });
    const ids = [await other.submitted(), await server.client.submitted(), await other.submitted()] as const;
    await Promise.all([other.settled(ids[0]), server.client.settled(ids[1]), other.settled(ids[2])]);
    await aged(ids[1], 31);
    await gone(ids[1]);
    for (const id of [ids[0], ids[2]]) expect((await other.request(id)).counts.Submitted).toBe(1);
  });
});

describe('what stays', () => {
  it('is whatever is younger, waits, or moved within the time', async () => {
    const finished = async (fields = {}): Promise<string> => {
      const id = await server.client.submitted(fields);
      await server.client.settled(id);
      return id;
    };
    const younger = await finished();
    await aged(younger, 29);
    const scheduled = await server.client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(3) });
    await aged(scheduled, 31);
    const toBeTriedAgain = await server.client.submitted({ mobiles: ['+15005555005', '+15005550005'] });
    await eventually(
      () => server.client.request(toBeTriedAgain),
      ({ counts }) => counts.Submitted === 1 && counts.Sending === 0,
    );
    await aged(toBeTriedAgain, 31);
    const lately = await finished({ mobiles: mobiles(700) });
    await aged(lately, 31);
    // One receipt among 700 came long after the rest.
    await server.sql.query('update queue_entry set outcome_at = $2 where entry_id = $1::bigint + 650', [
      lately,
      new Date(Date.now() - 29 * 86_400_000),
    ]);
    await aPassIsOver();
    for (const [id, counts] of [
      [younger, { Submitted: 1 }],
      [scheduled, { Initial: 3 }],
      [toBeTriedAgain, { Submitted: 1, Initial: 1 }],
      [lately, { Submitted: 700 }],
    ] as const)
      expect((await server.client.request(id)).counts).toMatchObject(counts);
  });

  it('is everything with RETENTION_DAYS=0', async () => {
    const forever = await startServer({ RETENTION_DAYS: '0', POLL_MS: '10' });
    const id = await forever.client.submitted();
    await forever.client.settled(id);
    await forever.sql.query(`update request set created_at = '2020-01-01Z'`);
    await forever.sql.query(`update queue_slice set due_at = '2020-01-01Z'`);
    await forever.sql.query(`update queue_entry set outcome_at = '2020-01-01Z'`);
    // A key past its day leaves in the pass that would take the request too.
    await forever.client.submit({ startTimestamp: inAnHour() }, { 'idempotency-key': 'old' });
    await forever.sql.query(`update idempotency_key set created_at = '2020-01-01Z'`);
    await eventually(
      () => forever.sql.query('select from idempotency_key'),
      ({ rowCount }) => rowCount === 0,
    );
    expect((await forever.client.request(id)).state).toBe('finished');
    await forever.close();
  });
});
