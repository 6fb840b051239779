// Lanes may live on different machines: one that fails holds up no other, and goes on by itself once it can.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { laneOf } from '../../src/queue/entry-ids.js';
import { eventually, mobiles } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

const LANES = [3, 4, 5, 9];
const BROKEN = 4;

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ LANES: LANES.join(',') });
});
afterAll(() => server.close());

/** One request in each lane: they take turns. */
async function inEachLane(): Promise<Map<number, string>> {
  const ids = new Map<number, string>();
  while (ids.size < LANES.length) {
    const id = await server.client.submitted({ mobiles: mobiles(30) });
    ids.set(laneOf(id), id);
  }
  return ids;
}

it('dispatches the others while one fails, then that one too', async () => {
  await server.sql.query(`alter table queue_slice add constraint broken check (lane <> ${BROKEN} or lease_token is null) not valid`);
  const ids = await inEachLane();
  const more = await inEachLane();
  const in_ = (lane: number): string[] => [ids.get(lane) ?? '', more.get(lane) ?? ''];
  for (const lane of LANES.filter((each) => each !== BROKEN))
    for (const id of in_(lane)) expect((await server.client.settled(id)).counts.Submitted).toBe(30);
  const [waiting, cancelled] = in_(BROKEN) as [string, string];
  for (const id of [waiting, cancelled]) expect((await server.client.request(id)).counts.Initial).toBe(30);
  expect((await server.client.cancel(cancelled)).body.message).toContain(' 30 message entries');
  await server.sql.query('alter table queue_slice drop constraint broken');
  expect((await server.client.settled(waiting)).counts.Submitted).toBe(30);
  expect((await server.client.request(cancelled)).counts.Cancelled).toBe(30);
});

it('applies the receipts of the others while one fails', async () => {
  await server.sql.query(`alter table queue_slice add constraint broken check (lane <> ${BROKEN} or delivered = 0) not valid`);
  const scenarios = ['+15005551001', '+15005551002'];
  const ids: string[] = [];
  while (ids.length < 2 * LANES.length) ids.push(await server.client.submitted({ mobiles: scenarios }));
  const [broken, whole] = [true, false].map((in_) => ids.filter((id) => (laneOf(id) === BROKEN) === in_)) as [string[], string[]];
  const delivered = (id: string) =>
    eventually(
      () => server.client.request(id),
      ({ counts }) => counts.Delivered === 2,
    );
  for (const id of whole) await delivered(id);
  for (const id of broken) expect((await server.client.request(id)).counts.Delivered).toBe(0);
  await server.sql.query('alter table queue_slice drop constraint broken');
  for (const id of broken) await delivered(id);
});
