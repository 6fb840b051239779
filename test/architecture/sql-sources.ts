// Every SQL text of the sources: the files under sql/, expanded, and the strings of the code, with what they are put together from. What
// can only be known at run time stands as a parameter.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { SPANS } from '../../src/requests/query/entry-spans.js';
import { statement } from '../../src/queue/statements.js';

export interface Source {
  where: string;
  sql: string;
}

const STATEMENT = /^\s*(?:--.*\n\s*)*(?:with|select|insert|update|delete|merge)\s/;
const DEFINITION = /^\s*create\s/;
/** No statement has so many. */
const UNKNOWN = '$99';

export function filesUnder(folder: string, ending: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
}

/** The statements of the files under sql/, and those that are composed, as PostgreSQL reads them. */
export function sqlFiles(folder: string): (Source & { parameters: readonly string[] })[] {
  const files = filesUnder(folder, '.sql').filter((where) => !where.includes('/fragments/'));
  const read = files.map((where) => {
    const module = pathToFileURL(join(dirname(dirname(where)), 'module.ts')).href;
    const { text, parameters } = statement(basename(where, '.sql'), module);
    return { where, sql: text, parameters };
  });
  return [...read, ...SPANS.map(({ name, text, parameters }) => ({ where: name, sql: text, parameters }))];
}

/** Constants of all files, by name: a fragment may come from another. */
type Constants = ReadonlyMap<string, ts.Expression>;

function constantsOf(files: readonly ts.SourceFile[]): Constants {
  const found = new Map<string, ts.Expression>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined)
      found.set(node.name.text, node.initializer);
    ts.forEachChild(node, visit);
  };
  files.forEach(visit);
  return found;
}

/** What is pushed on a list, in the file of the node. */
function pushedOn(name: string, file: ts.SourceFile): ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(file) === `${name}.push`) found.push(...node.arguments);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The text of an expression, as far as it can be known. */
function textOf(node: ts.Expression, file: ts.SourceFile, constants: Constants): string | undefined {
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return (
      node.head.text + node.templateSpans.map((span) => (textOf(span.expression, file, constants) ?? UNKNOWN) + span.literal.text).join('')
    );
  if (ts.isIdentifier(node)) {
    const known = constants.get(node.text);
    return known === undefined || !isText(known) ? undefined : textOf(known, known.getSourceFile(), constants);
  }
  // `${where.join(' and ')}`: the list's first items, and all that are pushed on it.
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'join') {
    const { expression } = node.expression;
    const items = constants.get(expression.getText(file));
    const [separator] = node.arguments;
    if (items === undefined || !ts.isArrayLiteralExpression(items) || separator === undefined) return undefined;
    const all = [...items.elements, ...pushedOn(expression.getText(file), file)];
    return all.map((item) => textOf(item, file, constants) ?? UNKNOWN).join(textOf(separator, file, constants));
  }
  return undefined;
}

const isText = (node: ts.Expression): boolean => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || ts.isNumericLiteral(node);

/** Names of texts that others are put together from: read there, not by themselves. */
function partsOf(files: readonly ts.SourceFile[]): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateSpan(node) && ts.isIdentifier(node.expression)) found.add(node.expression.text);
    ts.forEachChild(node, visit);
  };
  files.forEach(visit);
  return found;
}

/** Statements of the code, and what defines the schema. */
export function sqlStrings(paths: readonly string[]): { statements: Source[]; definitions: Source[] } {
  const files = paths.map((path) => ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true));
  const constants = constantsOf(files);
  const statements: Source[] = [];
  const definitions: Source[] = [];
  const parts = partsOf(files);
  for (const file of files) {
    const visit = (node: ts.Node): void => {
      const part = !ts.isSourceFile(node) && ts.isVariableDeclaration(node.parent) && parts.has(node.parent.name.getText(file));
      if (!part && (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node))) {
        const sql = textOf(node, file, constants) ?? '';
        const where = `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`;
        if (STATEMENT.test(sql)) statements.push({ where, sql });
        if (DEFINITION.test(sql)) definitions.push({ where, sql });
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return { statements, definitions };
}
