// What becomes of a message: each fate of the simulated provider, start and expiry, retries, voice after a failed text.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, inAnHour, mobiles } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ RETRY_ATTEMPTS: '3' });
});
afterAll(() => server.close());

const handed = (id: string) => server.ledger().filter(({ requestId }) => requestId === id);

describe('the scenarios that a number asks for', () => {
  it.each([
    ['+919866694753', 'Submitted', 1, 1],
    ['+15005550001', 'Submitted', 1, 1],
    ['+15005551001', 'Delivered', 1, 1],
    ['+15005552001', 'Undelivered', 1, 1],
    ['+15005553001', 'Rejected', 1, 0],
    ['+15005553501', 'Rejected', 1, 0],
    ['+15005554001', 'Submitted', 2, 1],
    ['+15005555001', 'Undelivered', 3, 0],
    ['+15005556001', 'Submitted', 2, 1],
    ['+15005557001', 'In doubt', 1, 1],
    ['+15005558001', 'Delivered', 1, 1],
    ['+15005559001', 'Delivered', 1, 1],
    ['+15005559501', 'Submitted', 1, 1],
  ])('%s ends as %s after %i attempts, %i in the ledger', async (mobile, status, attempts, lines) => {
    const id = await server.client.submitted({ mobiles: [mobile] });
    const [entry] = await eventually(
      () => server.client.entries(id),
      ([each]) => each?.status === status,
    );
    expect(entry).toMatchObject({ mobile, attempts, channel: 'text' });
    expect(handed(id).map(({ entryId, channel }) => [entryId, channel])).toEqual(Array(lines).fill([entry?.smsId, 'text']));
    const { recipientCount, counts } = await server.client.request(id);
    expect([recipientCount, counts[status]]).toEqual([1, 1]);
  });

  it('speaks a voice request', async () => {
    const id = await server.client.submitted({ channel: 'voicesms', mobiles: ['+15005550002'] });
    await server.client.settled(id);
    expect(handed(id)).toMatchObject([{ channel: 'voice', address: '+15005550002' }]);
    expect((await server.client.entries(id))[0]).toMatchObject({ channel: 'voice', status: 'Submitted' });
  });

  it('calls whose text finally failed, where that was asked for', async () => {
    const scenarios = ['+15005553502', '+15005552502', '+15005553002'];
    const id = await server.client.submitted({ mobiles: scenarios, sendVoiceSmsOnFailure: 'true' });
    const entries = await eventually(
      () => server.client.entries(id),
      (all) => all.every(({ channel, status }) => channel === 'voice' && ['Submitted', 'Undelivered', 'Rejected'].includes(status)),
    );
    expect(entries.map(({ mobile, attempts }) => [mobile, attempts]).reverse()).toEqual(scenarios.map((mobile) => [mobile, 2]));
    expect(handed(id).filter(({ channel }) => channel === 'voice')).toHaveLength(2);
    expect((await server.client.request(id)).recipientCount).toBe(3);
  });
});

describe('never early, never past expiry', () => {
  it('hands nothing over before its start', async () => {
    const at = Date.now() + 1_500;
    const id = await server.client.submitted({ startTimestamp: new Date(at).toISOString(), mobiles: mobiles(5) });
    await server.client.settled(id);
    expect(handed(id)).toHaveLength(5);
    for (const line of handed(id)) expect(Date.parse(line.at)).toBeGreaterThanOrEqual(at);
  });

  it('freezes what is past its expiry, whether a claim meets it or not', async () => {
    const due = await server.client.submitted({
      startTimestamp: inAnHour(),
      expiryTimestamp: String(Date.now() + 7_200_000),
      mobiles: mobiles(3),
    });
    const later = await server.client.submitted({
      startTimestamp: inAnHour(),
      expiryTimestamp: String(Date.now() + 7_200_000),
      mobiles: mobiles(2),
    });
    await server.sql.query(`update queue_slice set expires_at = now(), due_at = now(), not_before = now() where request_id = $1`, [due]);
    await server.sql.query(`update queue_slice set expires_at = now() where request_id = $1`, [later]);
    for (const [id, count] of [
      [due, 3],
      [later, 2],
    ] as const) {
      const request = await eventually(
        () => server.client.request(id),
        ({ state }) => state === 'expired',
      );
      expect(request.counts).toMatchObject({ Expired: count, Initial: 0 });
      expect((await server.client.entries(id)).map(({ status }) => status)).toEqual(Array(count).fill('Expired'));
      expect((await server.client.cancel(id)).status).toBe(400);
      expect(handed(id)).toEqual([]);
    }
  });

  it('gives up a retry at its expiry', async () => {
    const id = await server.client.submitted({ mobiles: ['+15005555003'], expiryTimestamp: inAnHour() });
    await eventually(
      () => server.client.entries(id),
      ([entry]) => (entry?.attempts ?? 0) >= 1,
    );
    await server.sql.query(`update queue_slice set expires_at = now() where request_id = $1 and lease_token is null`, [id]);
    const [entry] = await eventually(
      () => server.client.entries(id),
      ([each]) => ['Expired', 'Undelivered'].includes(each?.status ?? ''),
    );
    expect(entry?.attempts).toBeLessThanOrEqual(3);
    expect(handed(id)).toEqual([]);
  });
});

describe('in order', () => {
  it('lets no tenant with a thousand requests push out one with a single request', async () => {
    const slow = await startServer({ SIMULATOR_RATE: '50' });
    const many = slow.client.as({ tenant: 'many' });
    const message = mobiles(1_000).map((mobile) => ({ content: 'x', recipients: { recipient: { mobile } } }));
    expect((await many.ask('POST', '/api/v1/messages/sms', { smsServiceRequest: { messages: { message } } })).status).toBe(200);
    const one = await slow.client.submitted({ mobiles: mobiles(1, 90_000) });
    await slow.client.settled(one);
    const { body } = await many.ask<{ items: object[] }>('GET', '/api/v1/messages/sms?state=sending&limit=1000');
    expect(body.items.length).toBeGreaterThan(0);
    await slow.close();
  });

  it('lets priority overtake, and a small request not wait for a blast', async () => {
    const slow = await startServer({ SIMULATOR_RATE: '100' });
    const blast = await slow.client.submitted({ mobiles: mobiles(2_000) });
    const small = await slow.client.submitted({ mobiles: mobiles(1, 90_000) });
    const urgent = await slow.client.submitted({ mobiles: mobiles(1, 90_001), priorityService: 'true' });
    await Promise.all([small, urgent].map((id) => slow.client.settled(id)));
    const { counts } = await slow.client.request(blast);
    expect(counts.Initial).toBeGreaterThan(0);
    expect((await slow.client.cancel(blast)).status).toBe(200);
    await slow.close();
  });
});
