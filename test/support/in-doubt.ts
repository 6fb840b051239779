// Makes entries in doubt, like a crash or a lost answer, and a provider with a query for them.
import type { Known, Provider, SentMessage } from '../../src/providers/provider.js';
import { eventually, inAnHour, mobiles } from './client.js';
import type { TestServer } from './server.js';
import { Told } from './told-provider.js';

export class Asked extends Told implements Provider {
  readonly asked: SentMessage[] = [];
  knows: (message: SentMessage) => Known | Promise<Known> = () => ({ kind: 'unknown', reason: 'x' });

  query = async (message: SentMessage): Promise<Known> => {
    this.asked.push(message);
    return this.knows(message);
  };
}

/** A request of which a worker has begun all that wait, and died before it recorded anything. */
export async function crashed(server: TestServer, count: number, fields: object = {}): Promise<string> {
  const id = await server.client.submitted({ startTimestamp: inAnHour(), mobiles: mobiles(count), ...fields });
  await died(server, id);
  return id;
}

export async function died(server: TestServer, id: string): Promise<void> {
  await server.sql.query(
    `update queue_slice set lease_token = 1, lease_until = now() - interval '1 s', leased_count = last - next_position + 1, next_position = last + 1, leased_retries = retry_positions, retry_positions = '{}',
       retry_at = '{}'
     where request_id = $1`,
    [id],
  );
  await eventually(
    () => server.client.request(id),
    ({ counts }) => counts.Sending === 0,
  );
}

/** Whoever asks may ask now, once more of each. */
export async function askNow(server: TestServer, id: string, count: number): Promise<void> {
  const ofRequest = 'd.entry_id > $1::bigint and d.entry_id < $1::bigint + 1048576';
  await eventually(
    async () => (await server.sql.query(`select from entry_in_doubt d where ${ofRequest}`, [id])).rowCount,
    (noted) => noted === count,
  );
  await server.sql.query(`update entry_in_doubt d set ask_at = now() - interval '1 s' where ${ofRequest}`, [id]);
}

/** How many of a request are still noted, and the most that one was asked about. */
export async function noted(server: TestServer, id: string): Promise<{ rows: number; asks: number }> {
  const { rows } = await server.sql.query<{ rows: number; asks: number }>(
    `select count(*)::int as rows, coalesce(max(d.asks), 0)::int as asks from entry_in_doubt d
     where d.entry_id > $1::bigint and d.entry_id < $1::bigint + 1048576`,
    [id],
  );
  return rows[0] ?? { rows: 0, asks: 0 };
}

/** The providers have long been what they are. */
export const oldRouting = (server: TestServer): Promise<unknown> =>
  eventually(
    () => server.sql.query(`update routing_fingerprint set since = now() - interval '1 hour'`),
    ({ rowCount }) => (rowCount ?? 0) > 0,
  );
