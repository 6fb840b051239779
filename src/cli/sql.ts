// `npm run sql -- NAME` prints a statement as it is sent to PostgreSQL, with the names of its parameters. Without a name it lists all
// statements.
import { readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { statement } from '../queue/statements.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /(?:^|\/)sql\/[^/]+\.sql$/.test(path))
  .sort();
const [wanted] = process.argv.slice(2);
const found = files.filter((path) => path.endsWith(`sql/${wanted ?? ''}.sql`));

for (const path of found) {
  const [, folder = '', name = ''] = /^(.*)sql\/([^/]+)\.sql$/.exec(path) ?? [];
  const { text, parameters } = statement(name, pathToFileURL(`${root}${folder}module.js`).href);
  const named = parameters.map((parameter, i) => `$${i + 1} ${parameter}`).join(', ');
  process.stdout.write(`-- ${path}${named === '' ? '' : `: ${named}`}\n${text}\n`);
}
if (found.length === 0) {
  process.stderr.write(
    `${wanted === undefined ? 'Name one of:' : `There is no statement ${wanted}. There are:`}\n  ${files.join('\n  ')}\n`,
  );
  process.exitCode = 1;
}
