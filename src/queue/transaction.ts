// Runs one transaction on a raw connection. After a deadlock, which undid everything, it runs again.
import type { Pool, PoolClient } from 'pg';
import { isDeadlock, lend } from './statements.js';

const REPEATS = 10;

export async function transaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  for (let repeats = 0; ; repeats++) {
    let undone = false;
    const once = async (client: PoolClient): Promise<T> => {
      try {
        await client.query('begin');
        const result = await work(client);
        await client.query('commit');
        return result;
      } catch (error) {
        undone = await client.query('rollback').then(
          () => true,
          () => false,
        );
        throw error;
      }
    };
    try {
      // After a successful rollback the session is usable, whatever the failure was.
      return await lend(pool, once, () => !undone);
    } catch (error) {
      if (!isDeadlock(error) || repeats >= REPEATS) throw error;
    }
  }
}
