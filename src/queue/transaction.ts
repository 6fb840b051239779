// One transaction on a raw connection; a deadlock undid all of it, so it is done again.
import type { Pool, PoolClient } from 'pg';
import { isDeadlock, sqlState } from './statements.js';

const REPEATS = 10;

/** A connection that breaks between two statements says so by an event, which nobody's listening to would end the process. */
const broken = (): void => undefined;

export async function transaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  for (let repeats = 0; ; repeats++) {
    const client = await pool.connect();
    client.on('error', broken);
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
      client.off('error', broken);
      // A connection in an unknown state is not used again.
      client.release(failure !== undefined && sqlState(failure) === undefined);
    }
  }
}
