// One transaction on a connection of its own: commits what `work` did, or none of it. A deadlock undid all of it, so it is repeated.
import type { Pool, PoolClient } from 'pg';
import { isDeadlock, sqlState } from './statements.js';

const REPEATS = 10;

export async function transaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  for (let repeats = 0; ; repeats++) {
    const client = await pool.connect();
    let failure: unknown;
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      failure = error;
      await client.query('rollback').catch(() => undefined);
      if (!isDeadlock(error) || repeats >= REPEATS) throw error;
    } finally {
      // A connection in an unknown state is not used again.
      client.release(failure !== undefined && sqlState(failure) === undefined);
    }
  }
}
