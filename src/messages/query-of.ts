// A query on a connection, with the rows for an answer: a read sees what its own transaction has done.
import type { PoolClient } from 'pg';

export type Query = (sql: string, values: unknown[]) => Promise<unknown[]>;

export const queryOf =
  (client: PoolClient): Query =>
  async (sql, values) =>
    (await client.query<Record<string, unknown>>(sql, values)).rows;
