// Whether the tables may lie on several machines: some things are done otherwise then.
import type { Pool, PoolClient } from 'pg';

export class Spread {
  private known: boolean | undefined;

  /** Asked once. */
  async is(on: Pool | PoolClient): Promise<boolean> {
    this.known ??= (await on.query(`select from pg_extension e where e.extname = 'citus'`)).rowCount === 1;
    return this.known;
  }
}
