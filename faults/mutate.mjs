// Plants a bug into a copy of the tree and runs the test that must find it. "Caught" lists the broken promises.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { report, runFaults } from './harness.mjs';
import { MUTANTS } from './mutants.mjs';
import { tidyLater } from './tidy.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const COPIED = ['src', 'test', 'scripts', 'package.json', 'tsconfig.json', 'vite.config.mjs', '.swcrc', 'jest.config.mjs'];
const TESTS = { model: 'test/queue/model.test.ts', sessions: 'test/queue/interleavings.test.ts' };
/** A run that does not end counts as caught. */
const HARNESS = { seconds: 15, apis: 2, workers: 3, lanes: [0], quietMs: 25_000 };

/** Runs without a bug: all of them must find nothing. */
const NONE = ['model', 'sessions', 'harness'].map((finder) => ({
  name: `none (${finder})`,
  about: 'no bug is planted',
  finder,
  edits: [],
}));

/** The edited text. @throws if the text to replace is not there exactly once */
export function edited({ name, edits }, file, text) {
  return edits
    .filter(([each]) => each === file)
    .reduce((sum, [, from, to]) => {
      const parts = sum.split(from);
      if (parts.length !== 2)
        throw new Error(`Mutant ${name}: “${from}” is ${parts.length - 1} times in ${file}, not once. Mend the mutant.`);
      return parts.join(to);
    }, text);
}

function plant(mutant, tree) {
  for (const path of COPIED) cpSync(join(root, path), join(tree, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  for (const file of new Set(mutant.edits.map(([each]) => each))) {
    const path = join(tree, 'src', file);
    writeFileSync(path, edited(mutant, file, readFileSync(path, 'utf8')));
  }
  const { status, stderr } = spawnSync(process.execPath, ['scripts/launch.mjs', '--build-only'], { cwd: tree, encoding: 'utf8' });
  if (status !== 0) throw new Error(`Mutant ${mutant.name} does not build: ${stderr}`);
}

/** A PostgreSQL for the tests. */
async function startPostgres() {
  const { DataFolder } = await import('../dist/platform/database/data-folder.js');
  const { POSTGRES_SETTINGS, startEmbeddedPostgres } = await import('../dist/platform/database/embedded-postgres.js');
  const folder = mkdtempSync(join(tmpdir(), 'engagement-mutants-'));
  const starting = startEmbeddedPostgres(new DataFolder(folder), { ...POSTGRES_SETTINGS, fsync: 'off' });
  const stop = tidyLater(async () => {
    const started = await starting.catch(() => undefined);
    await started?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return { url: (await starting).url, stop };
}

/** The names of the failed tests. */
async function byTest(file, tree, { url }) {
  const jest = join(tree, 'node_modules/jest/bin/jest.js');
  const env = { ...process.env, NODE_OPTIONS: '--experimental-vm-modules', DATABASE_URL: url };
  const child = spawn(process.execPath, [jest, '--verbose', file], { cwd: tree, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const ended = once(child, 'exit');
  const end = tidyLater(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const [code] = await ended;
  await end();
  const failed = [...said.matchAll(/✕ (.*?)(?: \(\d+.*\))?$/gm)].map(([, test]) => test);
  const [, counterexample] = /Counterexample: (.*)/.exec(said) ?? [];
  if (counterexample !== undefined) failed[0] += `, but not after ${counterexample}`;
  if (code !== 0 && failed.length === 0) throw new Error(`The test did not run: ${said}`);
  return failed;
}

async function byHarness({ seconds, only, provider }, tree, { seed, verbose, provider: other }) {
  const book = await runFaults({
    ...HARNESS,
    ...(seconds && { seconds }),
    only,
    seed,
    provider: provider ?? other,
    dist: join(tree, 'dist'),
  });
  if (verbose) console.log(report(book, { seed }));
  const firsts = Map.groupBy(book.violations, ({ check }) => check);
  return [...firsts].map(([check, [{ detail }]]) => `${check}: ${detail}`);
}

/** The broken promises; none if the bug was not caught. */
async function hunt(mutant, options, postgres) {
  const tree = mkdtempSync(join(tmpdir(), 'engagement-mutant-'));
  const leave = tidyLater(() => rmSync(tree, { recursive: true, force: true }));
  try {
    plant(mutant, tree);
    return await (mutant.finder === 'harness' ? byHarness(mutant, tree, options) : byTest(TESTS[mutant.finder], tree, postgres));
  } finally {
    await leave();
  }
}

/** @returns true if it was caught */
export async function runMutant(name, options) {
  const mutant = MUTANTS.find((each) => each.name === name);
  if (mutant === undefined) throw new Error(`There is no mutant ${name}. There are: ${MUTANTS.map((each) => each.name).join(', ')}`);
  const postgres = await startPostgres();
  const broken = await hunt(mutant, options, postgres).finally(postgres.stop);
  console.log(`${name} (${mutant.about}): ${broken.length > 0 ? `caught by the ${mutant.finder}:` : 'NOT CAUGHT'}`);
  for (const check of broken) console.log(`  ${check}`);
  return broken.length > 0;
}

/** The bugs that can be found with the chosen provider; all if none is chosen. */
const huntedWith = (wanted) => (mutant) => wanted === undefined || (mutant.finder === 'harness' && (mutant.provider ?? wanted) === wanted);

/** Runs all of them, and one run without a bug first. @returns true if each bug was caught and the first run found nothing */
export async function runMutants(options) {
  let good = true;
  const postgres = await startPostgres();
  for (const mutant of [...NONE, ...MUTANTS].filter(huntedWith(options.provider))) {
    const broken = await hunt(mutant, options, postgres);
    const holds = broken.length > 0 === MUTANTS.includes(mutant);
    good &&= holds;
    const found =
      broken.length > 0 ? `caught: ${broken[0]}${broken.length > 1 ? ` (and ${broken.length - 1} more)` : ''}` : 'nothing found';
    console.log(`${holds ? 'as it should' : 'WRONG       '}  ${mutant.name.padEnd(28)} ${mutant.finder.padEnd(9)} ${found}`);
  }
  await postgres.stop();
  return good;
}
