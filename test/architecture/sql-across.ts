// What a statement over several lanes may do, on distributed tables: the tests' own, and whatever else runs beside the server.
import {
  child,
  columnOf,
  every,
  list,
  nameOf,
  notIntoQueries,
  operatorOf,
  type Query,
  tablesOf,
  terms,
  type Tree,
  type Violation,
} from './sql-tree.js';

/** What stands for the lanes of a query that are alike: a table's own, or a value that is given. */
type Groups = Map<string, string>;

const rootOf = (groups: Groups, name: string): string => {
  const up = groups.get(name);
  return up === undefined || up === name ? name : rootOf(groups, up);
};

/** A value stays on top: what is alike a value is one lane. */
function join(groups: Groups, one: string, other: string): void {
  const [a, b] = [rootOf(groups, one), rootOf(groups, other)];
  if (a.startsWith('=')) groups.set(b, a);
  else groups.set(a, b);
}

/** Places in the text say nothing of the value. */
const valueOf = (tree: unknown): string => `=${JSON.stringify(tree, (key, value: unknown) => (key === 'location' ? undefined : value))}`;

/** Which lanes are alike, by what must hold of every row. */
function groupsOf(tree: Tree, alone: string | undefined): Groups {
  const groups: Groups = new Map();
  const joins = every('JoinExpr', tree.fromClause, notIntoQueries).map(({ quals }) => quals);
  const laneOf = (side: unknown): string | undefined => {
    const path = columnOf(side);
    if (path.at(-1) === 'lane') return path.length > 1 ? path[0] : alone;
    return path.length === 0 ? valueOf(side) : undefined;
  };
  for (const term of [tree.whereClause, ...joins].flatMap(terms)) {
    const equal = child(term, 'A_Expr');
    if (equal?.kind !== 'AEXPR_OP' || operatorOf(equal) !== '=') continue;
    const [left, right] = [laneOf(equal.lexpr), laneOf(equal.rexpr)];
    if (left !== undefined && right !== undefined && !(left.startsWith('=') && right.startsWith('='))) join(groups, left, right);
  }
  // `using (lane, …)`
  for (const each of every('JoinExpr', tree.fromClause, notIntoQueries)) {
    const shared = list(each, 'usingClause').some((column) => nameOf([column]) === 'lane');
    const [first, ...others] = every('RangeVar', [each.larg, each.rarg], notIntoQueries).map(aliasOf);
    if (shared && first !== undefined) for (const other of others) join(groups, other, first);
  }
  return groups;
}

const aliasOf = (range: Tree): string => {
  const alias = child(range, 'alias')?.aliasname;
  return typeof alias === 'string' ? alias : String(range.relname);
};

/** Joins without `lane = lane`, and locks of more lanes than one. */
export function acrossViolations(query: Query, known: ReadonlySet<string>): Violation[] {
  const { kind, tree } = query;
  const tables = [...tablesOf(query, known), ...selectsOf(query, known)];
  const groups = groupsOf(tree, tables.length === 1 ? tables[0]?.alias : undefined);
  for (const { alias, value } of selectsOf(query, known)) if (value !== undefined) join(groups, alias, value);
  const roots = new Set(tables.map(({ alias }) => rootOf(groups, alias)));
  const inserted = kind === 'InsertStmt' && tables.length > 0;
  const cols = list(tree, 'cols').map((column) => child(column, 'ResTarget')?.name);
  const locks = list(tree, 'lockingClause').length > 0 && tables.some(({ alias }) => !rootOf(groups, alias).startsWith('='));
  return [
    ...(kind !== 'InsertStmt' && roots.size > 1
      ? [{ rule: 4, what: `a join without lane = lane: ${tables.map(({ alias }) => alias).join(', ')}` }]
      : []),
    ...(inserted && !cols.includes('lane') ? [{ rule: 4, what: 'an INSERT without a lane' }] : []),
    ...(locks ? [{ rule: 5, what: 'a lock of rows in more than one lane' }] : []),
    ...outsideViolations(query, known, groups),
  ];
}

/** Sub-selects in `from` that read lanes, each like a table; with the value that their lane is, where it is one. */
function selectsOf({ tree }: Query, known: ReadonlySet<string>): { alias: string; value?: string }[] {
  return every('RangeSubselect', [tree.fromClause, tree.usingClause], notIntoQueries).flatMap((range) => {
    const inner = child(range, 'subquery', 'SelectStmt');
    const tables = inner === undefined ? [] : tablesOf({ kind: 'SelectStmt', tree: inner }, known);
    if (inner === undefined || tables.length === 0) return [];
    const groups = groupsOf(inner, tables.length === 1 ? tables[0]?.alias : undefined);
    const [root = '', ...others] = new Set(tables.map(({ alias }) => rootOf(groups, alias)));
    const alias = String(child(range, 'alias')?.aliasname);
    return [others.length === 0 && root.startsWith('=') ? { alias, value: root } : { alias }];
  });
}

/** A sub-select that looks at the query around it, and not in its lane. */
function outsideViolations(query: Query, known: ReadonlySet<string>, around: Groups): Violation[] {
  const own = tablesOf(query, known);
  const inner = every('SubLink', [query.tree.whereClause, query.tree.targetList], notIntoQueries).map(({ subselect }) =>
    child(subselect, 'SelectStmt'),
  );
  return inner.flatMap((tree) => {
    if (tree === undefined) return [];
    const tables = tablesOf({ kind: 'SelectStmt', tree }, known);
    const outer = own
      .map(({ alias }) => alias)
      .filter((alias) => every('ColumnRef', tree).some((column) => columnOf({ ColumnRef: column })[0] === alias));
    if (tables.length === 0 || outer.length === 0) return [];
    const groups = groupsOf(tree, tables.length === 1 ? tables[0]?.alias : undefined);
    const alike = (alias: string): boolean => {
      const root = rootOf(groups, alias);
      return outer.some((each) => rootOf(groups, each) === root || rootOf(around, each) === root);
    };
    return tables.filter(({ alias }) => !alike(alias)).map(({ alias }) => ({ rule: 4, what: `a sub-select of another lane: ${alias}` }));
  });
}

/** What happens on one node alone is not seen on another: locks, and who waits for them. */
export function elsewhereViolations(statement: Tree): Violation[] {
  const calls = every('FuncCall', statement).map((call) => nameOf(list(call, 'funcname')));
  const views = every('RangeVar', statement).map(({ relname }) => String(relname));
  return [
    ...calls.filter((name) => /^pg_(?:try_)?advisory/.test(name)).map((name) => ({ rule: 17, what: name })),
    ...views.filter((name) => ['pg_stat_activity', 'pg_locks'].includes(name)).map((name) => ({ rule: 17, what: name })),
  ];
}
