// Watching: server-sent events of one request and of a tenant's counts, read from the stream as a client does.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, eventually, inAnHour, mobiles, type RequestBody } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

interface Event<T> {
  event: string;
  data: T;
}
interface CountsBody {
  at: string;
  from: string;
  to: string;
  total: number;
  counts: Record<string, number>;
}

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

class Stream<T> {
  private rest = '';

  private constructor(
    readonly response: Response,
    private readonly chunks: AsyncIterator<Uint8Array>,
    private readonly leaving: AbortController,
  ) {}

  static async open<T>(client: Client, path: string): Promise<Stream<T>> {
    const leaving = new AbortController();
    const response = await fetch(client.url + path, { headers: client.headers(), signal: leaving.signal });
    if (response.body === null) throw new Error('No body');
    return new Stream<T>(response, response.body[Symbol.asyncIterator](), leaving);
  }

  /** The next event; undefined at the end. */
  async next(): Promise<Event<T> | undefined> {
    for (;;) {
      const [, event, data] = /event: (.+)\ndata: (.+)\n\n/.exec(this.rest) ?? [];
      if (event !== undefined && data !== undefined) {
        this.rest = this.rest.slice(this.rest.indexOf(data) + data.length);
        return { event, data: JSON.parse(data) as T };
      }
      const chunk = await this.chunks.next();
      if (chunk.done === true) return undefined;
      this.rest += Buffer.from(chunk.value).toString();
    }
  }

  async until(holds: (data: T) => boolean): Promise<T> {
    for (;;) {
      const next = await this.next();
      if (next === undefined) throw new Error('The stream ended');
      if (holds(next.data)) return next.data;
    }
  }

  leave(): void {
    this.leaving.abort();
  }
}

const ofRequest = (id: string, client = server.client) => Stream.open<RequestBody>(client, `/api/v1/messages/sms/${id}/events`);
const ofAll = (query: string, client: Client) => Stream.open<CountsBody>(client, `/api/v1/messages/sms/events${query}`);

describe('GET /api/v1/messages/sms/{id}/events', () => {
  it('tells the request at once, as GET answers it, and whenever it has changed', async () => {
    const id = await server.client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(3) });
    const stream = await ofRequest(id);
    expect(
      Object.fromEntries(['content-type', 'cache-control', 'x-accel-buffering'].map((name) => [name, stream.response.headers.get(name)])),
    ).toEqual({
      ...{ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
    });
    expect(await stream.next()).toEqual({ event: 'request', data: await server.client.request(id) });
    await server.client.cancel(id);
    const cancelled = await stream.until(({ state }) => state === 'cancelled');
    expect(cancelled).toEqual(await server.client.request(id));
    stream.leave();
  });

  it('ends where the request leaves', async () => {
    const id = await server.client.submitted({ startTimestamp: inAnHour() });
    const stream = await ofRequest(id);
    await stream.next();
    await server.sql.query('delete from request where id = $1', [id]);
    expect(await stream.next()).toBeUndefined();
  });

  it('ends with the token', async () => {
    const id = await server.client.submitted({ startTimestamp: inAnHour() });
    const stream = await ofRequest(id, server.client.as({ exp: Math.floor(Date.now() / 1_000) + 4 }));
    expect((await stream.next())?.event).toBe('request');
    expect(await stream.next()).toEqual({ event: 'expired', data: {} });
    expect(await stream.next()).toBeUndefined();
  });

  it('answers 404, 400 and 403 before any event, and nothing to HEAD', async () => {
    const path = '/api/v1/messages/sms/4713025406550859686/events';
    expect((await server.client.ask('GET', path)).status).toBe(404);
    expect((await server.client.ask('GET', '/api/v1/messages/sms/x/events')).status).toBe(400);
    expect((await server.client.as({ scope: 'messages:send' }).ask('GET', path)).status).toBe(403);
    const id = await server.client.submitted({ startTimestamp: inAnHour() });
    const head = await fetch(`${server.url}/api/v1/messages/sms/${id}/events`, { method: 'HEAD', headers: server.client.headers() });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, 'text/event-stream', '']);
  });

  it('lets a caller have twenty, and another when one has left', async () => {
    const client = server.client.as({ sub: 'many' });
    const id = await server.client.submitted({ startTimestamp: inAnHour() });
    const streams = await Promise.all(Array.from({ length: 20 }, () => ofRequest(id, client)));
    const refused = await client.ask('GET', `/api/v1/messages/sms/${id}/events`);
    expect([refused.status, refused.body, refused.headers.get('retry-after')]).toEqual([
      429,
      { id: '', message: 'Too many requests' },
      '5',
    ]);
    expect((await (await ofRequest(id)).next())?.event).toBe('request');
    streams.pop()?.leave();
    const again = await eventually(
      () => ofRequest(id, client),
      ({ response }) => response.status === 200,
    );
    expect((await again.next())?.data.id).toBe(id);
    [...streams, again].forEach((stream) => {
      stream.leave();
    });
  });
});

describe('GET /api/v1/messages/sms/events', () => {
  it('counts what the tenant submitted in the last day, anew when it changes', async () => {
    const client = server.client.as({ tenant: 'watcher' });
    const stream = await ofAll('', client);
    const first = await stream.next();
    expect(first).toMatchObject({ event: 'counts', data: { total: 0, counts: { Initial: 0, 'Queue Full': 0, recalled: 0 } } });
    expect(Date.parse(first?.data.to ?? '') - Date.parse(first?.data.from ?? '')).toBe(86_400_000);
    const ids = [
      await client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(3) }),
      await client.submitted({ mobiles: mobiles(2, 9) }),
    ];
    const { counts } = await stream.until(
      ({ counts: { Initial, Submitted = 0, Delivered = 0 } }) => Initial === 3 && Submitted + Delivered === 2,
    );
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(5);
    await client.cancel(ids[0] ?? '');
    expect((await stream.until(({ counts: { Cancelled } }) => Cancelled === 3)).total).toBe(5);
    stream.leave();
  });

  it('of a range, as given', async () => {
    const client = server.client.as({ tenant: 'ranged' });
    const id = await client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(3) });
    await client.submitted({ startTimestamp: inAnHour() });
    await server.sql.query(`update request set created_at = '2020-02-29T12:00:00Z' where id = $1`, [id]);
    const stream = await ofAll('?from=2020-02-29&to=2020-02-29', client);
    expect((await stream.next())?.data).toMatchObject({
      ...{ from: '2020-02-29T00:00:00.000Z', to: '2020-02-29T23:59:59.999Z', total: 3 },
    });
    stream.leave();
    const { status, body } = await client.ask('GET', '/api/v1/messages/sms/events?from=yesterday');
    expect([status, body.errors]).toEqual([400, [expect.objectContaining({ field: 'from' })]]);
  });
});

it('streams end when the server stops', async () => {
  const stopped = await startServer();
  const id = await stopped.client.submitted({ startTimestamp: inAnHour() });
  const streams = [await Stream.open(stopped.client, `/api/v1/messages/sms/${id}/events`), await ofAll('', stopped.client)];
  for (const stream of streams) await stream.next();
  const closed = stopped.close();
  for (const stream of streams) expect(await stream.next()).toBeUndefined();
  await closed;
});
