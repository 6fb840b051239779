// The queue's hot statements, one a file under sql/, run as named prepared statements on pools of their own.
import { readFileSync } from 'node:fs';
import type { Pool, PoolClient, QueryResultRow } from 'pg';

export interface Statement {
  readonly name: string;
  readonly text: string;
}

export const statement = (name: string): Statement => ({
  name: `queue ${name}`,
  text: readFileSync(new URL(`./sql/${name}.sql`, import.meta.url), 'utf8'),
});

const REPEATS = 10;

export const sqlState = (error: unknown): string | undefined => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
};

/** Everything was undone, so it may be done again. */
export const isDeadlock = (error: unknown): boolean => sqlState(error) === '40P01';

/** Runs a statement. A deadlock undid all of it, so it is repeated; any other failure may have lost the answer alone, and is not. */
export async function run<T extends QueryResultRow>(on: Pool | PoolClient, { name, text }: Statement, values: unknown[]): Promise<T[]> {
  for (let repeats = 0; ; repeats++) {
    try {
      return (await on.query<T>({ name, text, values })).rows;
    } catch (error) {
      // Inside a transaction a deadlock undoes the whole of it: its owner repeats.
      const pool = 'totalCount' in on;
      if (!pool || !isDeadlock(error) || repeats >= REPEATS) throw error;
    }
  }
}
