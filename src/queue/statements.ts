// Statements: one a file under sql/, written with names (platform/expand-sql.ts), expanded when the module that runs it is loaded. Hot ones
// run as named prepared statements on pools of their own. Parameters are an object; the types of both sides stand where it is run.
import { existsSync, readFileSync } from 'node:fs';
import type { ClientBase, Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { type Codes, expandSql } from '../platform/database/expand-sql.js';
import { COMPLETION, DECISION, OUTCOME, RECEIPT, STOP_REASON } from './states.js';

/** @typeParam Parameters what it is given, by name @typeParam Row what each of its rows is */
export interface Statement<Parameters extends object, Row extends object> {
  /** Of the prepared statement. */
  readonly name: string;
  readonly text: string;
  /** The names of $1, $2 … */
  readonly parameters: readonly string[];
  /** Types alone: never there. */
  readonly types?: (parameters: Parameters) => Row;
}

/** Of a statement without parameters. */
export type Nothing = Record<string, never>;

const CODES: Codes = { Completion: COMPLETION, Decision: DECISION, Outcome: OUTCOME, Receipt: RECEIPT, StopReason: STOP_REASON };

const textIn = (folder: URL, name: string): string | undefined => {
  const file = new URL(`${name.replaceAll('_', '-')}.sql`, folder);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

/**
 * The statement in sql/`name`.sql beside a module; its fragments are in sql/fragments, there or here.
 * @param of the module's `import.meta.url`
 */
export function statement<Parameters extends object, Row extends object = object>(name: string, of: string): Statement<Parameters, Row> {
  const sql = textIn(new URL('./sql/', of), name);
  if (sql === undefined) throw new Error(`There is no statement ${name}`);
  return composed(name, sql, of);
}

/** A statement that is put together from several texts, each of which may name parameters, codes and fragments. */
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
    throw new Error(`The statement ${name} can't be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/** The values of $1, $2 … @throws Error where one is missing: what is nothing is given as null */
export function valuesOf<Parameters extends object>(
  { name, parameters }: Statement<Parameters, object>,
  given: NoInfer<Parameters>,
): unknown[] {
  return parameters.map((parameter) => {
    const value: unknown = (given as Readonly<Record<string, unknown>>)[parameter];
    if (value === undefined) throw new Error(`The statement ${name} is not given ${parameter}`);
    return value;
  });
}

/** Where a statement is read: TypeORM's DataSource, or a connection, whose transaction's own changes are seen. */
export interface Reader {
  query: (text: string, values: unknown[]) => Promise<unknown[] | { rows: unknown[] }>;
}

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
export async function run<Parameters extends object, Row extends object>(
  on: Pool | ClientBase,
  statement: Statement<Parameters, Row>,
  parameters: NoInfer<Parameters>,
): Promise<Row[]> {
  return (await answerTo(on, statement, valuesOf(statement, parameters))).rows as Row[];
}

/** How many rows a statement wrote. */
export async function countOf<Parameters extends object>(
  on: Pool | ClientBase,
  statement: Statement<Parameters, object>,
  parameters: NoInfer<Parameters>,
): Promise<number> {
  return (await answerTo(on, statement, valuesOf(statement, parameters))).rowCount ?? 0;
}

/** Runs a statement that is planned anew each time: one that is not hot, and whose best plan depends on its parameters. */
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
  // Inside a transaction a deadlock undoes the whole of it: its owner repeats.
  if (!('totalCount' in on)) return on.query({ name, text, values });
  for (let repeats = 0; ; repeats++) {
    try {
      return await lend(on, (client) => client.query({ name, text, values }));
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
