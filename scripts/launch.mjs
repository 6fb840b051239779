// Builds what is out of date, then runs an entry of dist: `node scripts/launch.mjs main`. `--build-only` builds.
// Under npm, `node` is the Node 24 of node_modules; started otherwise with an older one, it hands over to that.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const OLDEST = 22;
const WEB = 'src/console/web';
const root = fileURLToPath(new URL('..', import.meta.url));
const inRoot = (path) => `${root}${path}`;
const [entry, ...rest] = process.argv.slice(2);

/** When a file, or anything in a folder, was last changed. @param except a folder of it that doesn't count */
function newest(path, except) {
  if (path === except) return 0;
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newest(`${path}/${name}`, except)));
}

/** Whether a build is as new as its sources. The stamp is written last and removed first: a build that was cut off is none. */
const isCurrent = (stamp, sources, except) =>
  existsSync(stamp) && sources.every((source) => newest(source, except) < statSync(stamp).mtimeMs);

/** What is done meanwhile, and how long it took, goes to the error stream: the output is what the command itself says. */
const say = (text) => process.stderr.write(text);

function run(what, stamp, tool, ...rest) {
  const begun = performance.now();
  say(`Building ${what} … `);
  rmSync(stamp, { force: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, [inRoot(`node_modules/${tool}`), ...rest], { cwd: root });
  if (status !== 0) {
    say(`failed.\n${stdout}${stderr}`);
    process.exit(status ?? 1);
  }
  writeFileSync(stamp, '');
  say(`${((performance.now() - begun) / 1_000).toFixed(1)} s\n`);
}

/** An image without sources is built already. The server comes first: its build empties dist. */
function build() {
  if (!existsSync(inRoot('src'))) return;
  const settings = ['package.json', 'tsconfig.json'];
  const server = inRoot('dist/.built');
  const sources = ['src', 'tsconfig.build.json', 'nest-cli.json', '.swcrc', ...settings].map(inRoot);
  if (!isCurrent(server, sources, inRoot(WEB)))
    run('the server, since its sources are newer or nothing is built yet', server, '@nestjs/cli/bin/nest.js', 'build');
  const web = inRoot('dist/.built-web');
  if (!isCurrent(web, [WEB, 'vite.config.mjs', ...settings].map(inRoot)))
    run('the console', web, 'vite/bin/vite.js', 'build', '--logLevel', 'warn');
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
