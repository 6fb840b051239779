// The rules that keep every statement within one lane, and so within one machine when the tables are spread over several.
import { acrossViolations, elsewhereViolations } from './sql-across.js';
import type { Violation } from './sql-tree.js';
import {
  child,
  columnOf,
  every,
  list,
  nameOf,
  notIntoQueries,
  operatorOf,
  parameterOf,
  type Query,
  queriesIn,
  statementsOf,
  tablesOf,
  terms,
  text,
  type Tree,
} from './sql-tree.js';

export type { Violation } from './sql-tree.js';

/** What an expression on columns may call where rows are written: immutable ones. */
const IMMUTABLE = new Set(['cardinality', 'array_cat', 'array_append', 'lower', 'upper', 'abs']);
const CLOCKS = new Set(['now', 'clock_timestamp', 'statement_timestamp', 'transaction_timestamp', 'timeofday', 'random', 'nextval']);
const LANE = 1;

/** Tables that have a lane, by what the migrations say. */
export async function laneTables(ddl: readonly string[]): Promise<Set<string>> {
  const statements = (await Promise.all(ddl.map(statementsOf))).flat();
  const created = statements.flatMap((each) => every('CreateStmt', each));
  const hasLane = (table: Tree): boolean => every('ColumnDef', table).some((column) => text(column, 'colname') === 'lane');
  return new Set(created.filter(hasLane).map((table) => text(child(table, 'relation'), 'relname')));
}

/** Aliases whose lane this level fixes to $1 itself. */
function fixedIn({ tree }: Query): Set<string> {
  const joins = every('JoinExpr', tree.fromClause, notIntoQueries).map((join) => join.quals);
  const fixed = [tree.whereClause, ...joins].flatMap(terms).flatMap((term) => {
    const equal = child(term, 'A_Expr');
    if (equal?.kind !== 'AEXPR_OP' || operatorOf(equal) !== '=') return [];
    const [left, right] = [equal.lexpr, equal.rexpr];
    const [alias, column] = parameterOf(right) === LANE ? columnOf(left) : parameterOf(left) === LANE ? columnOf(right) : [];
    return column === 'lane' && alias !== undefined ? [alias] : [];
  });
  return new Set(fixed);
}

/**
 * Where an INSERT gives the lane: $1 in every row. What it selects has it from the lane's own rows: where it is $1 itself, the coordinator
 * makes the rows and copies them, which ends by two-phase commit.
 */
function insertsLane({ tree }: Query, tables: ReadonlySet<string>): boolean {
  const at = list(tree, 'cols').findIndex((column) => text(child(column, 'ResTarget'), 'name') === 'lane');
  const select = child(tree, 'selectStmt', 'SelectStmt');
  const rows = list(select, 'valuesLists').map((row) => list(child(row, 'List'), 'items'));
  const selected = list(select, 'targetList').map((target) => child(target, 'ResTarget', 'val'));
  if (at < 0) return false;
  if (rows.length > 0) return rows.every((row) => parameterOf(row[at]) === LANE);
  if (select === undefined) return false;
  const query: Query = { kind: 'SelectStmt', tree: select };
  const [alias, column] = columnOf(selected[at]);
  return column === 'lane' && fixedIn(query).has(alias ?? '') && tablesOf(query, tables).some((each) => each.alias === alias);
}

function laneViolations(query: Query, tables: ReadonlySet<string>): Violation[] {
  const fixed = fixedIn(query);
  const free = tablesOf(query, tables).filter(({ alias }) => !fixed.has(alias));
  const inserted = query.kind === 'InsertStmt';
  const missing = free
    .filter(() => !inserted || !insertsLane(query, tables))
    .map(({ table, alias }) => ({ rule: 4, what: `${table} ${alias}` }));
  const unnested = every('RangeFunction', query.tree.fromClause, notIntoQueries)
    .flatMap((range) => list(child(range, 'alias'), 'colnames'))
    .filter((column) => text(child(column, 'String'), 'sval') === 'lane');
  return [...missing, ...unnested.map(() => ({ rule: 5, what: 'the lane inside an unnest' }))];
}

const hasColumn = (tree: unknown): boolean => every('ColumnRef', tree).length > 0;
const isInterval = (tree: unknown): boolean =>
  every('TypeCast', tree).some((cast) => nameOf(list(child(cast, 'typeName'), 'names')) === 'interval') ||
  every('FuncCall', tree).some((call) => nameOf(list(call, 'funcname')) === 'make_interval');
/** A moment and an interval: not immutable, since days have no fixed length. */
const shifts = (each: Tree): boolean => ['+', '-'].includes(operatorOf(each)) && isInterval([each.lexpr, each.rexpr]);
const callsIn = (tree: unknown): string[] => [
  ...every('FuncCall', tree, notIntoQueries).map((call) => nameOf(list(call, 'funcname'))),
  ...every('SQLValueFunction', tree, notIntoQueries).map(({ op }) => String(op)),
];

