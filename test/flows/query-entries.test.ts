// The search of entries over all requests: every page, whatever is asked for, holds what a plain filter of everything would hold.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, inAnHour, type MessageFields, mobiles } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

interface Found {
  smsId: string;
  requestId: string;
  mobile: string;
  status: string;
  user: string;
  content: string;
  submittedAt: string;
}

interface FoundPage {
  items: Found[];
  next: string | null;
  searchedTo: string | null;
}

let server: TestServer;
let everything: Found[];
const SCENARIOS = ['+15005551002', '+15005552002', '+15005553002', '+15005555002', '+15005557002'];
const MANY = '+15005550177';
const requests: string[] = [];

const search = (query = '') => server.client.ask<FoundPage>('GET', `/api/v1/messages/sms/entries${query}`);

async function pages(query = '', limit = 7): Promise<FoundPage[]> {
  const all: FoundPage[] = [];
  for (let cursor = ''; ;) {
    const { status, body } = await search(`?limit=${limit}${query}${cursor}`);
    expect([status, body.items.length <= limit]).toEqual([200, true]);
    all.push(body);
    if (body.next === null) return all;
    expect(body.searchedTo).toEqual(expect.any(String));
    cursor = `&cursor=${body.next}`;
  }
}

const items = async (query = '', limit = 7): Promise<Found[]> => (await pages(query, limit)).flatMap((page) => page.items);
const ids = (found: readonly Found[]): string[] => found.map(({ smsId }) => smsId);

beforeAll(async () => {
  server = await startServer({ RETRY_BASE_MS: '600000', RETRY_MAX_MS: '600000' });
  const { client } = server;
  const another = client.as({ sub: 'another' });
  const submit = async (by: typeof client, fields: MessageFields): Promise<void> => {
    requests.unshift(await by.submitted(fields));
  };
  await submit(client, { mobiles: mobiles(1_200), content: 'large' });
  await submit(another, { mobiles: [...SCENARIOS, MANY] });
  for (let i = 0; i < 20; i++)
    await submit(i % 4 === 0 ? another : client, { mobiles: [MANY, ...mobiles(i % 3, 3_000)], startTimestamp: inAnHour() });
  await submit(client, { mobiles: [...mobiles(30), MANY], startTimestamp: inAnHour() });
  await client.settled(requests.at(-1) ?? '');
  await eventually(
    () => client.request(requests.at(-2) ?? ''),
    // One waits for its next try.
    ({ counts }) => counts.Initial === 1 && counts.Delivered === 1 && counts.Undelivered === 1 && counts['In doubt'] === 1,
  );
  await client.cancel(requests[3] ?? '');
  await client.cancel(requests[9] ?? '');
  // IDs of several processes' blocks are not in the order of their submissions, and two may be submitted at one moment.
  await server.sql.query(`update request set created_at = '2026-01-01' where id = any ($1)`, [requests.slice(4, 7)]);
  await server.sql.query(`update request set created_at = '2026-01-02' where id = $1`, [requests[7]]);
  everything = await items('', 1_000);
});
afterAll(() => server.close());

