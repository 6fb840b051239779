// PostgreSQL's own parser, and the few questions that the rules ask of its trees.
import { parse } from 'libpg-query';

export type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Its statements, as `{ SelectStmt: … }` and the like. @throws where it isn't SQL */
export async function statementsOf(sql: string): Promise<Tree[]> {
  const { stmts } = (await parse(sql)) as unknown as { stmts?: { stmt: Tree }[] };
  return (stmts ?? []).map(({ stmt }) => stmt);
}

export const child = (tree: unknown, ...path: string[]): Tree | undefined => {
  const found = path.reduce<unknown>((at, name) => (isTree(at) ? at[name] : undefined), tree);
  return isTree(found) ? found : undefined;
};
export const list = (tree: unknown, name: string): unknown[] => {
  const found = isTree(tree) ? tree[name] : undefined;
  return Array.isArray(found) ? (found as unknown[]) : [];
};
export const text = (tree: unknown, name: string): string => {
  const found = isTree(tree) ? tree[name] : undefined;
  return typeof found === 'string' ? found : '';
};

/** Every node of a kind under the tree, itself included. @param into false where to look no deeper */
export function every(kind: string, tree: unknown, into: (kind: string) => boolean = () => true): Tree[] {
  if (Array.isArray(tree)) return tree.flatMap((each) => every(kind, each, into));
  if (!isTree(tree)) return [];
  return Object.entries(tree).flatMap(([name, value]) => {
    const own = name === kind && isTree(value) ? [value] : [];
    return into(name) ? [...own, ...every(kind, value, into)] : own;
  });
}

const QUERIES = ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'] as const;
export type QueryKind = (typeof QUERIES)[number];
export interface Query {
  kind: QueryKind;
  tree: Tree;
}

/** The statement's own query, each CTE and each sub-select of it. */
export const queriesIn = (tree: unknown): Query[] => QUERIES.flatMap((kind) => every(kind, tree).map((each) => ({ kind, tree: each })));

/** Looks at one level of a query only. */
export const notIntoQueries = (name: string): boolean => !(QUERIES as readonly string[]).includes(name) && name !== 'withClause';

/** `s.lane` as ['s', 'lane']. */
export const columnOf = (tree: unknown): string[] =>
  list(child(tree, 'ColumnRef'), 'fields').map((field) => text(child(field, 'String'), 'sval'));

/** The number of `$n`, casts aside. */
export function parameterOf(tree: unknown): number | undefined {
  const cast = child(tree, 'TypeCast', 'arg');
  if (cast !== undefined) return parameterOf(cast);
  const number = child(tree, 'ParamRef')?.number;
  return typeof number === 'number' ? number : undefined;
}

export const nameOf = (parts: unknown[]): string => text(child(parts.at(-1), 'String'), 'sval');
export const operatorOf = (expression: Tree): string => nameOf(list(expression, 'name'));

export interface Violation {
  rule: number;
  what: string;
}

/** Tables of one level of a query: in `from`, in joins, what is written and what it is written from. */
export function tablesOf({ tree }: Query, known: ReadonlySet<string>): { table: string; alias: string }[] {
  const level = [tree.relation, tree.fromClause, tree.usingClause];
  const written = child(tree, 'relation');
  const ranges = [...(written === undefined ? [] : [written]), ...every('RangeVar', level, notIntoQueries)];
  return ranges
    .map((range) => ({ table: text(range, 'relname'), alias: text(child(range, 'alias'), 'aliasname') || text(range, 'relname') }))
    .filter(({ table }) => known.has(table));
}

/** What must hold of every row: the terms of `where` and `on` that are joined by AND. */
export function terms(tree: unknown): unknown[] {
  const and = child(tree, 'BoolExpr');
  return and?.boolop === 'AND_EXPR' ? list(and, 'args').flatMap(terms) : [tree];
}
