// `npm run bench` runs every benchmark, `npm run bench -- NAME …` some of them. Each is bounded in count and time, on loopback, and removes
// its data. Prints a table at the end, and writes it to FILE with `--json FILE`. docs/reference/benchmarks.md describes each measurement.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { figures, table } from './report.mjs';

/**
 * In the order in which they run. `start` builds from scratch, so it is first; `sql` needs a folder that is not part of this repository.
 */
const BENCHES = [
  ...[
    'start',
    'cancel',
    'cancel-http',
    'cancel-jobs',
    'floods',
    'status',
    'pages',
    'claim',
    'drain',
    'lanes',
    'workers',
    'submit',
    'submit-one',
    'lateness',
  ],
  ...['smpp', 'throttle', 'sql'],
];
const OLDEST_NODE = 22;
const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

function usage(problem) {
  console.error(`${problem}
Usage: npm run bench -- [NAME …] [--json FILE] [--scale 0.1] [--prototype DIR] [--profile DIR]
Names: ${BENCHES.join(', ')}
       npm run bench -- retention [--rounds N] [--entries N] [--json FILE]`);
  process.exit(1);
}

function readArguments() {
  try {
    const text = { type: 'string' };
    const options = { json: text, scale: { ...text, default: '1' }, prototype: text, profile: text };
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    return { ...values, scale: Number(values.scale), names: positionals.length === 0 ? BENCHES : positionals, asked: positionals };
  } catch (error) {
    return usage(error.message);
  }
}

if (process.argv[2] === 'retention') {
  // Takes minutes, on a PostgreSQL of its own.
  build();
  await import('./retention.mjs');
  process.exit();
}

const { names, asked, json, scale, prototype, profile } = readArguments();
if (!(scale > 0 && scale <= 1)) usage('--scale is a number from 0 (not included) to 1.');
const unknown = names.find((name) => !BENCHES.includes(name));
if (unknown !== undefined) usage(`There is no benchmark ${unknown}.`);
if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) usage(`Node ${OLDEST_NODE} or newer is needed: npm run bench has one.`);

/** Settings in the environment of this command must not reach the servers. */
for (const name of ['DATABASE_URL', 'DATA_DIR', 'LANES', 'ROLE', 'PORT', 'HOST', 'BATCH_SIZE']) delete process.env[name];
/** The folder for CPU profiles of the contenders. */
if (profile !== undefined) process.env.BENCH_PROFILE = profile;

function build() {
  const { status } = spawnSync(process.execPath, [inRoot('scripts/launch.mjs'), '--build-only'], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

let postgres;
/** Started with the first benchmark that needs it. */
async function database() {
  if (postgres === undefined) {
    const { Postgres } = await import('./rig/postgres.mjs');
    postgres = await Postgres.start();
    console.log(`PostgreSQL: ${await postgres.settings()}`);
  }
  return postgres;
}

let failed = false;
async function run(name) {
  const file = new URL(`${name}.mjs`, import.meta.url);
  if (!existsSync(file)) {
    console.log(`\n${name}: not there, skipped`);
    return;
  }
  console.log(`\n${name}`);
  const began = performance.now();
  try {
    build();
    const bench = await import(file.href);
    await bench.default({ database, scale, prototype, asked: asked.includes(name) });
  } catch (error) {
    failed = true;
    console.error(`  ${name} could not be measured:`, error);
  }
  console.log(`  ${((performance.now() - began) / 1_000).toFixed(0)} s`);
}

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => void (postgres?.stop() ?? Promise.resolve()).finally(() => process.exit(1)));
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`;
console.log(`Node ${process.versions.node}, ${machine}${scale === 1 ? '' : `; sizes × ${scale}: only the ratios mean something`}`);
const began = performance.now();
try {
  for (const name of names) await run(name);
} finally {
  await postgres?.stop();
}
console.log(`\n${table()}\n\n${((performance.now() - began) / 1_000).toFixed(0)} s in all`);
if (json !== undefined) writeFileSync(json, `${JSON.stringify(figures, null, 2)}\n`);
process.exit(failed ? 1 : 0);
