// Tests if the tables may lie on several machines (Citus). Some statements differ then.
import type { Pool, PoolClient } from 'pg';
import { type Nothing, run, statement } from '../statements.js';

const IS_SPREAD = statement<Nothing, { extname: string }>('is-spread', import.meta.url);

export class Spread {
  private known: boolean | undefined;

  /** Read once a process. */
  async is(on: Pool | PoolClient): Promise<boolean> {
    this.known ??= (await run(on, IS_SPREAD, {})).length === 1;
    return this.known;
  }
}
