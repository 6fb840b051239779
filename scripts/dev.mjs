// `npm run dev`: a server that restarts when its sources change, and the console with hot reload. The embedded PostgreSQL keeps running
// during restarts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import { buildServer, WEB } from './build.mjs';

const HELP = `Usage: npm run dev -- [--console-port PORT] [--inspect [PORT]]
Builds and starts the server, and again whenever a file under src/ changes. Its settings are those of npm start (PORT, PROVIDERS, …).
  --console-port PORT   port of the console with hot reload; default: 5173
  --inspect PORT        port where a debugger may attach to the server; the server does not wait for it
`;
/** Editors write a file in several steps. */
const SETTLED_MS = 150;
const root = fileURLToPath(new URL('..', import.meta.url));

function options() {
  try {
    const { values } = parseArgs({
      options: { help: { type: 'boolean', short: 'h' }, 'console-port': { type: 'string', default: '5173' }, inspect: { type: 'string' } },
    });
    return values;
  } catch (error) {
    console.error(`${error.message}\n${HELP}`);
    process.exit(1);
  }
}

const { help, inspect, 'console-port': consolePort } = options();
if (help) {
  process.stdout.write(HELP);
  process.exit(0);
}
if (!buildServer()) process.exit(1);
const { loadServerConfig } = await import('../dist/modules.js');
const { withDatabase, refuse } = await import('../dist/platform/database/local.js');
const config = loadSettings();
const database = await withDatabase(config).catch(refuse);

function loadSettings() {
  try {
    return loadServerConfig();
  } catch (error) {
    return refuse(error);
  }
}

let server;

function start() {
  const debug = inspect === undefined ? [] : [`--inspect=${inspect}`];
  const env = { ...process.env, DATABASE_URL: database.config.DATABASE_URL };
  const child = spawn(process.execPath, ['--enable-source-maps', ...debug, join(root, 'dist/main.js')], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  server = { child, ended: once(child, 'exit') };
  void server.ended.then(([code]) => {
    if (code !== 0 && !isStopping) console.error(`The server ended with ${code}: it starts again with the next change.`);
  });
}

async function stop() {
  server.child.kill('SIGTERM');
  await server.ended;
}

let isStopping = false;
let restarting;
let timer;
let isChangedAgain = false;

async function restart() {
  do {
    isChangedAgain = false;
    if (!buildServer()) continue;
    await stop();
    if (!isStopping) start();
  } while (isChangedAgain && !isStopping);
}

function changed() {
  if (isStopping) return;
  if (restarting !== undefined) {
    isChangedAgain = true;
    return;
  }
  restarting = restart().finally(() => {
    restarting = undefined;
  });
}

start();
const source = join(root, 'src');
watch(source, { recursive: true }, (_event, name) => {
  if (name === null || join(source, name).startsWith(WEB + sep) || name.endsWith('~')) return;
  clearTimeout(timer);
  timer = setTimeout(changed, SETTLED_MS);
});

process.env.CONSOLE_SERVER ??= `http://127.0.0.1:${config.PORT}`;
const web = await createServer({ configFile: join(root, 'vite.config.mjs'), server: { port: Number(consolePort) } });
await web.listen();
console.log(`Console with hot reload: ${web.resolvedUrls.local[0]}`);

for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, async () => {
    if (isStopping) return;
    isStopping = true;
    clearTimeout(timer);
    await web.close();
    await restarting;
    await stop();
    await database.stop();
    process.exit(0);
  });
