// What a test file needs, told by what it imports, directly or not: nothing, the whole application without a database, or a database.
// So a new file needs no entry in a list, and one that needs no database doesn't wait for it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const IMPORTS = /(?:\bfrom|\bimport)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

/** Clones a database, or starts a server as a process of its own, which starts its own PostgreSQL. */
const DATABASE = ['test/support/database.ts', 'test/support/process.ts', 'src/platform/database/embedded-postgres.ts'];
/** Nest's application, whose CommonJS packages need preload.mjs. */
const APPLICATION = ['src/app.ts', 'src/app.module.ts'];

const known = new Map();

/** The files of this repository that a file imports. */
function importsOf(file) {
  const read = known.get(file);
  if (read !== undefined) return read;
  const named = [...readFileSync(file, 'utf8').matchAll(IMPORTS)].map(([, path]) => resolve(dirname(file), path));
  const found = named.map((path) => [path.replace(/\.js$/, '.ts'), path].find((each) => existsSync(each))).filter(Boolean);
  known.set(file, found);
  return found;
}

function reachedFrom(file, reached = new Set()) {
  if (reached.has(file)) return reached;
  reached.add(file);
  for (const each of importsOf(file)) reachedFrom(each, reached);
  return reached;
}

function needOf(file) {
  const reached = [...reachedFrom(file)].map((each) => relative(root, each));
  if (DATABASE.some((each) => reached.includes(each))) return 'database';
  return APPLICATION.some((each) => reached.includes(each)) ? 'application' : 'unit';
}

/** All test files, by what they need. */
export function filesByNeed() {
  const byNeed = { unit: [], application: [], database: [] };
  for (const name of readdirSync(join(root, 'test'), { recursive: true }).sort()) {
    const file = join(root, 'test', name);
    if (name.endsWith('.test.ts')) byNeed[needOf(file)].push(file);
  }
  return byNeed;
}
