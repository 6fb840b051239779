// Turns a statement that is written with names into the text that PostgreSQL gets. This is done once, when the statement is loaded.
//   :requestId         a parameter: it becomes $1, $2 … in the order of appearance, but `lane` is always $1 (docs/guides/citus.md)
//   :Outcome.InDoubt   a code: it becomes its value; the names come from the enums of the code
//   :account(s)        a fragment: the text of fragments/account.sql, whose first line names its arguments: `-- account(slice): …`
// Comments are removed. Text in quotes, casts (`::int`) and array slices (`a[1:2]`, `a[low:high]`) stay unchanged.

export type Codes = Readonly<Record<string, Readonly<Record<string, number | string>>>>;

export interface Expanded {
  text: string;
  /** The names of $1, $2 … */
  parameters: string[];
}

interface Names {
  codes: Codes;
  /** The text of a fragment's file; undefined if there is no such file. */
  fragment: (name: string) => string | undefined;
}

const QUOTED = [
  String.raw`\b[eE]'(?:[^'\\]|''|\\[\s\S])*'`,
  String.raw`'(?:[^']|'')*'`,
  String.raw`"(?:[^"]|"")*"`,
  String.raw`\$(?<tag>(?:[A-Za-z_]\w*)?)\$[\s\S]*?\$\k<tag>\$`,
];
const COMMENT = String.raw`^[ \t]*--.*(?:\n|$)|[ \t]*--.*|(?<block>/\*)`;
/** A colon that begins a name; after a word or a bracket it belongs to an array slice. */
const COLON = String.raw`(?<![\w\])"'])[:]`;
const NAMES = [
  String.raw`${COLON}(?<enumeration>[A-Z]\w*)\.(?<code>\w+)`,
  String.raw`${COLON}(?<fragment>[a-z]\w*)\((?<given>[^()]*)\)`,
  String.raw`${COLON}(?<parameter>[a-z]\w*)`,
];
const TOKEN = new RegExp([COMMENT, ...QUOTED, '::', ...NAMES].join('|'), 'gm');
const FRAGMENT_HEADER = /^-- (\w+)\(([\w, ]*)\)/;

/** The groups of a token: at most the groups of one kind are present. */
type Groups = Partial<Record<'block' | 'enumeration' | 'code' | 'fragment' | 'given' | 'parameter', string>>;

/** Replaces each token of this syntax in the text; undefined leaves a token unchanged. */
function replaced(sql: string, by: (groups: Groups, token: string) => string | undefined): string {
  return sql.replace(TOKEN, (token: string, ...rest: unknown[]) => by(rest.at(-1) as Groups, token) ?? token);
}

const isComment = (token: string): boolean => /^[ \t]*--/.test(token);
const listed = (given: string): string[] => (given.trim() === '' ? [] : given.split(',').map((each) => each.trim()));

function valueOf(codes: Codes, enumeration: string, code: string): string {
  const values = codes[enumeration];
  if (values === undefined) throw new Error(`:${enumeration}.${code}: there is no enum ${enumeration}`);
  const value = values[code];
  if (value === undefined) throw new Error(`:${enumeration}.${code}: ${enumeration} has ${Object.keys(values).join(', ')}`);
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}

/** The text of a fragment with its arguments inserted. */
function filled(name: string, given: string, { fragment }: Names): string {
  const file = fragment(name);
  if (file === undefined) throw new Error(`:${name}(${given}): there is no fragment ${name}`);
  const [, header, declared = ''] = FRAGMENT_HEADER.exec(file) ?? [];
  if (header !== name) throw new Error(`The fragment ${name} should begin with: -- ${name}(its arguments): what it is`);
  const [places, values] = [listed(declared), listed(given)];
  if (places.length !== values.length) throw new Error(`:${name}(${given}): it takes (${declared})`);
  return file.replace(/\{(\w+)\}/g, (place, argument: string) => values[places.indexOf(argument)] ?? place).trimEnd();
}

/** Expands fragments and codes and removes comments. Parameters keep their names. */
function withoutFragments(sql: string, names: Names, within: readonly string[] = []): string {
  return replaced(sql, ({ block, enumeration, code = '', fragment, given = '' }, token) => {
    if (block !== undefined) throw new Error('Comments begin with --');
    if (isComment(token)) return '';
    if (enumeration !== undefined) return valueOf(names.codes, enumeration, code);
    if (fragment === undefined) return undefined;
    if (within.includes(fragment)) throw new Error(`The fragment ${fragment} contains itself`);
    return withoutFragments(filled(fragment, given, names), names, [...within, fragment]);
  });
}

/** @throws Error for an unknown name */
export function expandSql(sql: string, names: Names): Expanded {
  const named = withoutFragments(sql, names).trim();
  const found = new Set<string>();
  replaced(named, ({ parameter }) => {
    if (parameter !== undefined) found.add(parameter);
    return undefined;
  });
  const parameters = found.has('lane') ? ['lane', ...[...found].filter((name) => name !== 'lane')] : [...found];
  const text = replaced(named, ({ parameter }) => (parameter === undefined ? undefined : `$${parameters.indexOf(parameter) + 1}`));
  return { text, parameters };
}
