// What became of one request: its timeline, its failures by reason, and its entries as a file.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import { CsvRows } from '../../src/messages/submit/csv-rows.js';
import { type EntryBody, eventually, inAnHour, mobiles } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ RETRY_BASE_MS: '600000', RETRY_MAX_MS: '600000' });
});
afterAll(() => server.close());

interface Timeline {
  firstHandOverAt: string | null;
  lastHandOverAt: string | null;
  lastMoveAt: string | null;
  mostPerSecond: number;
  latenessMs: { mean: number; max: number } | null;
  bucketSeconds: number;
  buckets: { at: string; handedOver: number; latenessMs: { mean: number; max: number } | null }[];
  [field: string]: unknown;
}
const timeline = async (id: string) => (await server.client.ask<Timeline>('GET', `/api/v1/messages/sms/${id}/timeline`)).body;
const failures = async (id: string) =>
  (await server.client.ask<{ items: object[] }>('GET', `/api/v1/messages/sms/${id}/failures`)).body.items;
const csv = (id: string, query = '') =>
  fetch(`${server.url}/api/v1/messages/sms/${id}/entries.csv${query}`, { headers: server.client.headers() });

describe('GET /api/v1/messages/sms/{id}/timeline', () => {
  it('has the request’s moments, and nothing else before its start', async () => {
    const id = await server.client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(3) });
    const { submittedAt, startsAt } = await server.client.request(id);
    const none = {
      firstHandOverAt: null,
      lastHandOverAt: null,
      expiresAt: null,
      mostPerSecond: 0,
      latenessMs: null,
      bucketSeconds: 1,
      buckets: [],
    };
    expect(await timeline(id)).toEqual({ ...none, submittedAt, startsAt, cancelledAt: null, cancelledBy: null, lastMoveAt: null });
    await server.client.cancel(id);
    const { cancelledAt } = await server.client.request(id);
    expect(
      await eventually(
        () => timeline(id),
        (body) => body.cancelledAt !== null,
      ),
    ).toEqual({
      ...{ ...none, submittedAt, startsAt, cancelledAt, cancelledBy: 'tester', lastMoveAt: cancelledAt },
    });
  });

  it('says when entries were handed over, also where a receipt came later', async () => {
    // The second is told Undelivered later, the fourth is never told.
    const id = await server.client.submitted({ mobiles: ['+15005551002', '+15005552002', '+15005553002', '+15005550101'] });
    await server.client.settled(id);
    await eventually(
      () => server.client.request(id),
      ({ counts }) => counts.Delivered === 1 && counts.Undelivered === 1,
    );
    const handed = '2026-01-01T00:00:00.250Z';
    await server.sql.query(`update request set starts_at = '2026-01-01T00:00:00Z' where id = $1`, [id]);
    await server.sql.query(
      `update queue_entry set handed_at = case when handed_at is not null then $2::timestamptz end,
         outcome_at = case when handed_at is not null then outcome_at else $3::timestamptz end
       where entry_id between $1::bigint + 1 and $1::bigint + 4`,
      [id, handed, '2026-01-01T00:10:00.250Z'],
    );
    const body = await eventually(
      () => timeline(id),
      ({ firstHandOverAt }) => firstHandOverAt === handed,
    );
    expect(body).toMatchObject({ lastHandOverAt: '2026-01-01T00:10:00.250Z', bucketSeconds: 5 });
    // Of one second and of all, not of buckets of five.
    expect(body).toMatchObject({ mostPerSecond: 2, latenessMs: { mean: 300_250, max: 600_250 } });
    expect(body.lastMoveAt ?? '').toMatch(/^20(2[6-9]|[3-9])/);
    expect(body.buckets).toHaveLength(121);
    expect(body.buckets[0]).toEqual({ at: '2026-01-01T00:00:00.000Z', handedOver: 2, latenessMs: { mean: 250, max: 250 } });
    expect(body.buckets[60]).toEqual({ at: '2026-01-01T00:05:00.000Z', handedOver: 0, latenessMs: null });
    expect(body.buckets[120]).toMatchObject({ handedOver: 2, latenessMs: { max: 600_250 } });
  });

  it('counts a retry, but not as late', async () => {
    const id = await server.client.submitted({ mobiles: ['+15005550105', '+15005550106'] });
    await server.client.settled(id);
    await server.sql.query('update queue_entry set attempts = 2 where entry_id = $1::bigint + 1', [id]);
    const { buckets } = await eventually(
      () => timeline(id),
      (body) => body.buckets.length > 0,
    );
    expect(buckets.reduce((sum, { handedOver }) => sum + handedOver, 0)).toBe(2);
  });
});

