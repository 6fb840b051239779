// `npm run citus:distribute`: distributes the tables of the coordinator's database (DATABASE_URL) over its nodes. A repeat is possible,
// also beside running servers if nothing is left to do. Repeat it after an update with new tables.
import pg from 'pg';
import { parseArgs } from 'node:util';
import { distributeTables, isUndone, prepareCitus, refuseWhileServing, SHARDS } from '../platform/database/citus.js';
import { loadServerConfig, migrateServer } from '../modules.js';
import { StartupError } from '../platform/config/config.js';
import { databaseStartupError } from '../platform/database/database.js';
import { refuse } from '../platform/database/local.js';

const USAGE = `Usage: npm run citus:distribute [-- --shards ${SHARDS}]`;

function shardsOf(args: string[]): number {
  try {
    const { shards = String(SHARDS) } = parseArgs({ args, options: { shards: { type: 'string' } } }).values;
    if (/^[1-9]\d{0,3}$/.test(shards)) return Number(shards);
  } catch {
    // The usage is printed below.
  }
  throw new StartupError(USAGE);
}

try {
  const shards = shardsOf(process.argv.slice(2));
  const config = loadServerConfig();
  if (config.DATABASE_URL === '')
    throw new StartupError('DATABASE_URL is missing: set it to the database on the coordinator, and run the command again.');
  const client = new pg.Client({
    connectionString: config.DATABASE_URL,
    application_name: 'engagement-citus',
    connectionTimeoutMillis: 5_000,
  });
  try {
    await client.connect();
    await prepareCitus(client);
    const undone = await isUndone(client);
    if (undone) await refuseWhileServing(client);
    await migrateServer(config);
    if (!undone && (await isUndone(client))) await refuseWhileServing(client);
    for (const line of await distributeTables(client, shards)) console.log(line);
    const { rows } = await client.query<{ nodes: number }>(
      `select count(*)::int as nodes from pg_dist_node where noderole = 'primary' and isactive and shouldhaveshards`,
    );
    console.log(`Nodes that hold the tables: ${rows[0]?.nodes ?? 0}.`);
  } catch (error) {
    throw databaseStartupError(error, config) ?? error;
  } finally {
    await client.end().catch(() => undefined);
  }
} catch (error) {
  refuse(error);
}
