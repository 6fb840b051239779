// Builds the server and the console into dist if their sources are newer than the last build.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const inRoot = (path) => `${root}${path}`;

/** The console's sources, which are not part of the server. */
export const WEB = inRoot('src/console/web');
const SETTINGS = ['package.json', 'tsconfig.json'].map(inRoot);

/** The time of the last change of a file, or of any file in a folder. @param except a folder inside that does not count */
function newest(path, except) {
  if (path === except) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(`${path}/${name}`, except)));
}

/** True if a build is as new as its sources. The stamp is written last and removed first, so that an interrupted build does not count. */
const isCurrent = (stamp, sources, except) =>
  existsSync(stamp) && sources.every((source) => newest(source, except) < statSync(stamp).mtimeMs);

/** Progress and duration go to the error stream: the standard output belongs to the command. */
const say = (text) => process.stderr.write(text);

/** @returns true if it succeeded */
function run(what, stamp, tool, ...rest) {
  const begun = performance.now();
  say(`Building ${what} … `);
  rmSync(stamp, { force: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, [inRoot(tool), ...rest], { cwd: root });
  if (status !== 0) {
    say(`failed.\n${stdout}${stderr}`);
    return false;
  }
  writeFileSync(stamp, '');
  say(`${((performance.now() - begun) / 1_000).toFixed(1)} s\n`);
  return true;
}

/** Does not build the console. @returns true if there is a current build */
export function buildServer() {
  const stamp = inRoot('dist/.built');
  const sources = [...['src', '.swcrc', 'scripts/compile.mjs'].map(inRoot), ...SETTINGS];
  if (isCurrent(stamp, sources, WEB)) return true;
  return run('the server, since its sources are newer or nothing is built yet', stamp, 'scripts/compile.mjs');
}

/** @returns true if there is a current build */
export function buildConsole() {
  const stamp = inRoot('dist/.built-web');
  if (isCurrent(stamp, [WEB, inRoot('vite.config.mjs'), ...SETTINGS])) return true;
  return run('the console', stamp, 'node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn');
}

/** An image without sources is built already. */
export const hasSources = () => existsSync(inRoot('src'));
