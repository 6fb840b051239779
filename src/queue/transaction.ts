// One transaction on a raw connection; a deadlock undid all of it, so it is done again.
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
      // A session that could undo it is as good as before, whatever the failure was.
      return await lend(pool, once, () => !undone);
    } catch (error) {
      if (!isDeadlock(error) || repeats >= REPEATS) throw error;
    }
  }
}
