// Finds a statement of the server by its name, in any folder.
import { readdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Statement, statement } from '../../src/queue/statements.js';

export function statementNamed<Parameters extends object, Row extends object = object>(name: string): Statement<Parameters, Row> {
  const [file, ...more] = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(`/sql/${name}.sql`));
  if (file === undefined || more.length > 0) throw new Error(`There is not one statement ${name}`);
  return statement(name, pathToFileURL(resolve('src', dirname(dirname(file)), 'module.ts')).href);
}
