// One caller never sees another's: the other tenant's requests, entries and numbers do not exist. isolation-routes.test.ts tries every
// route of every module; here are what its examples do not say, sessions and keys.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inAnHour, type Client } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let other: Client;
let id: string;
const mobile = '+15005550201';
beforeAll(async () => {
  server = await startServer();
  other = server.client.as({ tenant: 'other' });
  id = await server.client.submitted({ startTimestamp: inAnHour(), mobiles: [mobile] });
});
afterAll(() => server.close());

it('answers as if there were nothing', async () => {
  const nowhere = '4713025406550859686';
  for (const path of ['', '/entries', '/entries.csv', '/events', '/failures', '/timeline']) {
    const [foreign, unknown] = [
      await other.ask('GET', `/api/v1/messages/sms/${id}${path}`),
      await other.ask('GET', `/api/v1/messages/sms/${nowhere}${path}`),
    ];
    expect([foreign.status, foreign.body]).toEqual([404, unknown.body]);
  }
  expect((await other.cancel(id)).body).toEqual((await other.cancel(nowhere)).body);
  const cancelMessage = async (of: string) =>
    (await fetch(`${server.url}/api/v1/messages/cancelmessage/${of}`, { method: 'POST', headers: other.headers() })).text();
  expect(await cancelMessage(id)).toBe(await cancelMessage(nowhere));
  const inbound = { phoneNumber: mobile, smsText: 'STOP', senderMessageId: '1', smsSentTo: 'ACME' };
  const told = async (client: Client): Promise<unknown> =>
    (await client.ask('POST', '/api/v1/messages/sms/inbound/default', inbound)).body.id;
  const [mine, theirs] = [await told(server.client), await told(other)];
  expect(theirs).not.toBe(mine);
  const record = (of: unknown) => other.ask('GET', `/api/v1/twowaysms/${String(of)}`);
  expect((await record(mine)).body).toEqual((await record(nowhere)).body);
  for (const body of [{ paused: true }, { paused: false }, { startsAt: 0 }])
    expect((await other.schedule(id, body)).body).toEqual((await other.schedule(nowhere, body)).body);
  const headers = { ...other.headers(), 'content-type': 'application/json' };
  const many = async (of: string): Promise<string> =>
    (await fetch(`${server.url}/api/v1/messages/sms/cancellations`, { method: 'POST', headers, body: `{"ids":["${of}"]}` })).text();
  expect((await many(id)).replaceAll(id, nowhere)).toEqual(await many(nowhere));
  const content = (of: string) => other.ask('GET', `/api/v1/messages/sms/content/${(BigInt(of) + 1n).toString()}`);
  expect((await content(id)).body).toEqual((await content(nowhere)).body);
  const fetched = await other.ask('POST', '/api/v1/messages/sms/fetch', { mobileNumber: mobile });
  expect(fetched.body).toEqual({ totalMessages: 0, openedMessages: 0, messages: [], submittedMessages: 0 });
  const decide = (of: string) => other.ask('POST', `/api/v1/messages/sms/${of}/in-doubt`, { action: 'settle' });
  expect((await decide(id)).body).toEqual((await decide(nowhere)).body);
  expect(await server.client.request(id)).toMatchObject({ paused: false, state: 'scheduled' });
  for (const query of ['', `?mobile=${encodeURIComponent(mobile)}`])
    for (const path of ['', '/entries']) expect((await other.ask('GET', `/api/v1/messages/sms${path}${query}`)).body.items).toEqual([]);
  for (const query of [`requestId=${id}`, `smsId=${BigInt(id) + 1n}`])
    expect((await other.ask('GET', `/api/v1/messages/sms/entries?${query}`)).body.items).toEqual([]);
  for (const selection of [{ requestId: id }, { mobileNumber: mobile }, { sentDate: '01/01/2020' }])
    expect((await other.ask('POST', '/api/v1/status/sms', selection)).body).toMatchObject({ total: 0, messages: [] });
});

it('gives a session what its own token gives', async () => {
  const signIn = await other.ask('POST', '/console/session', { token: other.headers().authorization });
  const headers = { cookie: signIn.headers.get('set-cookie')?.split(';')[0] ?? '' };
  expect(await (await fetch(`${server.url}/console/session`, { headers })).json()).toMatchObject({ tenant: 'other' });
  const seen = await fetch(`${server.url}/api/v1/messages/sms/${id}`, { headers });
  expect([seen.status, await seen.json()]).toEqual([404, (await other.ask('GET', `/api/v1/messages/sms/${id}`)).body]);
  const signOut = { ...headers, 'x-csrf-token': signIn.body.csrfToken as string };
  expect((await fetch(`${server.url}/console/session`, { method: 'DELETE', headers: signOut })).status).toBe(200);
});

it('keeps idempotency keys apart', async () => {
  const key = { 'idempotency-key': 'shared' };
  const mine = await server.client.submit({ startTimestamp: inAnHour() }, key);
  const theirs = await other.submit({ startTimestamp: inAnHour() }, key);
  expect([theirs.status, theirs.body.id === mine.body.id]).toEqual([200, false]);
  expect((await other.cancel(id, key)).status).toBe(400);
  expect((await server.client.request(id)).counts.Initial).toBe(1);
  expect((await server.client.cancel(id, key)).status).toBe(200);
});
