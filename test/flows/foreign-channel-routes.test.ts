// The routes of a foreign module (examples/channel-pager), which are calls of the kit for routes alone: keys, tenants, pause, lists.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Page, PAGER_MODULE } from '../../examples/channel-pager/pager-module.js';
import { MODULES } from '../../src/modules.js';
import type { Answer, Message, Provider } from '../../src/providers/provider.js';
import { type Client, eventually, inAnHour } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';
import { Told } from '../support/told-provider.js';

/** Accepts every page but those of the bed that it is out of reach of. */
class Pagers implements Provider<Page> {
  readonly name = 'PAGERS';
  readonly channels = ['page'];
  readonly maxInFlight = 50;
  readonly ratePerSecond = 0;
  had: Message<Page>[] = [];

  handOver(message: Message<Page>): Promise<Answer> {
    this.had.push(message);
    return Promise.resolve(
      message.address === 'ward-9/bed-9'
        ? { kind: 'refused', reason: 'out of reach' }
        : { kind: 'accepted', providerMessageId: message.entryId },
    );
  }

  onReceipt(): void {
    return undefined;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

interface Pages {
  id: string;
  text: string;
  state: string;
  paused: boolean;
  beds: number;
  counts: Record<string, number>;
}

const pagers = new Pagers();
let server: TestServer;
let client: Client;
let other: Client;
beforeAll(async () => {
  server = await startServer({}, { providers: [new Told('PHONES'), pagers] }, [...MODULES, PAGER_MODULE]);
  client = server.client;
  other = client.as({ tenant: 'other' });
});
afterAll(() => server.close());
beforeEach(() => {
  pagers.had = [];
});

const PATH = '/api/v1/pages';
const BEDS = [{ address: 'ward-7/bed-1', name: 'Ana' }, { address: 'ward-7/bed-2' }, { address: 'ward-9/bed-9' }];
const LATER = { text: 'drill', startsAt: inAnHour(), beds: BEDS };
const submit = (body: object, headers: Record<string, string> = {}, by = client) => by.ask<{ id: string }>('POST', PATH, body, headers);
const submitted = async (body: object): Promise<string> => (await submit(body)).body.id;
const see = (id: string, by = client) => by.ask<Pages>('GET', `${PATH}/${id}`);
const entriesOf = (id: string, query = '') => client.ask<{ items: object[]; next: string | null }>('GET', `${PATH}/${id}/entries${query}`);
const schedule = (id: string, body: object, by = client) => by.ask<Pages & { changed: number }>('PATCH', `${PATH}/${id}`, body);
const cancel = (id: string, headers: Record<string, string> = {}, by = client) => by.ask('DELETE', `${PATH}/${id}`, undefined, headers);
const settled = (id: string): Promise<Pages> =>
  eventually(
    async () => (await see(id)).body,
    ({ counts }) => ['Initial', 'Queue Full', 'Sending'].every((status) => counts[status] === 0),
  );
const stored = async (text: string): Promise<number> =>
  (await server.sql.query(`select from request where module = 'pager' and payload like '%' || $1 || '%'`, [text])).rowCount ?? 0;

describe('a submit with a key', () => {
  it('is stored once, and a repeat gets the same answer', async () => {
    const key = { 'idempotency-key': 'once' };
    const body = { ...LATER, text: 'stored once' };
    const first = await submit(body, key);
    const repeat = await submit(body, key);
    expect([first.status, repeat.status]).toEqual([201, 201]);
    expect(repeat.body).toEqual(first.body);
    expect([first.headers.get('idempotency-replayed'), repeat.headers.get('idempotency-replayed')]).toEqual([null, 'true']);
    expect(await stored('stored once')).toBe(1);
    expect((await submit({ ...body, text: 'another' }, key)).status).toBe(422);
  });

  it('keeps what a bad body is answered, and stores nothing', async () => {
    const key = { 'idempotency-key': 'bad' };
    const body = { text: 'stored never', beds: [...BEDS, { address: 'the roof' }] };
    const [first, repeat] = [await submit(body, key), await submit(body, key)];
    const message = 'Invalid request format, Error messages :[beds[3].address is not a bed @ message :1]';
    expect([first.status, first.body]).toEqual([400, expect.objectContaining({ message })]);
    expect([repeat.status, repeat.body, repeat.headers.get('idempotency-replayed')]).toEqual([400, first.body, 'true']);
    expect(await stored('stored never')).toBe(0);
  });

  it('shares no key with the other module', async () => {
    const key = { 'idempotency-key': 'shared' };
    const pages = await submit(LATER, key);
    const sms = await client.submit({ startTimestamp: inAnHour() }, key);
    expect([pages.status, sms.status]).toEqual([201, 200]);
    expect(sms.body.id).not.toBe(pages.body.id);
  });
});

describe('a request', () => {
  it('is shown with its counts, and its entries with addresses and statuses', async () => {
    const id = await submitted({ text: 'hello', beds: BEDS });
    expect(await settled(id)).toMatchObject({ id, text: 'hello', state: 'finished', beds: 3, counts: { Submitted: 2, Rejected: 1 } });
    const { body } = await entriesOf(id);
    expect(body.items).toMatchObject([
      { address: 'ward-9/bed-9', status: 'Rejected', statusMessage: 'Rejected: out of reach' },
      { address: 'ward-7/bed-2', status: 'Submitted', statusMessage: 'Paged by PAGERS' },
      { address: 'ward-7/bed-1', status: 'Submitted', statusMessage: 'Paged by PAGERS' },
    ]);
    expect((await entriesOf(id, '?status=Rejected')).body.items).toHaveLength(1);
    const page = (await entriesOf(id, '?limit=2')).body;
    expect(page.items).toHaveLength(2);
    expect((await entriesOf(id, `?limit=2&cursor=${page.next ?? ''}`)).body).toMatchObject({
      items: [{ address: 'ward-7/bed-1' }],
      next: null,
    });
  });

  it('begins nothing while it is paused, and goes on when it is resumed', async () => {
    const id = await submitted(LATER);
    expect((await schedule(id, { paused: true, startsAt: 0 })).body).toMatchObject({ changed: 3, paused: true });
    // A request that came later has gone: a worker has looked.
    await settled(await submitted({ text: 'after it', beds: BEDS }));
    expect((await see(id)).body).toMatchObject({ paused: true, counts: { Initial: 3 } });
    expect((await schedule(id, { paused: false })).body).toMatchObject({ changed: 3, paused: false });
    expect((await settled(id)).counts).toMatchObject({ Submitted: 2, Rejected: 1 });
    expect(pagers.had.filter(({ requestId }) => requestId === id)).toHaveLength(3);
    expect((await schedule(id, { paused: true })).status).toBe(400);
  });

  it('is cancelled once, with the exact count, and a repeat with the key gets the same answer', async () => {
    const id = await submitted(LATER);
    const key = { 'idempotency-key': 'cancel' };
    const first = await cancel(id, key);
    expect([first.status, first.body]).toEqual([200, expect.objectContaining({ cancelled: 3, total: 3 })]);
    const repeat = await cancel(id, key);
    expect([repeat.status, repeat.body, repeat.headers.get('idempotency-replayed')]).toEqual([200, first.body, 'true']);
    expect((await cancel(id)).status).toBe(400);
    expect((await see(id)).body).toMatchObject({ state: 'cancelled', counts: { Cancelled: 3 } });
  });
});

describe('is not there', () => {
  const NOWHERE = '4713025406550859686';

  it('for another tenant', async () => {
    const id = await submitted(LATER);
    for (const path of ['', '/entries']) {
      const [foreign, unknown] = [await other.ask('GET', `${PATH}/${id}${path}`), await other.ask('GET', `${PATH}/${NOWHERE}${path}`)];
      expect([foreign.status, foreign.body]).toEqual([404, unknown.body]);
    }
    expect((await schedule(id, { paused: true }, other)).body).toEqual((await schedule(NOWHERE, { paused: true }, other)).body);
    expect((await cancel(id, {}, other)).body).toEqual((await cancel(NOWHERE, {}, other)).body);
    expect((await see(id)).body).toMatchObject({ paused: false, state: 'scheduled', counts: { Initial: 3 } });
  });

  it('for the routes of the other module, either way', async () => {
    const pages = await submitted(LATER);
    const sms = await client.submitted({ startTimestamp: inAnHour() });
    for (const path of ['', '/entries', '/entries.csv', '/failures', '/timeline'])
      expect((await client.ask('GET', `/api/v1/messages/sms/${pages}${path}`)).status).toBe(404);
    for (const path of ['', '/entries']) expect((await client.ask('GET', `${PATH}/${sms}${path}`)).status).toBe(404);
    const found = await client.ask<{ items: { requestId: string }[] }>('GET', `/api/v1/messages/sms/entries?requestId=${pages}`);
    expect(found.body.items).toEqual([]);
    const status = await client.ask('POST', '/api/v1/status/sms', { requestId: pages });
    expect(status.body).toMatchObject({ total: 0, messages: [] });
    for (const paused of [true, false]) {
      expect((await client.schedule(pages, { paused })).status).toBe(400);
      expect((await schedule(sms, { paused })).status).toBe(400);
    }
    expect((await cancel(sms)).status).toBe(400);
    expect((await client.cancel(pages)).status).toBe(400);
    expect((await see(pages)).body).toMatchObject({ state: 'scheduled', counts: { Initial: 3 } });
    expect(await client.request(sms)).toMatchObject({ state: 'scheduled', counts: { Initial: 1 } });
  });
});
