// The queue's hot statements, one a file under sql/, run as named prepared statements on pools of their own.
import { readFileSync } from 'node:fs';
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';

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

/** What PostgreSQL says of a statement leaves the session as it was; where it ends the session, or another says it, nobody knows. */
export function isSessionLost(error: unknown): boolean {
  const severity = typeof error === 'object' && error !== null && 'severity' in error ? error.severity : undefined;
  return sqlState(error) === undefined || severity !== 'ERROR';
}

/** Runs a statement. A deadlock undid all of it, so it is repeated; any other failure may have lost the answer alone, and is not. */
export async function run<T extends QueryResultRow>(on: Pool | PoolClient, statement: Statement, values: unknown[]): Promise<T[]> {
  return (await answerTo<T>(on, statement, values)).rows;
}

/** How many rows a statement wrote. */
export async function countOf(on: Pool | PoolClient, statement: Statement, values: unknown[]): Promise<number> {
  return (await answerTo(on, statement, values)).rowCount ?? 0;
}

async function answerTo<T extends QueryResultRow>(
  on: Pool | PoolClient,
  { name, text }: Statement,
  values: unknown[],
): Promise<QueryResult<T>> {
  // Inside a transaction a deadlock undoes the whole of it: its owner repeats.
  if (!('totalCount' in on)) return on.query<T>({ name, text, values });
  for (let repeats = 0; ; repeats++) {
    try {
      return await lend(on, (client) => client.query<T>({ name, text, values }));
    } catch (error) {
      if (!isDeadlock(error) || repeats >= REPEATS) throw error;
    }
  }
}

/** A connection that breaks says so by an event as well, which nobody's listening to would end the process. */
const broken = (): void => undefined;

/**
 * One of the pool's connections. `pool.query` closes it at every error: where the node of one lane is away, each failure of its statements
 * would cost a session, and those of all other lanes would wait for new ones.
 * @param isLost whether the session can't be used again after an error
 */
export async function lend<T>(pool: Pool, work: (client: PoolClient) => Promise<T>, isLost = isSessionLost): Promise<T> {
  const client = await pool.connect();
  client.on('error', broken);
  let lost = false;
  try {
    return await work(client);
  } catch (error) {
    lost = isLost(error);
    throw error;
  } finally {
    client.off('error', broken);
    client.release(lost);
  }
}
