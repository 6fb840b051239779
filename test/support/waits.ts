// Reads the state of PostgreSQL: lock waits and connections; on a Citus cluster of every node.
import type pg from 'pg';

export const onCitus = process.env.TEST_CITUS !== undefined;

type Session = pg.Pool | pg.ClientBase;

const WAITING = onCitus
  ? 'select w.waiting_gpid::text as id, w.blocked_statement as query from citus_lock_waits w'
  : `select a.pid::text as id, a.query from pg_stat_activity a where a.datname = current_database() and a.wait_event_type = 'Lock'`;
const OWN = onCitus ? 'select citus_backend_gpid()::text as id' : 'select pg_backend_pid()::text as id';

/** Sessions that wait for a lock, and what they run. */
export const waiting = async (sql: Session): Promise<{ id: string; query: string }[]> =>
  (await sql.query<{ id: string; query: string }>(WAITING)).rows;

/** A session, as {@link waiting} names it. */
export const sessionId = async (session: pg.ClientBase): Promise<string> => (await session.query<{ id: string }>(OWN)).rows[0]?.id ?? '';

/** Connections that servers hold. */
export async function connectionsOfServers(sql: Session): Promise<number> {
  const { rowCount } = await sql.query(
    `select from pg_stat_activity where datname = current_database() and application_name like 'engagement-server%'`,
  );
  return rowCount ?? 0;
}

/** Where a statement stands still that has its snapshot, has found its slices and not yet locked them. On one node only. */
export const STAND_STILL = {
  create: `create function stand_still() returns boolean language plpgsql as $$ begin
    perform pg_advisory_lock_shared(1); perform pg_advisory_unlock_shared(1); return true; end $$`,
  hold: 'select pg_advisory_lock(1)',
  letGo: 'select pg_advisory_unlock(1)',
};
