// Builds what is out of date, then runs an entry of dist: `node scripts/launch.mjs main`. `--build-only` builds.
// Under npm, `node` is the Node 24 of node_modules; started otherwise with an older one, it hands over to that.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const OLDEST = 22;
const root = fileURLToPath(new URL('..', import.meta.url));
const inRoot = (path) => `${root}${path}`;
const [entry, ...rest] = process.argv.slice(2);

function newest(path) {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(`${path}/${name}`)));
}

/** The stamp is written last and removed first: a build that was cut off is none. An image without sources is built already. */
function build() {
  const stamp = inRoot('dist/.built');
  const sources = ['src', 'package.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json', '.swcrc'].map(inRoot);
  if (!existsSync(inRoot('src'))) return;
  if (existsSync(stamp) && sources.every((source) => newest(source) < statSync(stamp).mtimeMs)) return;
  rmSync(stamp, { force: true });
  const nest = inRoot('node_modules/@nestjs/cli/bin/nest.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [nest, 'build'], { cwd: root });
  if (status !== 0) {
    process.stderr.write(`${stdout}${stderr}`);
    process.exit(status ?? 1);
  }
  writeFileSync(stamp, '');
}

if (Number(process.versions.node.split('.')[0]) >= OLDEST) {
  build();
  if (entry !== '--build-only') {
    // Compiled once, not with every start.
    module.enableCompileCache?.(inRoot('node_modules/.cache/compiled'));
    const file = inRoot(`dist/${entry}.js`);
    process.argv = [process.argv[0], file, ...rest];
    await import(file);
  }
} else {
  const node = inRoot('node_modules/node/bin/node');
  if (!existsSync(node)) {
    console.error(`Node ${OLDEST} or newer is needed, and node_modules has none for this machine. Install it and start again.`);
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
}