describe('GET /api/v1/messages/sms/entries', () => {
  it('shows every entry of every request once, newest first', async () => {
    const newestFirst = [...everything].sort(
      (a, b) => Date.parse(b.submittedAt) - Date.parse(a.submittedAt) || (BigInt(a.smsId) < BigInt(b.smsId) ? 1 : -1),
    );
    expect(new Set(ids(everything)).size).toBe(1_206 + 20 + 19 + 31);
    const dated = everything.filter(({ submittedAt }) => submittedAt < '2026-01-03');
    expect(ids(dated)).toEqual(ids(newestFirst.slice(-dated.length)));
    expect(everything.at(-1)?.submittedAt).toBe('2026-01-01T00:00:00.000Z');
    expect(ids(await items('', 97))).toEqual(ids(everything));
    expect(everything.at(0)).toMatchObject({ user: 'tester', content: 'sample sms message', requestId: requests[0], status: 'Initial' });
  });

  it.each([
    ['user', '&user=another', ({ user }: Found) => user === 'another'],
    ['number', `&mobile=${encodeURIComponent(MANY)}`, ({ mobile }: Found) => mobile === MANY],
    ['time', '&from=2026-01-01&to=2026-01-01T00:00:00Z', ({ submittedAt }: Found) => submittedAt < '2026-01-02'],
    [
      'user, number and time',
      `&user=tester&mobile=${MANY}&from=2026-01-03`,
      (e: Found) => e.user === 'tester' && e.mobile === MANY && e.submittedAt > '2026-01-03',
    ],
    ...[
      'Initial',
      'Queue Full',
      'Sending',
      'Submitted',
      'Delivered',
      'Undelivered',
      'Rejected',
      'In doubt',
      'Cancelled',
      'Expired',
    ].flatMap((status): [string, string, (entry: Found) => boolean][] => [
      [status, `&status=${encodeURIComponent(status)}`, (entry) => entry.status === status],
      [
        `${status} of a number`,
        `&status=${encodeURIComponent(status)}&mobile=${MANY}`,
        (entry) => entry.status === status && entry.mobile === MANY,
      ],
      [
        `${status} of a user`,
        `&status=${encodeURIComponent(status)}&user=another`,
        (entry) => entry.status === status && entry.user === 'another',
      ],
    ]),
  ])('by %s', async (_name, query, holds) => {
    const wanted = ids(everything.filter(holds));
    expect(ids(await items(query))).toEqual(wanted);
    expect(ids(await items(query, 1_000))).toEqual(wanted);
  });

  it('of one request, of one entry', async () => {
    const large = requests.at(-1) ?? '';
    const of = everything.filter(({ requestId }) => requestId === large);
    expect(ids(await items(`&requestId=${large}`, 500))).toEqual(ids(of));
    expect(ids(await items(`&requestId=${large}&mobile=${encodeURIComponent(of[3]?.mobile ?? '')}`))).toEqual(ids(of.slice(3, 4)));
    const [entry] = of;
    expect((await search(`?smsId=${entry?.smsId}`)).body).toEqual({ items: [entry], next: null, searchedTo: null });
    for (const query of [
      `?smsId=${entry?.smsId}&requestId=${requests[0]}`,
      `?smsId=${large}`,
      `?smsId=${entry?.smsId}&status=Cancelled`,
      '?user=nobody',
    ])
      expect((await search(query)).body).toEqual({ items: [], next: null, searchedTo: null });
  });

  it.each([
    ['?status=Gone', 'status'],
    ['?smsId=1e3', 'smsId'],
    ['?smsId=9223372036854775808', 'smsId'],
    ['?requestId=-1', 'requestId'],
    ['?user=%07', 'user'],
    ['?mobile=x', 'mobile'],
    ['?from=yesterday', 'from'],
    ['?limit=1001', 'limit'],
    [`?cursor=${Buffer.from('1.9999999999999999999').toString('base64url')}`, 'cursor'],
    ['?state=sending', 'state'],
    ['?user=a&user=b', 'user'],
  ])('answers 400 to %s, naming %s', async (query, field) => {
    const { status, body } = await search(query);
    expect([status, body]).toEqual([400, expect.objectContaining({ id: '', errors: [expect.objectContaining({ field })] })]);
  });

  it('answers under the other names of the path, and to no other method', async () => {
    for (const path of ['/vpns/api/v1/messages/sms/entries', '/kpns/api/v1/message/sms/entries'])
      expect((await server.client.ask<FoundPage>('GET', `${path}?limit=1`)).body.items).toHaveLength(1);
    expect((await server.client.ask('DELETE', '/api/v1/messages/sms/entries')).status).toBe(400);
  });
});
