// SQL statements: one a file under sql/, written with names (platform/database/expand-sql.ts) and expanded when the module that runs it is
// loaded. Hot statements run as named prepared statements on pools of their own. The type of a statement names its parameters and rows.
import { existsSync, readFileSync } from 'node:fs';
import type { ClientBase, Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { type Codes, expandSql } from '../platform/database/expand-sql.js';
import { COMPLETION, DECISION, OUTCOME, RECEIPT, STOP_REASON } from './states.js';

/** @typeParam Parameters the parameters by name @typeParam Row one row of the result */
export interface Statement<Parameters extends object, Row extends object> {
  /** The name of the prepared statement. */
  readonly name: string;
  readonly text: string;
  /** The names of $1, $2 … */
  readonly parameters: readonly string[];
  /** Only for the types: never present at run time. */
  readonly types?: (parameters: Parameters) => Row;
}

/** The parameters of a statement without parameters. */
export type Nothing = Record<string, never>;

const CODES: Codes = { Completion: COMPLETION, Decision: DECISION, Outcome: OUTCOME, Receipt: RECEIPT, StopReason: STOP_REASON };

const textIn = (folder: URL, name: string): string | undefined => {
  const file = new URL(`${name.replaceAll('_', '-')}.sql`, folder);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

/**
 * The statement in sql/`name`.sql beside a module. Its fragments are in sql/fragments, beside the module or here.
 * @param of the module's `import.meta.url`
 * @throws Error if the file does not exist or cannot be expanded
 */
export function statement<Parameters extends object, Row extends object = object>(name: string, of: string): Statement<Parameters, Row> {
  const sql = textIn(new URL('./sql/', of), name);
  if (sql === undefined) throw new Error(`There is no statement ${name}`);
  return composed(name, sql, of);
}

/** A statement composed of several texts, each of which may name parameters, codes and fragments. */
export function composed<Parameters extends object, Row extends object = object>(
  name: string,
  sql: string,
  of = import.meta.url,
): Statement<Parameters, Row> {
  const folders = [of, import.meta.url].map((url) => new URL('./sql/fragments/', url));
  const fragment = (wanted: string): string | undefined =>
    folders.map((folder) => textIn(folder, wanted)).find((text) => text !== undefined);
  try {
    const folder = /([^/]+)\/[^/]+$/.exec(of)?.[1] ?? '';
    return { name: `${folder} ${name}`, ...expandSql(sql, { codes: CODES, fragment }) };
  } catch (error) {
    throw new Error(`The statement ${name} cannot be expanded: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** The values of $1, $2 … @throws Error if a parameter is undefined: an absent value is null */
export function valuesOf<Parameters extends object>(
  { name, parameters }: Statement<Parameters, object>,
  given: NoInfer<Parameters>,
): unknown[] {
  return parameters.map((parameter) => {
    const value: unknown = (given as Readonly<Record<string, unknown>>)[parameter];
    if (value === undefined) throw new Error(`The statement ${name} needs the parameter ${parameter}`);
    return value;
  });
}

/** A connection for reads: TypeORM's DataSource, or a connection, which sees the changes of its own transaction. */
export interface Reader {
  query: (text: string, values: unknown[]) => Promise<unknown[] | { rows: unknown[] }>;
}

const REPEATS = 10;

export const sqlState = (error: unknown): string | undefined => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
};

/** A deadlock undid everything, so the statement may be repeated. */
export const isDeadlock = (error: unknown): boolean => sqlState(error) === '40P01';

/**
 * False for an error of severity ERROR, after which the session is as before. True if PostgreSQL ended the session, or if the error came
 * from elsewhere: the state of the session is then unknown.
 */
export function isSessionLost(error: unknown): boolean {
  const severity = typeof error === 'object' && error !== null && 'severity' in error ? error.severity : undefined;
  return sqlState(error) === undefined || severity !== 'ERROR';
}

/**
 * Runs a statement. After a deadlock it is repeated, since everything was undone. After any other failure it is not: the answer alone may
 * have been lost.
 */
export async function run<Parameters extends object, Row extends object>(
  on: Pool | ClientBase,
  statement: Statement<Parameters, Row>,
  parameters: NoInfer<Parameters>,
): Promise<Row[]> {
  return (await answerTo(on, statement, valuesOf(statement, parameters))).rows as Row[];
}

/** @returns the number of rows that a statement wrote */
export async function countOf<Parameters extends object>(
  on: Pool | ClientBase,
  statement: Statement<Parameters, object>,
  parameters: NoInfer<Parameters>,
): Promise<number> {
  return (await answerTo(on, statement, valuesOf(statement, parameters))).rowCount ?? 0;
}

/** Runs a statement that is planned anew each time: it is not hot, and its best plan depends on its parameters. */
export async function read<Parameters extends object, Row extends object>(
  on: Reader,
  statement: Statement<Parameters, Row>,
  parameters: NoInfer<Parameters>,
): Promise<Row[]> {
  const answer = await on.query(statement.text, valuesOf(statement, parameters));
  return (Array.isArray(answer) ? answer : answer.rows) as Row[];
}

async function answerTo(
  on: Pool | ClientBase,
  { name, text }: Statement<never, object>,
  values: unknown[],
): Promise<QueryResult<QueryResultRow>> {
  // A deadlock inside a transaction undoes the whole transaction, so its owner repeats it.
  if (!('totalCount' in on)) return on.query({ name, text, values });
  for (let repeats = 0; ; repeats++) {
    try {
      return await lend(on, (client) => client.query({ name, text, values }));
    } catch (error) {
      if (!isDeadlock(error) || repeats >= REPEATS) throw error;
    }
  }
}

/** A broken connection also emits an event. Without a listener the event would end the process. */
const broken = (): void => undefined;

/**
 * Runs the work on a connection of the pool. `pool.query` closes its connection after every error: if the node of one lane is away, each
 * failure of its statements would cost a session, and all other lanes would wait for new ones.
 * @param isLost whether the session cannot be used again after an error
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
