// Connections are there before they are needed, and again when they broke.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually, inAnHour } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ CANCEL_POOL: '3', DISPATCH_POOL: '2', DATABASE_POOL: '6' });
});
afterAll(() => server.close());

type Sessions = Record<string, number>;
const sessions = async (): Promise<Sessions> => {
  const { rows } = await server.sql.query<{ name: string; n: number }>(
    `select application_name as name, count(*)::int as n from pg_stat_activity
     where datname = current_database() and application_name like 'engagement-server%' group by 1`,
  );
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
};

const WARM = { 'engagement-server cancel': 3, 'engagement-server': 4, 'engagement-server intake': 1 };

it('keeps connections open before anybody asks', async () => {
  expect(await sessions()).toMatchObject(WARM);
});

it('opens them again when they broke, without being asked', async () => {
  await server.sql.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name like 'engagement-server%'`);
  await eventually(sessions, (now) => Object.entries(WARM).every(([name, n]) => (now[name] ?? 0) >= n));
  const id = await server.client.submitted({ startTimestamp: inAnHour() });
  expect((await server.client.cancel(id)).status).toBe(200);
});

it('stores what comes in without the dispatcher’s connections', async () => {
  const blocker = await server.sql.connect();
  await blocker.query('begin');
  await blocker.query('lock table sms_inbound in exclusive mode');
  const tell = (tenant: string, i: number) =>
    server.client.as({ tenant }).ask('POST', '/api/v1/messages/sms/inbound/default', {
      phoneNumber: `+91986669${4_000 + i}`,
      smsText: 'hello',
      senderMessageId: `m${i}`,
      smsSentTo: '+14803970203',
    });
  let refused = 0;
  const told = Array.from({ length: 70 }, async (_, i) => {
    const answer = await tell('acme', i);
    if (answer.status === 429) refused++;
    return answer;
  });
  // One runs and 64 wait; the rest are told to come again, while all of them stand still.
  await eventually(
    () => Promise.resolve(refused),
    (count) => count === 5,
  );
  const id = await server.client.submitted();
  await eventually(
    () => Promise.resolve(server.ledger()),
    (lines) => lines.some(({ requestId }) => requestId === id),
  );
  await blocker.query('rollback');
  blocker.release();
  const answers = await Promise.all(told);
  expect(answers.filter(({ status }) => status === 200).length).toBe(65);
  expect(answers.find(({ status }) => status === 429)?.headers.get('retry-after')).toBe('1');
});