/** Expressions that are evaluated where rows are written. @param strict also what the engine takes where no column is beside it */
function writtenViolations({ kind, tree }: Query, strict: boolean): Violation[] {
  const conflict = child(tree, 'onConflictClause');
  const set = [...(kind === 'UpdateStmt' ? list(tree, 'targetList') : []), ...list(conflict, 'targetList')];
  const writes = kind !== 'SelectStmt';
  const assigned = [set, writes ? tree.returningClause : undefined, conflict?.whereClause];
  const where = kind === 'UpdateStmt' || kind === 'DeleteStmt' ? tree.whereClause : undefined;
  const calls = strict ? callsIn(assigned).filter((name) => !IMMUTABLE.has(name)) : [];
  const clocks = callsIn(where).filter((name) => CLOCKS.has(name) && name !== 'now');
  const arithmetic = every('A_Expr', [assigned, where], notIntoQueries).filter((each) => shifts(each) && hasColumn(each));
  // What an UPDATE takes from a sub-select stands in its own place there, unless that is made first, as a CTE.
  const from = writes && kind !== 'InsertStmt' ? [tree.fromClause, tree.usingClause] : undefined;
  const chosenOf = (part: unknown): Tree[] => ['CaseExpr', 'CoalesceExpr'].flatMap((name) => every(name, part, notIntoQueries));
  const taken = every('RangeSubselect', from, notIntoQueries).map((range) => child(range, 'subquery', 'SelectStmt')?.targetList);
  const choices = chosenOf([assigned, where, taken]);
  const chosen = [
    ...choices.flatMap(callsIn).filter((name) => CLOCKS.has(name)),
    ...every('A_Expr', choices, notIntoQueries).filter(shifts).map(operatorOf),
  ];
  const slices = set.filter(
    (target) => every('A_Indices', target, notIntoQueries).length > 0 || list(child(target, 'ResTarget'), 'indirection').length > 0,
  );
  return [
    ...calls.map((name) => ({ rule: 9, what: `${name}() where a row is written` })),
    ...clocks.map((name) => ({ rule: 9, what: `${name}() in the where of a write` })),
    ...chosen.map((name) => ({ rule: 9, what: `${name} in a case or coalesce` })),
    ...arithmetic.map(() => ({ rule: 9, what: 'a column and an interval' })),
    ...slices.map(() => ({ rule: 9, what: 'an array subscript in SET' })),
  ];
}

/** Locks and calls that must decide nothing. */
function signalViolations(statement: Tree): Violation[] {
  const calls = callsIn([statement, ...queriesIn(statement).map(({ tree }) => tree)]);
  const locks = calls.filter((name) => /^pg_(?:try_)?advisory/.test(name)).map((name) => ({ rule: 17, what: name }));
  const notes = calls.includes('pg_notify') && every('RangeVar', statement).length > 0;
  return [...locks, ...(notes ? [{ rule: 17, what: 'NOTIFY as part of a statement' }] : [])];
}

/** @param tables that have a lane @param acrossLanes may read or write several lanes (what runs beside the server) */
export async function violationsOf(sql: string, tables: ReadonlySet<string>, { acrossLanes = false } = {}): Promise<Violation[]> {
  const found = (await statementsOf(sql)).flatMap((statement) => {
    const queries = queriesIn(statement);
    const inside = every('CommonTableExpr', statement).flatMap((cte) => every('InsertStmt', cte.ctequery));
    const merges = every('MergeStmt', statement);
    return [
      ...queries.flatMap((query) => (acrossLanes ? acrossViolations(query, tables) : laneViolations(query, tables))),
      ...inside.map(() => ({ rule: 6, what: 'an INSERT inside a CTE' })),
      ...merges.map(() => ({ rule: 6, what: 'a MERGE' })),
      ...queries.flatMap((query) => writtenViolations(query, !acrossLanes)),
      ...(acrossLanes ? elsewhereViolations(statement) : signalViolations(statement)),
    ];
  });
  return [...new Map(found.map((each) => [`${each.rule} ${each.what}`, each])).values()];
}

/** Of the schema: the lane comes first in every key and index, and nothing that a distributed table can't have. */
export async function schemaViolations(ddl: string): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const statement of await statementsOf(ddl)) {
    for (const table of every('CreateStmt', statement)) {
      const name = text(child(table, 'relation'), 'relname');
      const lane = every('ColumnDef', table).find((column) => text(column, 'colname') === 'lane');
      const constraints = every('Constraint', table);
      if (lane !== undefined) {
        const type = nameOf(list(child(lane, 'typeName'), 'names'));
        if (type !== 'int2' || lane.constraints === undefined) found.push({ rule: 1, what: `${name}: lane is smallint not null` });
        for (const key of constraints.filter(({ contype }) => contype === 'CONSTR_PRIMARY' || contype === 'CONSTR_UNIQUE'))
          if (text(child(list(key, 'keys')[0], 'String'), 'sval') !== 'lane')
            found.push({ rule: 1, what: `${name}: ${text(key, 'conname')}` });
        found.push(...forbidden(name, constraints));
      }
    }
    for (const index of every('IndexStmt', statement))
      if (text(child(list(index, 'indexParams')[0], 'IndexElem'), 'name') !== 'lane') found.push({ rule: 1, what: text(index, 'idxname') });
    for (const kind of ['CreateTrigStmt', 'RuleStmt', 'CreateSeqStmt'])
      if (every(kind, statement).length > 0) found.push({ rule: 12, what: kind });
  }
  return found;
}

const forbidden = (table: string, constraints: readonly Tree[]): Violation[] =>
  constraints
    .filter(({ contype }) => ['CONSTR_FOREIGN', 'CONSTR_GENERATED', 'CONSTR_IDENTITY'].includes(String(contype)))
    .map(({ contype }) => ({ rule: 12, what: `${table}: ${String(contype)}` }));
