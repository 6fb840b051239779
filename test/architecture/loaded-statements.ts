// The calls of `statement<Parameters, Row>('name', …)` in the sources, with the names that are in their types.
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { filesUnder } from './sql-sources.js';

export interface LoadedStatement {
  /** The statement's. */
  file: string;
  /** The names of its parameters; undefined where it has no type. */
  parameters: string[] | undefined;
  /** The names of its rows' columns. */
  columns: string[];
}

export const sources = filesUnder('src', '.ts').filter((path) => !path.startsWith('src/console/web/'));

export function loadedStatements(): LoadedStatement[] {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => readFileSync(path, 'utf8')) as { config: object };
  const program = ts.createProgram(sources, ts.parseJsonConfigFileContent(config, ts.sys, '.').options);
  const checker = program.getTypeChecker();
  const namesOf = (type: ts.TypeNode): string[] =>
    checker
      .getTypeFromTypeNode(type)
      .getProperties()
      .map((each) => each.getName())
      .sort();
  const found: LoadedStatement[] = [];
  for (const path of sources) {
    const source = program.getSourceFile(path);
    if (source === undefined) continue;
    const visit = (node: ts.Node): void => {
      ts.forEachChild(node, visit);
      if (!ts.isCallExpression(node) || node.expression.getText(source) !== 'statement') return;
      const [name] = node.arguments;
      if (name === undefined || !ts.isStringLiteral(name)) return;
      const [parameters, row] = node.typeArguments ?? [];
      const folder = dirname(relative('.', source.fileName));
      found.push({
        file: join(folder, 'sql', `${name.text}.sql`),
        parameters: parameters && namesOf(parameters),
        columns: row === undefined ? [] : namesOf(row),
      });
    };
    visit(source);
  }
  return found;
}
