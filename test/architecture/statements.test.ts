// Each statement is one file under sql/ with a header, loaded at one place; and the type of its parameters there has the names that stand
// in its text, no other and no fewer. The compiler holds whoever runs it to that type.
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { filesUnder, sqlFiles } from './sql-sources.js';

const { config } = ts.readConfigFile('tsconfig.json', (path) => readFileSync(path, 'utf8')) as { config: object };
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.');
const paths = filesUnder('src', '.ts').filter((path) => !path.startsWith('src/console/web/'));
const program = ts.createProgram(paths, options);
const checker = program.getTypeChecker();

interface Loaded {
  file: string;
  /** Of the type of its parameters. */
  names: string[];
}

/** The calls of `statement<…>('name', …)`, and of `composed`. */
function loadedIn(source: ts.SourceFile): Loaded[] {
  const found: Loaded[] = [];
  const path = relative('.', source.fileName);
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isCallExpression(node) || node.expression.getText(source) !== 'statement') return;
    const [name, of] = node.arguments;
    if (name === undefined || !ts.isStringLiteral(name)) return;
    const [type] = node.typeArguments ?? [];
    const names =
      type === undefined
        ? ['no type']
        : checker
            .getTypeFromTypeNode(type)
            .getProperties()
            .map((each) => each.getName());
    const folder = of === undefined ? 'src/queue' : dirname(path);
    found.push({ file: join(folder, 'sql', `${name.text}.sql`), names: names.sort() });
  };
  visit(source);
  return found;
}

const loaded = paths.flatMap((path) => {
  const source = program.getSourceFile(path);
  return source === undefined ? [] : loadedIn(source);
});
const files = sqlFiles('src').filter(({ where }) => where.endsWith('.sql'));

it('each file is loaded, and at one place', () => {
  expect(loaded.map(({ file }) => file).sort()).toEqual(files.map(({ where }) => where).sort());
});

it.each(files.map(({ where, parameters }) => [where, parameters] as const))('the parameters of %s have a type', (where, parameters) => {
  const types = loaded.filter(({ file }) => file === where).map(({ names }) => names);
  expect(types).toEqual([[...parameters].sort()]);
});

describe('each file', () => {
  const all = filesUnder('src', '.sql').map((path) => [path, readFileSync(path, 'utf8')] as const);

  it.each(all)('%s says first what it promises', (_path, sql) => {
    expect(sql).toMatch(/^-- [A-Za-z`“].{20}/);
  });

  it.each(all.filter(([path]) => path.includes('/fragments/')))('%s is used', (path) => {
    const name = /([^/]+)\.sql$/.exec(path)?.[1]?.replaceAll('-', '_') ?? '';
    const texts = [...all.map(([, sql]) => sql), ...paths.map((each) => readFileSync(each, 'utf8'))];
    expect(texts.filter((text) => text.includes(`:${name}(`)).length).toBeGreaterThan(0);
  });
});
