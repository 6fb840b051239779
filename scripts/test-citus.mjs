// `npm run test:citus`: the whole suite with the races, the cluster's own tests (test/citus), and a short fault run, on the coordinator's
// database in DATABASE_URL. CITUS_KILL and CITUS_UP are shell commands that crash a worker node and start it again.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const FAULT_SECONDS = 60;
const LANES = process.env.TEST_LANES ?? '0,1,2,3,4,5,6,8';
const root = fileURLToPath(new URL('..', import.meta.url));
const { DATABASE_URL, CITUS_KILL, CITUS_UP } = process.env;

function refuse(sentence) {
  console.error(sentence);
  process.exit(1);
}

for (const [name, value] of Object.entries({ DATABASE_URL, CITUS_KILL, CITUS_UP }))
  if (!value) refuse(`${name} is missing: docs/guides/citus.md says what the cluster's tests need.`);

const client = new pg.Client({ connectionString: DATABASE_URL });
try {
  await client.connect();
  const { rows } = await client.query(`select extversion from pg_extension where extname = 'citus'`);
  if (rows.length === 0) refuse('The database that DATABASE_URL names has no citus extension: its tests were not run.');
  const nodes = await client.query(`select from pg_dist_node where noderole = 'primary' and isactive and shouldhaveshards`);
  if (nodes.rowCount < 2) refuse('The cluster has fewer than two nodes that hold shards: its tests were not run.');
  console.log(`Citus ${rows[0].extversion}, ${nodes.rowCount} nodes`);
} catch (error) {
  refuse(`The database that DATABASE_URL names does not answer: ${error.message}`);
} finally {
  await client.end().catch(() => undefined);
}

function run(program, args, env) {
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) process.exit(status ?? 1);
}

async function connected(connectionString, work) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await work(client).finally(() => client.end());
}

const node = process.execPath;
run(node, ['scripts/launch.mjs', '--build-only'], {});
// One file at a time: each connection of a server keeps one to every node that it has used.
run(node, ['node_modules/jest/bin/jest.js', '--maxWorkers=1', ...process.argv.slice(2)], {
  TEST_CITUS: '1',
  TEST_LANES: LANES,
  NODE_OPTIONS: '--experimental-vm-modules',
});
const { distributeTables } = await import('../dist/platform/database/citus.js');
const { loadServerConfig, migrateServer } = await import('../dist/modules.js');
const schema = `engagement_test_${randomBytes(6).toString('hex')}`;
const url = new URL(DATABASE_URL);
url.searchParams.set('options', `-c search_path=${schema}`);
await connected(DATABASE_URL, (admin) => admin.query(`create schema ${schema}`));
await migrateServer(loadServerConfig({ DATABASE_URL: url.href }));
await connected(url.href, (own) => distributeTables(own));
run('npm', ['run', 'faults', '--', '--seconds', String(FAULT_SECONDS), '--lanes', LANES, '--database', url.href], {});
await connected(DATABASE_URL, (admin) => admin.query(`drop schema ${schema} cascade`));
