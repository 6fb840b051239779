// Builds the outdated parts, then runs an entry of dist: `node scripts/launch.mjs main`. `--build-only` builds everything, `--build-server`
// everything but the console. Under npm, `node` is the Node 24 of node_modules. If it is started by an older Node, it starts itself again
// by that one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { buildConsole, buildServer, hasSources } from './build.mjs';

const OLDEST = 22;
const root = fileURLToPath(new URL('..', import.meta.url));
const inRoot = (path) => `${root}${path}`;
const [entry, ...rest] = process.argv.slice(2);

/** Commands do not need the console. */
const needsConsole = () => entry === 'main' || entry === '--build-only';

if (Number(process.versions.node.split('.')[0]) >= OLDEST) {
  if (hasSources() && !(buildServer() && (!needsConsole() || buildConsole()))) process.exit(1);
  if (entry !== '--build-only' && entry !== '--build-server') {
    // Compiled code is cached for later starts.
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
