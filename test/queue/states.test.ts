// The states as SQL derives them are those of the data (src/queue/states.ts, src/queue/request-states.ts): rows of every combination are put
// into the tables, and each view and search shows what the data says.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { requestStateOf } from '../../src/queue/request-states.js';
import {
  ENTRY_STATES,
  type EntryState,
  entryStateOf,
  OUTCOME,
  REQUEST_STATES,
  STATUSES,
  type Status,
  STOP_REASON,
} from '../../src/queue/states.js';
import { type EntryBody, mobiles, type RequestBody } from '../support/client.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  // Nobody dispatches: the rows stay as they are put.
  server = await startServer({ ROLE: 'api' });
});
afterAll(() => server.close());

const position = (smsId: string): number => Number(BigInt(smsId) & 1_048_575n);

interface Put {
  place: 'waiting' | 'leased' | 'ended';
  outcome: number | null;
}

/** By position: every outcome, leased retries, retries that wait, and what is leased and waits for the first time. */
const PUT: readonly Put[] = [
  ...Object.values(OUTCOME)
    .filter((outcome) => outcome !== OUTCOME.QueueFull)
    .map((outcome): Put => ({ place: 'ended', outcome })),
  { place: 'leased', outcome: null },
  { place: 'leased', outcome: OUTCOME.QueueFull },
  { place: 'waiting', outcome: null },
  { place: 'waiting', outcome: OUTCOME.QueueFull },
  { place: 'leased', outcome: null },
  { place: 'waiting', outcome: null },
];

/** A request with one entry of each. */
async function put(stopReason: number | null): Promise<string> {
  const id = await server.client.submitted({ mobiles: mobiles(PUT.length), content: `stop reason ${stopReason}` });
  await server.sql.query(
    `update queue_slice set next_position = 13, leased_count = 1, leased_retries = '{8,9}', lease_token = 1, lease_until = now() + interval '1 h',
       retry_positions = '{10,11}', retry_at = array_fill(now() + interval '1 h', '{2}'), stop_reason = $2,
       submitted = 1, delivered = 1, rejected = 1, undelivered = 2, recalled = 1, not_attempted = 1, in_doubt = 1
     where request_id = $1`,
    [id, stopReason],
  );
  await server.sql.query(
    `update queue_entry e set status = u.status from unnest($2::smallint[]) with ordinality u (status, position)
     where e.entry_id = $1::bigint + u.position`,
    [id, PUT.map(({ outcome }) => outcome)],
  );
  return id;
}

const statusOf = (stopReason: number | null, { place, outcome }: Put): Status =>
  ENTRY_STATES[entryStateOf({ place, stopReason, outcome })].status;

describe.each([null, ...Object.values(STOP_REASON)])('an entry of a slice with the stop reason %s', (stopReason) => {
  let id: string;
  const expected = PUT.map((each) => statusOf(stopReason, each));
  beforeAll(async () => {
    id = await put(stopReason);
  });

  it('has the status that the data says, whatever its row holds', async () => {
    const entries = await server.client.entries(id);
    const shown = entries.sort((a, b) => position(a.smsId) - position(b.smsId)).map(({ status }) => status);
    expect(shown).toEqual(expected);
  });

  it.each(STATUSES)('is found by the status %s where it has it, and only there', async (status) => {
    const inRequest = await server.client.entries(id, `&status=${encodeURIComponent(status)}`);
    const { body } = await server.client.ask<{ items: EntryBody[] }>(
      'GET',
      `/api/v1/messages/sms/entries?limit=1000&requestId=${id}&status=${encodeURIComponent(status)}`,
    );
    const wanted = expected.flatMap((each, i) => (each === status ? [i + 1] : []));
    for (const found of [inRequest, body.items]) expect(found.map(({ smsId }) => position(smsId)).sort((a, b) => a - b)).toEqual(wanted);
  });

  it('is counted under its status, but for what was recalled', async () => {
    const { counts } = await server.client.request(id);
    const states = PUT.map(({ place, outcome }) => entryStateOf({ place, stopReason, outcome }));
    const count = (of: (state: EntryState) => boolean): number => states.filter(of).length;
    const statuses = STATUSES.map((status) => [status, count((state) => state !== 'Recalled' && ENTRY_STATES[state].status === status)]);
    expect(counts).toEqual({ ...Object.fromEntries(statuses), recalled: count((state) => state === 'Recalled') });
  });
});

describe('a request', () => {
  const PLACES = ['waiting', 'leased', 'ended'] as const;
  const combinations = PLACES.flatMap((open) =>
    [false, true].flatMap((cancelled) =>
      [false, true].flatMap((expired) => [false, true].map((startsLater) => ({ open, cancelled, expired, startsLater }))),
    ),
  );

  /** A slice of one position: it waits, is leased, or has ended. */
  const slice = async (id: string, at: number, place: (typeof PLACES)[number], stopReason: number | null): Promise<void> => {
    const [leased, ended] = [place === 'leased', place === 'ended'];
    await server.sql.query(
      `insert into queue_slice (lane, request_id, first, last, tenant, next_position, leased_count, lease_token, lease_until, stop_reason,
         submitted, queue, class, not_before, due_at)
       select r.lane, r.id, $2, $2, r.tenant, case when $3 or $4 then $2 + 1 else $2 end, case when $3 then 1 else 0 end,
         case when $3 then 1 end, case when $3 then now() + interval '1 h' end, $5, case when $4 then 1 else 0 end, 'text', 2, now(), now()
       from request r where r.id = $1`,
      [id, at, leased, ended, stopReason],
    );
    if (ended) await server.sql.query('update queue_entry set status = $2 where entry_id = $1::bigint + $3', [id, OUTCOME.Submitted, at]);
  };

  it('is in the state that the data says, for every combination of its entries', async () => {
    const shown: Record<string, string[]> = Object.fromEntries(REQUEST_STATES.map((state) => [state, []]));
    for (const { open, cancelled, expired, startsLater } of combinations) {
      const id = await server.client.submitted({ mobiles: mobiles(3) });
      await server.sql.query('delete from queue_slice where request_id = $1', [id]);
      await server.sql.query(`update request set starts_at = now() + $2::int * interval '1 h' where id = $1`, [id, startsLater ? 1 : -1]);
      await slice(id, 1, open, null);
      await slice(id, 2, cancelled ? 'waiting' : 'ended', STOP_REASON.Cancelled);
      await slice(id, 3, expired ? 'waiting' : 'ended', STOP_REASON.Expired);
      const count = (is: boolean): number => (is ? 1 : 0);
      const sums = {
        waiting: count(open === 'waiting'),
        leased: count(open === 'leased'),
        cancelled: count(cancelled),
        expired: count(expired),
      };
      const state = requestStateOf({ ...sums, startsLater });
      expect([open, cancelled, expired, startsLater, (await server.client.request(id)).state]).toEqual([
        open,
        cancelled,
        expired,
        startsLater,
        state,
      ]);
      shown[state]?.push(id);
    }
    for (const state of REQUEST_STATES) {
      const { body } = await server.client.ask<{ items: RequestBody[] }>('GET', `/api/v1/messages/sms?limit=200&state=${state}`);
      const found = body.items.map(({ id }) => id).filter((id) => Object.values(shown).flat().includes(id));
      expect([state, found.sort()]).toEqual([state, shown[state]?.sort()]);
    }
  });
});