describe('GET /api/v1/messages/sms/{id}/failures', () => {
  it('counts them by status, reason and provider, most first', async () => {
    const rejected = mobiles(3).map((_, i) => `+1500555300${i}`);
    const id = await server.client.submitted({ mobiles: [...rejected, '+15005552002', '+15005557002', '+15005550101'] });
    await eventually(
      () => server.client.request(id),
      ({ counts }) => counts.Rejected === 3 && counts.Undelivered === 1 && counts['In doubt'] === 1,
    );
    const entries = await server.client.entries(id);
    const reasonOf = (status: string) => entries.find((entry) => entry.status === status)?.statusMessage.replace(/^[^:]+: /, '');
    const found = await eventually(
      () => failures(id),
      (items) => items.length === 3,
    );
    expect(found[0]).toEqual({ status: 'Rejected', reason: reasonOf('Rejected'), provider: 'SIMULATOR', count: 3 });
    expect(found.slice(1)).toEqual(
      expect.arrayContaining([
        { status: 'Undelivered', reason: reasonOf('Undelivered'), provider: 'SIMULATOR', count: 1 },
        { status: 'In doubt', reason: reasonOf('In doubt'), provider: 'SIMULATOR', count: 1 },
      ]),
    );
  });

  it('has what expired, and nothing for a request that goes well', async () => {
    const id = await server.client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(4) });
    expect(await failures(id)).toEqual([]);
    await server.sql.query('update queue_slice set stop_reason = 2 where request_id = $1', [id]);
    expect(
      await eventually(
        () => failures(id),
        (items) => items.length > 0,
      ),
    ).toEqual([{ status: 'Expired', reason: 'Expired before it was handed over', provider: null, count: 4 }]);
  });
});

describe('GET /api/v1/messages/sms/{id}/entries.csv', () => {
  const read = async (response: Response): Promise<string[][]> => {
    const rows: string[][] = [];
    const reader = new CsvRows(
      (row) => rows.push(row),
      10_000,
      ({ kind }) => new Error(kind),
    );
    reader.write(await response.text());
    reader.end();
    return rows;
  };

  it('holds every entry, as the pages do', async () => {
    const id = await server.client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(10_300) });
    const response = await csv(id);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="sms-${id}.csv"`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const [header = [], ...rows] = await read(response);
    const pages: EntryBody[] = [];
    for (let cursor = ''; ;) {
      const { body } = await server.client.ask<{ items: EntryBody[]; next: string | null }>(
        'GET',
        `/api/v1/messages/sms/${id}/entries?limit=1000${cursor}`,
      );
      pages.push(...body.items);
      if (body.next === null) break;
      cursor = `&cursor=${body.next}`;
    }
    expect(header.join(',')).toBe('smsId,requestId,mobile,channel,status,statusMessage,attempts,provider,providerMessageId,updatedAt');
    const expected = pages.map((entry) =>
      header.map((name) => (entry as unknown as Record<string, string | number | null>)[name]?.toString() ?? ''),
    );
    expect(rows).toEqual(expected);
  });

  it('quotes, makes no formula, and takes a status', async () => {
    const id = await server.client.submitted({ mobiles: ['+15005550107', '+15005553002'] });
    await server.client.settled(id);
    await server.sql.query(
      `update queue_entry set provider_message_id = '=1+"2", 3', reason = E'two\r\nlines' where entry_id = $1::bigint + 1`,
      [id],
    );
    const text = await (await csv(id, '?status=Submitted')).text();
    expect(text.split('\r\n').length).toBe(4);
    expect(text).toContain(
      `,+15005550107,text,Submitted,"SMS request sent to SIMULATOR Gateway: two\r\nlines",1,SIMULATOR,"'=1+""2"", 3",`,
    );
    expect((await csv(id, '?status=Gone')).status).toBe(400);
    expect((await csv(id, '?limit=3')).status).toBe(400);
  });

  it('says 404 before any row, and a client may leave in the middle', async () => {
    const unknown = await csv('4713025406550859686');
    expect([unknown.status, await unknown.json()]).toEqual([404, { id: '', message: 'Not found' }]);
    const id = await server.client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(60_000) });
    await new Promise<void>((resolve, reject) => {
      const asked = httpRequest(`${server.url}/api/v1/messages/sms/${id}/entries.csv`, { headers: server.client.headers() }, (response) => {
        response.once('data', () => {
          response.destroy();
          resolve();
        });
      });
      asked.on('error', reject).end();
    });
    expect((await server.client.request(id)).recipientCount).toBe(60_000);
  });
});
