// `npm run bench -- start`: runs one of the benchmarks beside this file, each bounded in count and time, and prints its figures.
import { existsSync } from 'node:fs';

const [name] = process.argv.slice(2);
const file = new URL(`${name}.mjs`, import.meta.url);
if (!/^[a-z-]+$/.test(name ?? '') || name === 'run' || !existsSync(file)) {
  console.error('Usage: npm run bench -- start');
  process.exit(1);
}
await import(file.href);
