// Compiles the server from src into dist, file by file, and copies its SQL. It does not check types: npm run typecheck does.
import { transformFile } from '@swc/core';
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCE = join(root, 'src');
const OUT = join(root, 'dist');
/** Vite builds the web app and puts it beside the server. */
const WEB = { source: 'console/web/', built: 'console-web', stamp: '.built-web' };

const options = { cwd: root, root, configFile: join(root, '.swcrc') };

async function compile(name) {
  const [file, out] = [join(SOURCE, name), join(OUT, name.replace(/\.ts$/, '.js'))];
  const sourceFileName = relative(dirname(out), file);
  const { code, map } = await transformFile(file, { ...options, sourceFileName, outputPath: out });
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${code}\n//# sourceMappingURL=${out.slice(out.lastIndexOf('/') + 1)}.map`);
  writeFileSync(`${out}.map`, map);
}

mkdirSync(OUT, { recursive: true });
for (const name of readdirSync(OUT)) if (name !== WEB.built && name !== WEB.stamp) rmSync(join(OUT, name), { recursive: true });
const names = readdirSync(SOURCE, { recursive: true }).map((name) => name.replaceAll('\\', '/'));
const ours = names.filter((name) => !name.startsWith(WEB.source));
await Promise.all(ours.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts')).map(compile));
for (const name of ours.filter((each) => each.endsWith('.sql'))) {
  mkdirSync(dirname(join(OUT, name)), { recursive: true });
  copyFileSync(join(SOURCE, name), join(OUT, name));
}
